using AgentSched.Time.Specs;

namespace AgentSched.Time.English;

/// <summary>Builds a single occurrence: a day and a time, or a time from now.</summary>
internal static class OnceBuilder
{
    /// <summary>Of a refusal: the day's time has passed.</summary>
    public const string Past = "lies in the past";

    public static bool IsOnce(Draft draft) => draft.Date is not null || draft.Instant is not null || draft.Once;

    public static Reading Build(Draft draft, string text)
    {
        if (draft.Interval is not null || draft.Recurring || draft.Window is not null || draft.MinutesPast.Count > 0 || draft.Hours.Count > 0 || draft.From is not null || draft.Until is not null || draft.Lasting is not null || draft.MaxRuns is not null || draft.Except.Count > 0)
        {
            return Reading.Refused(draft.DateWords.Length > 0 ? draft.DateWords : text, "is a single time and cannot be combined with a recurring one; use only one of them");
        }

        // "once on the 15th at 9:00" is the next 15th.
        if (draft is { Once: true, Date: null, Instant: null, DaysOfMonth: [var only], Months.Count: 0, Weekdays: 0, Times: [var at] })
        {
            draft.Date = Next(draft, only, at);
            draft.DateWords = draft.MonthDayWords;
            draft.DaysOfMonth.Clear();
        }

        if (draft.DaysOfMonth.Count > 0 || draft.MonthDay is not null || draft.Nths.Count > 0 || draft.Months.Count > 0 || int.PopCount(draft.Weekdays) > 1 || draft.WithoutWeekdays != 0)
        {
            return Reading.Refused(text, "names more than one day; say one date, such as \"on 24 December at 18:00\"");
        }

        if (draft is { HasAnd: true, Date: not null, Weekdays: not 0 })
        {
            return Reading.Refused(text, "names more than one day; create a schedule for each, or say all days, as in \"every Friday and Saturday at 9:00\"");
        }

        if (draft.Times.Count > 1)
        {
            return Reading.Refused(draft.TimeWords, "is more than one time; a schedule for one day has only one");
        }

        if (draft.Instant is { } instant && (draft.Date is null || draft.Times.Count == 0))
        {
            return draft.Times.Count > 0 || draft.Weekdays != 0
                ? Reading.Refused(draft.Times.Count > 0 ? draft.TimeWords : draft.WeekdayWords, $"cannot be combined with \"{draft.DateWords}\"; use only one of them")
                : At(instant, draft);
        }

        return draft.Times is [var time]
            ? OnDay(draft, time)
            : Reading.Refused(draft.DateWords.Length > 0 ? draft.DateWords : draft.WeekdayWords.Length > 0 ? draft.WeekdayWords : text, "does not say when; add the time, as in \"tomorrow at 17:00\"");
    }

    /// <summary>Builds a time on a day: the next matching one for "Friday" and "24 December", which leave out week or year.</summary>
    private static Reading OnDay(Draft draft, ClockTime time)
    {
        var clock = new TimeOnly(time.Hour, time.Minute, time.Second);
        if (draft.Date is not { } date)
        {
            var day = draft.Today;
            while (draft.Weekdays != 0 && (draft.Weekdays >> (int)day.DayOfWeek & 1) == 0 || LocalTime.ToInstant(day.ToDateTime(clock), draft.Zone) <= draft.Now)
            {
                day = day.AddDays(1);
            }

            return Spec(day.ToDateTime(clock));
        }

        var exact = date.Exact ?? RepeatLimits.NextDate(draft.Today, date);
        if (date.Exact is null && LocalTime.ToInstant(exact.ToDateTime(clock), draft.Zone) <= draft.Now)
        {
            exact = RepeatLimits.NextDate(draft.Today.AddDays(1), date);
        }

        if (draft.Weekdays != 0 && (draft.Weekdays >> (int)exact.DayOfWeek & 1) == 0)
        {
            return Reading.Refused(draft.WeekdayWords, $"does not match {exact:yyyy-MM-dd}, which is a {exact.DayOfWeek}");
        }

        // The night of a day ends on the next day.
        var night = draft.PartOfDay == "night" && time.Hour < 6;
        if (time.IsMidnight && !night)
        {
            return Reading.Refused(draft.TimeWords, "is ambiguous: the beginning or the end of the day; say \"at 00:00\" with the day that you mean");
        }

        var local = exact.AddDays(night ? 1 : 0).ToDateTime(clock);
        return LocalTime.ToInstant(local, draft.Zone) > draft.Now
            ? Spec(local)
            : Reading.Refused($"{draft.DateWords}", $"{Past} at {Phrase.Clock(time.Hour, time.Minute, time.Second)}; try \"tomorrow at {Phrase.Clock(time.Hour, time.Minute, time.Second)}\"");
    }

    private static WrittenDate Next(Draft draft, int dayOfMonth, ClockTime time)
    {
        var day = draft.Today;
        while (day.Day != dayOfMonth || LocalTime.ToInstant(day.ToDateTime(new TimeOnly(time.Hour, time.Minute, time.Second)), draft.Zone) <= draft.Now)
        {
            day = day.AddDays(1);
        }

        return new WrittenDate(day.Year, day.Month, day.Day, draft.MonthDayWords);
    }

    private static Reading At(DateTimeOffset instant, Draft draft)
    {
        var local = DateTime.SpecifyKind(TimeZoneInfo.ConvertTime(instant, draft.Zone).DateTime, DateTimeKind.Unspecified);
        local = local.AddTicks(-(local.Ticks % TimeSpan.TicksPerSecond));
        return Spec(local);
    }

    private static Reading Spec(DateTime local) => Reading.Of(new SpecText { At = local });
}
