using System.Globalization;
using AgentSched.Time.Specs;

namespace AgentSched.Time.English;

/// <summary>Builds a spec from a draft, or says why it cannot.</summary>
internal static class SpecBuilder
{
    /// <param name="draft">The meaning of the text's phrases.</param>
    /// <param name="text">The whole text, for refusals that do not concern a single phrase.</param>
    public static Reading Build(Draft draft, string text)
    {
        if (PartOfDay(draft) is { } part)
        {
            return part;
        }

        if (Conflict(draft, text) is { } conflict)
        {
            return conflict;
        }

        var reading = Kind(draft, text);
        if (reading.Spec is not { } spec)
        {
            return reading;
        }

        spec = Narrowed(spec, draft);
        if (spec.EndsAt <= draft.Now || spec.EndsAt <= spec.StartsAt)
        {
            return Reading.Refused(draft.UntilWords, spec.EndsAt <= draft.Now ? "lies in the past" : "is before the start");
        }

        return Checked(spec, draft.Now, text);
    }

    /// <summary>The spec, if it is valid and has an occurrence after now.</summary>
    public static Reading Checked(SpecText spec, DateTimeOffset now, string text) =>
        !ScheduleSpec.TryParse(spec, out var parsed, out var wrong) ? Reading.Refused(text, string.Join("; ", wrong.Select(w => $"{w.Field} {w.Message}")))
        : parsed.NextAfter(now) is null ? Reading.Refused(text, "never occurs; try \"every weekday at 9am\"")
        : Reading.Of(spec);

    private static Reading Kind(Draft draft, string text)
    {
        // "on 24 December every year" names a date and means all of them.
        if (draft.Date is { Year: null } yearly && (draft.Recurring && draft.Interval is null || draft.Interval == new Interval(12, Unit.Month)))
        {
            draft.Months.Add(yearly.Month);
            draft.DaysOfMonth.Add(yearly.Day);
            draft.MonthDayWords = draft.DateWords;
            draft.Date = null;
            draft.Recurring = true;
        }

        // "every 2 years on 1 May" counts from the next one.
        if (draft is { Date: { Year: null } first, Interval: { Unit: Unit.Month, Count: > 12 and var months }, From: null } && months % 12 == 0)
        {
            (draft.From, draft.Date) = (RepeatLimits.NextDate(draft.Today, first).ToDateTime(TimeOnly.MinValue), null);
        }

        if (draft.Once && draft.Recurring)
        {
            return Reading.Refused(text, "asks for a single run and for recurring runs; say \"tomorrow at 9:00\" or \"every day at 9:00\"");
        }

        if (OnceBuilder.IsOnce(draft))
        {
            return OnceBuilder.Build(draft, text);
        }

        return draft.Interval switch
        {
            { Unit: Unit.Second or Unit.Minute or Unit.Hour } => IntervalBuilder.Build(draft, text),
            { Unit: Unit.Day or Unit.Week, Count: > 1 } => CalendarBuilder.BuildDays(draft),
            { Unit: Unit.Month } when CalendarBuilder.CountsMonths(draft) => CalendarBuilder.BuildMonths(draft),
            _ => DayBuilder.Build(draft, text),
        };
    }

    /// <summary>Refuses what is said twice, of which one would be dropped; null: nothing is.</summary>
    private static Reading? Conflict(Draft draft, string text)
    {
        if (draft is { Interval: { Count: 1, Unit: Unit.Day or Unit.Week }, TimesADay: 0 } && draft.Weekdays != 0
            && (draft.HasAnd || draft.Interval.Value.Unit == Unit.Day && Tokens.Of(text).Count(t => t.Word is "every" or "each") > 1))
        {
            return Reading.Refused(draft.IntervalWords, $"cannot be combined with \"{draft.WeekdayWords}\"; use only one of them");
        }

        return draft is { TimesADay: > 0, Interval.Unit: < Unit.Day }
            ? Reading.Refused(text, "says how often twice; use only one of them, as in \"every 2 hours\"")
            : null;
    }

    /// <summary>Applies am or pm from words such as "in the evening"; a refusal if they contradict a time, else null.</summary>
    private static Reading? PartOfDay(Draft draft)
    {
        if (draft.PartOfDay is not { } part)
        {
            return null;
        }

        if (draft.Times.Count == 0 && (part != "night" || draft.Interval is not { Unit: >= Unit.Day }))
        {
            return Reading.Refused(part, $"does not say when; say the time, as in \"every {part} at {(part switch { "morning" => "8:00", "afternoon" => "15:00", _ => "20:00" })}\"");
        }

        for (var i = 0; i < draft.Times.Count; i++)
        {
            if (ClockTimes.Within(draft.Times[i], part) is not { } time)
            {
                return Reading.Refused(draft.Times[i].Words, $"is not a time of the {part}; say \"at 9:00\" or \"at 21:00\"");
            }

            draft.Times[i] = time;
        }

        return null;
    }

    private static SpecText Narrowed(SpecText spec, Draft draft) => spec with
    {
        Zone = draft.ZoneName,
        StartsAt = spec.StartsAt ?? (draft.From is { } from && spec.Every is null && spec.Calendar is null ? LocalTime.ToInstant(from, draft.Zone) : null),
        EndsAt = Until(draft) is { } until ? LocalTime.ToInstant(until, draft.Zone) : null,
        Exclude = draft.Except,
        MaxRuns = draft.MaxRuns,
    };

    private static DateTime? Until(Draft draft)
    {
        var from = draft.From ?? TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(draft.Now.ToUnixTimeSeconds()), draft.Zone).DateTime;
        return draft.Lasting switch
        {
            { Unit: Unit.Month, Count: var months } => from.AddMonths(months),
            { } length => from.AddSeconds(Intervals.Seconds(length)),
            null => draft.Until,
        };
    }

    /// <summary><c>1-5</c>, <c>1,15</c>, <c>0-5,22-23</c>.</summary>
    public static string List(IEnumerable<int> values)
    {
        var sorted = values.Distinct().Order().ToList();
        var parts = new List<string>();
        for (var i = 0; i < sorted.Count; i++)
        {
            var first = i;
            while (i + 1 < sorted.Count && sorted[i + 1] == sorted[i] + 1)
            {
                i++;
            }

            var run = i - first;
            parts.Add(run == 0 ? Text(sorted[i]) : run == 1 ? $"{Text(sorted[first])},{Text(sorted[i])}" : $"{Text(sorted[first])}-{Text(sorted[i])}");
        }

        return string.Join(',', parts);
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
