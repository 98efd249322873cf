using System.Globalization;
using NCrontab;

namespace AgentSched.FunctionsHost.Timers;

/// <summary>When a timer fires: NCRONTAB in a time zone, or a constant interval.</summary>
internal sealed class TimerSchedule
{
    private readonly CrontabSchedule? _cron;
    private readonly TimeSpan _interval;
    private readonly bool _intervalLike;
    private readonly TimeZoneInfo _zone;

    private TimerSchedule(CrontabSchedule? cron, TimeSpan interval, bool intervalLike, TimeZoneInfo zone) =>
        (_cron, _interval, _intervalLike, _zone) = (cron, interval, intervalLike, zone);

    /// <returns>Null: neither NCRONTAB with five or six fields nor a time span.</returns>
    public static TimerSchedule? Parse(string text, TimeZoneInfo zone)
    {
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is 5 or 6
            && CrontabSchedule.TryParse(text, new CrontabSchedule.ParseOptions { IncludingSeconds = fields.Length == 6 }) is { } cron)
        {
            var clockFields = fields[..^3];
            return new TimerSchedule(cron, TimeSpan.Zero, clockFields.Any(field => field.AsSpan().IndexOfAny('*', '-', '/') >= 0), zone);
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var interval) && interval > TimeSpan.Zero
            ? new TimerSchedule(null, interval, intervalLike: true, zone)
            : null;
    }

    /// <summary>The first occurrence after <paramref name="after"/>, not at it.</summary>
    public DateTimeOffset Next(DateTimeOffset after)
    {
        if (_cron is null)
        {
            return after + _interval;
        }

        var offset = _zone.GetUtcOffset(after);
        var next = InOffset(after.UtcDateTime, offset);
        var newOffset = _zone.GetUtcOffset(next);
        if (newOffset == offset)
        {
            return next;
        }

        // The clocks change before the occurrence.
        var change = Change(after.UtcDateTime, next.UtcDateTime, offset);
        if (newOffset > offset)
        {
            // Spring: a time that the jump left out fires as late as the old clock would have shown it.
            return next.UtcDateTime - change < newOffset - offset ? next : InOffset(change.AddTicks(-1), newOffset);
        }

        // Autumn: what looks like an interval runs through the repeated hour, a fixed time does not run twice.
        return InOffset(_intervalLike ? change.AddTicks(-1) : change.AddTicks(-1) + (offset - newOffset), newOffset);
    }

    public bool MoreOftenThanOnceAMinute(DateTimeOffset from)
    {
        for (var (i, last) = (0, Next(from)); i < 6; i++)
        {
            var next = Next(last);
            if (next - last < TimeSpan.FromMinutes(1))
            {
                return true;
            }

            last = next;
        }

        return false;
    }

    /// <summary>As the function sees times: by the clock of the zone.</summary>
    public DateTime Local(DateTimeOffset instant) => _zone.BaseUtcOffset == TimeSpan.Zero && !_zone.SupportsDaylightSavingTime
        ? instant.UtcDateTime
        : TimeZoneInfo.ConvertTime(instant, _zone).DateTime;

    private DateTimeOffset InOffset(DateTime utc, TimeSpan offset)
    {
        var local = DateTime.SpecifyKind(utc + offset, DateTimeKind.Unspecified);
        return new DateTimeOffset(DateTime.SpecifyKind(_cron!.GetNextOccurrence(local) - offset, DateTimeKind.Utc));
    }

    /// <summary>The first instant that no longer has <paramref name="offset"/>, to the second.</summary>
    private DateTime Change(DateTime before, DateTime after, TimeSpan offset)
    {
        while (after - before > TimeSpan.FromSeconds(1))
        {
            var middle = before + ((after - before) / 2);
            (before, after) = _zone.GetUtcOffset(middle) == offset ? (middle, after) : (before, middle);
        }

        return new DateTime(after.Ticks - (after.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
    }
}
