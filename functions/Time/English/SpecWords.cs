using System.Globalization;
using AgentSched.Time.Specs;

namespace AgentSched.Time.English;

/// <summary>Describes a spec in one line of English: <c>every weekday at 09:00 Europe/Berlin</c>. The line contains everything that determines when the spec fires.</summary>
internal static class SpecWords
{
    /// <summary>Maximum number of exclusions that are listed; more are only counted.</summary>
    private const int MostExclusions = 3;

    private static readonly (string Name, long Seconds)[] Units = [("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1)];

    /// <summary>Describes a spec. The text is never empty, and differs for specs that fire differently (except for long lists of exclusions, which are only counted).</summary>
    /// <exception cref="FormatException">The spec is not valid.</exception>
    public static string Describe(SpecText text)
    {
        var zone = ZoneNames.Get(text.Zone ?? "UTC");
        var narrowed = text.StartsAt is not null || text.EndsAt is not null || text.Exclude.Count > 0;
        var words = text switch
        {
            { Cron: { } cron } => Cron(text, cron, zone, narrowed),
            { Every: { } every } => Every(every, text.Anchor, zone, text.Zone, narrowed),
            { Calendar: { } calendar } => Calendar(text, CalendarInterval.Parse(calendar) ?? throw new FormatException($"\"{calendar}\" is not an interval"), zone),
            { At: { } at } => $"once on {Phrase.Day(at)} at {Phrase.Clock(at.Hour, at.Minute, at.Second)} {text.Zone}{ClockChanges(text)}",
            _ => throw new FormatException("a spec has one of cron, every and at"),
        };
        return words + Limits(text, zone);
    }

    private static string Cron(SpecText text, string cron, TimeZoneInfo zone, bool narrowed)
    {
        var fields = CronFields.Read(cron);
        var either = text.DayMatch == DayMatch.Or && CronClock.RestrictsBothDays(cron);
        var days = DayWords.Of(fields, either);
        var (time, shape) = TimeWords.Of(fields, wraps: days.Trailing.Length == 0);
        var words = shape switch
        {
            TimeShape.Times => $"{days.Leading} {time} {text.Zone}",
            TimeShape.Window => $"{time} {text.Zone} {days.Trailing}".TrimEnd(),
            _ when !narrowed && TimeWords.IsSameInEveryZone(fields, zone) => time,
            _ => $"{$"{time} {days.Trailing}".TrimEnd()} ({text.Zone})",
        };
        return words + ClockChanges(text, RunsThrough(cron));
    }

    /// <summary>The non-default rules for skipped and repeated times, in words.</summary>
    private static string ClockChanges(SpecText text, bool runsThrough = false)
    {
        var gap = text.DstGap == DstGap.Skip ? ", not where the clocks jump over it" : "";
        return gap + text.DstOverlap switch
        {
            _ when runsThrough => "",
            DstOverlap.Last => ", the second time where the clocks repeat it",
            DstOverlap.Both => ", both times where the clocks repeat it",
            _ => "",
        };
    }

    /// <summary>Whether a star, range or step in the time fields makes it run in both passes of a repeated hour, regardless of the rule.</summary>
    private static bool RunsThrough(string cron)
    {
        var fields = cron.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return fields.Length == 1
            ? fields[0].Equals("@hourly", StringComparison.OrdinalIgnoreCase) || fields[0].StartsWith("@every", StringComparison.OrdinalIgnoreCase)
            : fields.Take(fields.Length - 3).Any(f => f.AsSpan().IndexOfAny("*?/-") >= 0);
    }

    private static string Every(TimeSpan every, DateTimeOffset? anchor, TimeZoneInfo zone, string? named, bool narrowed)
    {
        var seconds = (long)every.TotalSeconds;
        // A day is 24 hours here and not a day of a calendar.
        var (unit, length) = Array.Find(Units, u => seconds % u.Seconds == 0 && u.Seconds < 86_400);
        var words = Phrase.Every(seconds / length, unit);
        if (anchor is not { } from)
        {
            return narrowed && named is not null ? $"{words} ({named})" : words;
        }

        return $"{words}, counted from {Instant(from, zone)} {named ?? "UTC"}";
    }

    /// <summary><c>every 2 weeks on Tuesday at 09:00 Europe/Berlin, counted from 2026-11-24</c>.</summary>
    private static string Calendar(SpecText text, CalendarInterval interval, TimeZoneInfo zone)
    {
        var anchor = Local(text.Anchor ?? DateTimeOffset.UnixEpoch, zone);
        var (unit, days) = interval.Unit switch
        {
            'D' => ("day", ""),
            'W' => ("week", $" on {Phrase.Days[(int)anchor.DayOfWeek]}"),
            _ => ("month", $" on the {Phrase.Nth(anchor.Day)}{(anchor.Day > 28 ? " or the last day" : "")}"),
        };
        return $"{Phrase.Every(interval.Count, unit)}{days} at {Phrase.Clock(anchor.Hour, anchor.Minute, anchor.Second)} {text.Zone}{ClockChanges(text)}, counted from {Phrase.Day(anchor)}";
    }

    private static string Limits(SpecText text, TimeZoneInfo zone)
    {
        var from = text.StartsAt is { } start ? $", from {Moment(start, zone)}" : "";
        var until = text.EndsAt is { } end ? $", until {End(end, zone)}" : "";
        var most = text.MaxRuns is { } runs ? string.Create(CultureInfo.InvariantCulture, $", {(runs == 1 ? "once" : $"{runs} times")} at most") : "";
        var late = text.Jitter is { } jitter ? $", each up to {Span(jitter)} later" : "";
        return from + until + most + late + text.Exclude.Count switch
        {
            0 => "",
            <= MostExclusions => $", except {Phrase.Join([.. text.Exclude.Select(e => e.Replace("/", " to ", StringComparison.Ordinal))])}",
            var many => string.Create(CultureInfo.InvariantCulture, $", except {many} days or ranges"),
        };
    }

    private static string Span(TimeSpan length)
    {
        var seconds = (long)length.TotalSeconds;
        var (unit, size) = Array.Find(Units, u => seconds % u.Seconds == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{seconds / size} {unit}{(seconds == size ? "" : "s")}");
    }

    private static string Moment(DateTimeOffset instant, TimeZoneInfo zone) =>
        Local(instant, zone) is var local && local.TimeOfDay == TimeSpan.Zero ? Phrase.Day(local) : Instant(instant, zone);

    /// <summary>Describes midnight as the end of the previous day.</summary>
    private static string End(DateTimeOffset instant, TimeZoneInfo zone) =>
        Local(instant, zone) is var local && local.TimeOfDay == TimeSpan.Zero ? $"the end of {Phrase.Day(local.AddDays(-1))}" : Instant(instant, zone);

    private static string Instant(DateTimeOffset instant, TimeZoneInfo zone)
    {
        var local = Local(instant, zone);
        return $"{Phrase.Day(local)} {Phrase.Clock(local.Hour, local.Minute, local.Second)}";
    }

    private static DateTime Local(DateTimeOffset instant, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(instant, zone).DateTime;
}
