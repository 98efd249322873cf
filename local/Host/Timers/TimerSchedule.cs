using System.Globalization;
using NCrontab;

namespace AgentSched.Hosting.Timers;

/// <summary>When a timer fires: NCRONTAB in UTC, or a constant interval.</summary>
/// <param name="Next">First occurrence after an instant, which is not included.</param>
internal sealed record TimerSchedule(Func<DateTime, DateTime> Next)
{
    /// <exception cref="FormatException">Neither NCRONTAB with five or six fields nor a time span.</exception>
    public static TimerSchedule Parse(string text)
    {
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        if (fields is 5 or 6 && CrontabSchedule.TryParse(text, new CrontabSchedule.ParseOptions { IncludingSeconds = fields == 6 }) is { } cron)
            return new TimerSchedule(cron.GetNextOccurrence);

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var interval) && interval > TimeSpan.Zero
            ? new TimerSchedule(after => after + interval)
            : throw new FormatException($"the schedule \"{text}\" is neither NCRONTAB of six fields with seconds first (0 */5 * * * *) nor a time span (00:05:00)");
    }

    /// <summary>Whether two of the next occurrences are less than a minute apart: the Functions host keeps no status for such a timer.</summary>
    public bool MoreOftenThanOnceAMinute(DateTime from)
    {
        var next = Next(from);
        return Enumerable.Range(0, 6).Any(_ => next + TimeSpan.FromMinutes(1) > (next = Next(next)));
    }
}
