using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AgentSched.Time.Specs;

namespace AgentSched.Year;

/// <summary>A spec together with what it means: the oracle's own engine, which knows nothing of the app's.</summary>
/// <param name="text">As the app gets it.</param>
/// <param name="clock">The clock of its zone.</param>
/// <param name="cron">Its cron expression. Null: it has none.</param>
internal sealed class SpecMeaning(SpecText text, WallClock clock, CronMeaning? cron)
{
    private readonly List<(DateTime First, DateTime Last)> _excluded =
        [.. text.Exclude.Select(range => range.Split('/')).Select(ends => (Day(ends[0]), Day(ends[^1])))];

    public SpecText Text => text;

    /// <summary>Tells specs that mean the same timing from others.</summary>
    public string Key { get; } = ScheduleSpec.ToColumn(text);

    public ScheduleSpec Parsed { get; } = ScheduleSpec.Parse(text);

    /// <summary>All occurrences after one instant up to another (included), in order.</summary>
    public IEnumerable<DateTimeOffset> Occurrences(DateTimeOffset after, DateTimeOffset until)
    {
        foreach (var utc in All(after.UtcDateTime, until.UtcDateTime))
        {
            var instant = new DateTimeOffset(utc, TimeSpan.Zero);
            if (!(instant < text.StartsAt) && !(instant >= text.EndsAt) && !IsExcluded(utc))
            {
                yield return instant;
            }
        }
    }

    public bool FiresAt(DateTimeOffset instant) => Occurrences(instant.AddTicks(-1), instant).Any();

    /// <summary>When an occurrence of a schedule comes due.</summary>
    public DateTimeOffset DueTime(string scheduleId, DateTimeOffset nominal)
    {
        if (text.Jitter is not { } jitter)
        {
            return nominal;
        }

        var seed = string.Create(CultureInfo.InvariantCulture, $"jitter/{scheduleId}/{nominal.ToUnixTimeSeconds()}");
        var share = BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(seed)));
        return nominal.AddSeconds(share % ((long)jitter.TotalSeconds + 1));
    }

    private IEnumerable<DateTime> All(DateTime after, DateTime until)
    {
        if (cron is not null)
        {
            return cron.Occurrences(clock, text.DstGap, text.DstOverlap, text.DayMatch, after, until);
        }

        if (text.Every is { } every)
        {
            return Every(text.Anchor!.Value.UtcDateTime, every, after, until);
        }

        if (text.Calendar is { } calendar)
        {
            return Calendar(clock.Local(text.Anchor!.Value.UtcDateTime), int.Parse(calendar[1..^1], CultureInfo.InvariantCulture), calendar[^1], after, until);
        }

        return clock.Instants(text.At!.Value, text.DstGap, text.DstOverlap).Where(at => at > after && at <= until);
    }

    /// <summary>The days of the calendar one by one: which of them count, and when the clock shows the time on them.</summary>
    private IEnumerable<DateTime> Calendar(DateTime anchor, int count, char unit, DateTime after, DateTime until)
    {
        DateTime? last = null;
        for (var day = anchor.Date; day <= clock.Local(until).Date.AddDays(1); day = day.AddDays(1))
        {
            var months = (day.Year - anchor.Year) * 12 + day.Month - anchor.Month;
            var isLastOfShort = day.AddDays(1).Day == 1 && anchor.Day > day.Day;
            var counts = unit switch
            {
                'M' => months % count == 0 && (day.Day == anchor.Day || isLastOfShort),
                'W' => (day - anchor.Date).Days % (7 * count) == 0,
                _ => (day - anchor.Date).Days % count == 0,
            };
            foreach (var utc in counts && day >= clock.Local(after).Date.AddDays(-2) ? clock.Instants(day + anchor.TimeOfDay, text.DstGap, text.DstOverlap) : [])
            {
                if (utc > after && utc <= until && utc != last)
                {
                    yield return (last = utc).Value;
                }
            }
        }
    }

    private static IEnumerable<DateTime> Every(DateTime anchor, TimeSpan every, DateTime after, DateTime until)
    {
        var next = anchor;
        if (after >= anchor)
        {
            next += Math.Floor((after - anchor) / every) * every;
        }

        for (; next <= until; next += every)
        {
            if (next > after)
            {
                yield return next;
            }
        }
    }

    private bool IsExcluded(DateTime utc)
    {
        if (_excluded.Count == 0)
        {
            return false;
        }

        var day = clock.Local(utc).Date;
        return _excluded.Exists(range => day >= range.First && day <= range.Last);
    }

    private static DateTime Day(string day) => DateTime.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
