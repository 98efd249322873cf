using AgentSched.Time.Specs;

namespace AgentSched.Time.English;

/// <summary>Intervals: by cron on the zone's clock where they divide the hour or the day evenly, else counted from a moment.</summary>
internal static class IntervalBuilder
{
    /// <summary>Seconds, minutes and hours.</summary>
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
            return Reading.Refused(draft.TimeWords, $"does not go together with \"{draft.IntervalWords}\"; say \"every day at {Phrase.Clock(first.Hour, first.Minute)}\" or \"every 4 hours from 9:00\"");
        }

        var even = interval.Unit == Unit.Minute && 60 % interval.Count == 0 || interval.Unit == Unit.Hour && interval.Count < 24 && 24 % interval.Count == 0;
        if (kept && !even)
        {
            return Reading.Refused(draft.IntervalWords, "does not divide the hour or the day evenly, so that it cannot keep to certain hours or days; take \"every 15 minutes\" or \"every 2 hours\"");
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

    /// <summary>Every other day, every two weeks. A time of day beside it holds only where the clocks never change.</summary>
    public static Reading BuildDays(Draft draft, string text)
    {
        var single = int.PopCount(draft.Weekdays) == 1 && draft.Interval!.Value.Unit == Unit.Week;
        if (draft.NamesDays && !(single && draft.Nths.Count + draft.DaysOfMonth.Count + draft.Months.Count == 0 && draft.MonthDay is null && draft.WithoutWeekdays == 0)
            || draft.Window is not null || draft.MinutesPast.Count > 0 || draft.Hours.Count > 0 || draft.Times.Count > 1)
        {
            return Reading.Refused(draft.IntervalWords, "counts days one after another and takes no more than one time beside it; say \"every Monday and Thursday at 9am\"");
        }

        var every = TimeSpan.FromSeconds(Intervals.Seconds(draft.Interval!.Value));
        if (draft.Times.Count == 0 && !single)
        {
            return Reading.Of(new SpecText { Every = every, Anchor = draft.From is { } begin ? LocalTime.ToInstant(begin, draft.Zone) : Seconds(draft.Now) });
        }

        if (ClocksChange(draft))
        {
            return Reading.Refused(text, $"cannot keep its time of day when the clocks change in {draft.Zone.Id}, because {draft.Interval!.Value.Count} {draft.Interval!.Value.Unit.ToString().ToLowerInvariant()}s are counted in hours; say \"every Monday at 9am\", or name the zone UTC");
        }

        var clock = draft.Times is [var time] ? new TimeOnly(time.Hour, time.Minute, time.Second) : TimeOnly.MinValue;
        var day = draft.From is { } from ? DateOnly.FromDateTime(from) : draft.Today;
        while (single && (draft.Weekdays >> (int)day.DayOfWeek & 1) == 0 || LocalTime.ToInstant(day.ToDateTime(clock), draft.Zone) <= draft.Now)
        {
            day = day.AddDays(1);
        }

        return Reading.Of(new SpecText { Every = every, Anchor = LocalTime.ToInstant(day.ToDateTime(clock), draft.Zone) });
    }

    private static (string? Time, string? Refusal) OfMinutes(Draft draft, int every)
    {
        var minute = every == 1 ? "*" : $"*/{Phrase.Number(every)}";
        if (draft.MinutesPast.Count > 0)
        {
            return Refuse(draft.TimeWords, $"does not go together with \"{draft.IntervalWords}\"; say one of them");
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

        // The end of a window does not count where one more minute of it would bring a whole hour: 9 to 17 ends with 16:45.
        var last = to.Minute >= 60 - every ? to.Hour : to.Minute == 0 ? to.Hour - 1 : -2;
        if (window.From.Minute != 0 || last == -2 || (last + 24) % 24 == (window.From.Hour + 23) % 24 && to.Minute == 0)
        {
            return Refuse(draft.WindowWords, "is no window of whole hours; say \"between 9:00 and 17:00\"");
        }

        var hours = Round(window.From.Hour, (last + 24) % 24, 1);
        return Nights(draft, hours) ?? ($"{minute} {SpecBuilder.List(hours)}", null);
    }

    private static (string? Time, string? Refusal) OfHours(Draft draft, int every)
    {
        var minute = draft.MinutesPast.Count > 0 ? SpecBuilder.List(draft.MinutesPast) : Phrase.Number(draft.Window?.From.Minute ?? 0);
        if (draft.Hours.Count > 0)
        {
            return every == 1 ? ($"{minute} {SpecBuilder.List(draft.Hours)}", null) : Refuse(draft.WindowWords, $"does not go together with \"{draft.IntervalWords}\"; say one of them");
        }

        if (draft.Window is not { } window)
        {
            return ($"{minute} {(every == 1 ? "*" : $"*/{Phrase.Number(every)}")}", null);
        }

        if (window.To is not { } to)
        {
            return ($"{minute} {SpecBuilder.List(Enumerable.Range(0, 24).Where(h => h % every == window.From.Hour % every))}", null);
        }

        // Here the end counts: every hour from 9 to 17 ends at 17:00, and at 16:30 if it is the half hours that are meant.
        var minutes = draft.MinutesPast.Count > 0 ? draft.MinutesPast : [window.From.Minute];
        if (minutes.Exists(m => m < window.From.Minute))
        {
            return Refuse(draft.WindowWords, "is no window of whole hours; say \"between 9:00 and 17:00\"");
        }

        var last = minutes.TrueForAll(m => m <= to.Minute) ? to.Hour : (to.Hour + 23) % 24;
        var hours = Round(window.From.Hour, last, every);
        return Nights(draft, hours) ?? ($"{minute} {SpecBuilder.List(hours)}", null);
    }

    /// <summary>A window over midnight belongs to two days, and an expression cannot say which of them a weekday means.</summary>
    private static (string?, string?)? Nights(Draft draft, List<int> hours) =>
        draft.NamesDays && hours[^1] < hours[0] ? Refuse(draft.WindowWords, "goes over midnight, so that it is not clear which days are meant; make two schedules, or leave out the days") : null;

    /// <summary>Round the dial from one hour to another.</summary>
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

    private static bool ClocksChange(Draft draft) =>
        Enumerable.Range(1, 12).Any(month => draft.Zone.GetUtcOffset(draft.Now.AddMonths(month)) != draft.Zone.GetUtcOffset(draft.Now));

    private static DateTimeOffset Seconds(DateTimeOffset instant) => DateTimeOffset.FromUnixTimeSeconds(instant.ToUnixTimeSeconds());
}
