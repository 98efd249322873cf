using AgentSched.Time.Specs;

namespace AgentSched.Time.English;

/// <summary>Builds intervals: as cron on the zone's clock if they divide the hour or the day evenly, else counted from an anchor.</summary>
internal static class IntervalBuilder
{
    /// <summary>Builds intervals of seconds, minutes and hours.</summary>
    public static Reading Build(Draft draft, string text)
    {
        var interval = draft.Interval!.Value;
        if (interval is { Unit: Unit.Minute, Count: var minutes } && minutes % 60 == 0)
        {
            interval = new Interval(minutes / 60, Unit.Hour);
        }

        var kept = draft.NamesDays || draft.Window is not null || draft.MinutesPast.Count > 0 || draft.Hours.Count > 0;
        if (draft.Times is [var first, ..] && (draft.Times.Count > 1 || draft.From is null || kept))
        {
            return Reading.Refused(draft.TimeWords, $"cannot be combined with \"{draft.IntervalWords}\"; say \"every day at {Phrase.Clock(first.Hour, first.Minute)}\" or \"every 4 hours from 9:00\"");
        }

        var even = interval.Unit == Unit.Minute && 60 % interval.Count == 0 || interval.Unit == Unit.Hour && interval.Count < 24 && 24 % interval.Count == 0;
        if (kept && !even)
        {
            return Reading.Refused(draft.IntervalWords, "does not divide the hour or the day evenly and cannot be limited to certain hours or days; use \"every 15 minutes\" or \"every 2 hours\"");
        }

        if (!even || draft.IsCounted && !kept || draft.Times.Count > 0)
        {
            var anchor = draft.From is { } from
                ? LocalTime.ToInstant(draft.Times is [var time] ? from.Date.AddHours(time.Hour).AddMinutes(time.Minute).AddSeconds(time.Second) : from, draft.Zone)
                : Seconds(draft.Now);
            return Reading.Of(new SpecText { Every = TimeSpan.FromSeconds(Intervals.Seconds(interval)), Anchor = anchor });
        }

        var fields = interval.Unit == Unit.Minute ? OfMinutes(draft, interval.Count) : OfHours(draft, interval.Count);
        return fields.Refusal is { } refusal ? new Reading(null, refusal, IsKnown: true) : DayBuilder.WithDays(draft, fields.Time!, text);
    }

    private static (string? Time, string? Refusal) OfMinutes(Draft draft, int every)
    {
        var minute = every == 1 ? "*" : $"*/{Phrase.Number(every)}";
        if (draft.MinutesPast.Count > 0)
        {
            return Refuse(draft.TimeWords, $"cannot be combined with \"{draft.IntervalWords}\"; use only one of them");
        }

        if (draft.Hours.Count > 0)
        {
            return ($"{minute} {SpecBuilder.List(draft.Hours)}", null);
        }

        if (draft.Window is not { } window)
        {
            return ($"{minute} *", null);
        }

        if (window.To is not { } to)
        {
            return Refuse(draft.WindowWords, "has no end; say \"between 9:00 and 17:00\"");
        }

        // The end of a window is excluded if it is a full hour: 9 to 17 ends at 16:45.
        var last = to.Minute >= 60 - every ? to.Hour : to.Minute == 0 ? to.Hour - 1 : -2;
        if (window.From.Minute != 0 || last == -2 || (last + 24) % 24 == (window.From.Hour + 23) % 24 && to.Minute == 0)
        {
            return Refuse(draft.WindowWords, "is not a window of whole hours; say \"between 9:00 and 17:00\"");
        }

        var hours = Round(window.From.Hour, (last + 24) % 24, 1);
        return Nights(draft, hours) ?? ($"{minute} {SpecBuilder.List(hours)}", null);
    }

    private static (string? Time, string? Refusal) OfHours(Draft draft, int every)
    {
        var minute = draft.MinutesPast.Count > 0 ? SpecBuilder.List(draft.MinutesPast) : Phrase.Number(draft.Window?.From.Minute ?? 0);
        if (draft.Hours.Count > 0)
        {
            return every == 1 ? ($"{minute} {SpecBuilder.List(draft.Hours)}", null) : Refuse(draft.WindowWords, $"cannot be combined with \"{draft.IntervalWords}\"; use only one of them");
        }

        if (draft.Window is not { } window)
        {
            return ($"{minute} {(every == 1 ? "*" : $"*/{Phrase.Number(every)}")}", null);
        }

        if (window.To is not { } to)
        {
            return ($"{minute} {SpecBuilder.List(Enumerable.Range(0, 24).Where(h => h % every == window.From.Hour % every))}", null);
        }

        // Here the end is included: every hour from 9 to 17 ends at 17:00, or at 16:30 for half past each hour.
        var minutes = draft.MinutesPast.Count > 0 ? draft.MinutesPast : [window.From.Minute];
        if (minutes.Exists(m => m < window.From.Minute))
        {
            return Refuse(draft.WindowWords, "is not a window of whole hours; say \"between 9:00 and 17:00\"");
        }

        var last = minutes.TrueForAll(m => m <= to.Minute) ? to.Hour : (to.Hour + 23) % 24;
        var hours = Round(window.From.Hour, last, every);
        return Nights(draft, hours) ?? ($"{minute} {SpecBuilder.List(hours)}", null);
    }

    /// <summary>Refuses a window over midnight with named days: a cron expression cannot say which of the two days is meant. Null: it is valid.</summary>
    private static (string?, string?)? Nights(Draft draft, List<int> hours) =>
        draft.NamesDays && hours[^1] < hours[0] ? Refuse(draft.WindowWords, "crosses midnight, so the days are ambiguous; create two schedules, or leave out the days") : null;

    /// <summary>The hours from one to another, over midnight if necessary.</summary>
    private static List<int> Round(int from, int to, int step)
    {
        var hours = new List<int>();
        for (var hour = from; hour <= (to < from ? to + 24 : to); hour += step)
        {
            hours.Add(hour % 24);
        }

        return hours;
    }

    private static (string?, string?) Refuse(string words, string why) => (null, $"\"{words}\" {why}");

    private static DateTimeOffset Seconds(DateTimeOffset instant) => DateTimeOffset.FromUnixTimeSeconds(instant.ToUnixTimeSeconds());
}
