using System.Globalization;
using NCrontab;

namespace AgentSched.Hosting.Timers;

/// <summary>When a timer fires: NCRONTAB in UTC, or a constant interval.</summary>
internal sealed class TimerSchedule
{
    private readonly CrontabSchedule? _cron;
    private readonly TimeSpan _interval;

    private TimerSchedule(CrontabSchedule? cron, TimeSpan interval) => (_cron, _interval) = (cron, interval);

    /// <exception cref="FormatException">Neither NCRONTAB with five or six fields nor a time span.</exception>
    public static TimerSchedule Parse(string text)
    {
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        if (fields is 5 or 6 && CrontabSchedule.TryParse(text, new CrontabSchedule.ParseOptions { IncludingSeconds = fields == 6 }) is { } cron)
            return new TimerSchedule(cron, TimeSpan.Zero);

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var interval) && interval > TimeSpan.Zero
            ? new TimerSchedule(null, interval)
            : throw new FormatException($"the schedule \"{text}\" is neither NCRONTAB of six fields with seconds first (0 */5 * * * *) nor a time span (00:05:00)");
    }

    /// <summary>First occurrence after <paramref name="after"/>, which is not included.</summary>
    public DateTimeOffset Next(DateTimeOffset after) => _cron is null
        ? after + _interval
        : new DateTimeOffset(_cron.GetNextOccurrence(after.UtcDateTime), TimeSpan.Zero);

    /// <summary>Whether two of the next occurrences are less than a minute apart: the Functions host keeps no status for such a timer.</summary>
    public bool MoreOftenThanOnceAMinute(DateTimeOffset from)
    {
        var last = Next(from);
        for (var i = 0; i < 6; i++)
        {
            var next = Next(last);
            if (next - last < TimeSpan.FromMinutes(1))
                return true;
            last = next;
        }

        return false;
    }
}
