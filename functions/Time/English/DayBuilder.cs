using AgentSched.Time.Specs;

namespace AgentSched.Time.English;

/// <summary>Certain times on certain days: a cron expression.</summary>
internal static class DayBuilder
{
    private const int AllDays = 0b1111111;

    public static Reading Build(Draft draft, string text)
    {
        if (draft.Window is not null || draft.Hours.Count > 0)
        {
            return Reading.Refused(draft.WindowWords, "does not say how often; say \"every hour\" or \"every 15 minutes\" with it");
        }

        if (!draft.NamesDays && draft.Interval is null && draft.Times.Count == 0)
        {
            return Reading.Unknown(text, "does not say when; try \"every weekday at 9am\" or \"tomorrow at 17:00\"");
        }

        // "in January" alone may be the whole month or some moment of it.
        if (draft is { Interval: null, Weekdays: 0, DaysOfMonth.Count: 0, MonthDay: null, Nths.Count: 0, WithoutWeekdays: 0, Months.Count: > 0 })
        {
            const string Which = "does not say which days; say \"every day in January at 9am\"";
            return draft.Times.Count > 0 ? Reading.Refused(text, Which) : Reading.Unknown(text, Which);
        }

        if (Count(draft) is { } count)
        {
            return count;
        }

        var (hours, minutes) = (draft.Times.Select(t => t.Hour).Distinct().ToList(), draft.Times.Select(t => t.Minute).Distinct().ToList());
        if (draft.Times.Select(t => (t.Hour, t.Minute)).Distinct().Count() != hours.Count * minutes.Count)
        {
            return Reading.Refused(draft.TimeWords, "needs two schedules: one takes times of the same minute, such as \"at 9:30 and 17:30\"");
        }

        if (draft.Times.Exists(t => t.Second != 0))
        {
            return Reading.Refused(draft.TimeWords, "names seconds; what repeats goes by the minute, as in \"every day at 9:30\"");
        }

        var time = draft.Times.Count == 0 ? "0 0" : $"{SpecBuilder.List(minutes)} {SpecBuilder.List(hours)}";
        return WithDays(draft, time, text);
    }

    /// <summary>The expression of minute and hour, with the days that were said.</summary>
    public static Reading WithDays(Draft draft, string time, string text)
    {
        if (Doubt(draft, text) is { } doubt)
        {
            return doubt;
        }

        var weekdays = (draft.Weekdays == 0 ? AllDays : draft.Weekdays) & ~draft.WithoutWeekdays;
        if (weekdays == 0 || draft.WithoutWeekdays != 0 && draft.NthWeekday is not null)
        {
            return Reading.Refused(text, weekdays == 0 ? "leaves no day" : "takes a day of the week away from a day of the week; name the days that remain");
        }

        if (draft.Weekdays == 0 && draft.WithoutWeekdays == 0 && draft.Interval is { Unit: Unit.Week })
        {
            weekdays = 1;
        }

        var month = draft.Months.Count > 0 ? SpecBuilder.List(draft.Months) : Months(draft);
        var (dayOfMonth, dayOfWeek) = draft switch
        {
            { Nths: [0], NthWeekday: { } last } => ("*", $"{Phrase.Number(last)}L"),
            { Nths: [var nth], NthWeekday: { } day } => ("*", $"{Phrase.Number(day)}#{Phrase.Number(nth)}"),
            { Nths.Count: > 1, NthWeekday: { } day } => (SpecBuilder.List(draft.Nths.SelectMany(n => Enumerable.Range(7 * n - 6, n == 5 ? 3 : 7))), Phrase.Number(day)),
            _ => (DayOfMonth(draft), weekdays == AllDays ? "*" : SpecBuilder.List(Enumerable.Range(0, 7).Where(d => (weekdays >> d & 1) != 0))),
        };

        // "every Monday and the 1st" are two kinds of days; "Friday the 13th" is one.
        var either = draft.Weekdays != 0 && dayOfMonth != "*" && !draft.IsBoth && draft.Nths.Count == 0;
        return Reading.Of(new SpecText { Cron = $"{time} {dayOfMonth} {month} {dayOfWeek}", DayMatch = either ? DayMatch.Or : DayMatch.And });
    }

    private static string DayOfMonth(Draft draft) =>
        draft.MonthDay ?? (draft.DaysOfMonth.Count > 0 ? SpecBuilder.List(draft.DaysOfMonth) : draft.Interval?.Unit == Unit.Month ? "1" : "*");

    /// <summary>Every second month and the like; ends of quarters and years are in their last month.</summary>
    private static string Months(Draft draft)
    {
        if (draft.Interval is not { Unit: Unit.Month, Count: > 1 and var every })
        {
            return "*";
        }

        var atEnd = draft.MonthDay is ['L', ..] || draft.Nths is [0];
        return SpecBuilder.List(Enumerable.Range(1, 12).Where(m => atEnd ? m % every == 0 : m % every == 1));
    }

    /// <summary>What may mean two things, or goes together with nothing.</summary>
    private static Reading? Doubt(Draft draft, string text)
    {
        var (single, monthly) = (int.PopCount(draft.Weekdays) == 1, draft.Interval?.Unit == Unit.Month);
        if (draft is { Recurring: false, Interval: null } && single)
        {
            return Reading.Refused(draft.WeekdayWords, "may be one day or every week; say \"every Monday at 9am\" or \"next Monday at 9am\"");
        }

        if (draft is { Recurring: false, Interval: null, DaysOfMonth.Count: > 0 } or { Recurring: false, Interval: null, MonthDay: not null })
        {
            return Reading.Refused(draft.MonthDayWords, "may be one day or every month; say \"on the 15th of every month\" or \"on 15 December\"");
        }

        if (draft.Nths.Count > 0 && !draft.Recurring && !monthly && draft.Months.Count == 0)
        {
            return Reading.Refused(draft.WeekdayWords, "may be of each month or another one; say \"the second Tuesday of the month\" or \"every other Tuesday\"");
        }

        if (draft.Nths.Count > 0 && (draft.Weekdays != 0 || draft.DaysOfMonth.Count > 0 || draft.MonthDay is not null))
        {
            return Reading.Refused(draft.WeekdayWords, "does not go together with the other days that are named; make two schedules");
        }

        if (monthly && draft.Weekdays != 0 && draft.DaysOfMonth.Count == 0 && draft.MonthDay is null && draft.Nths.Count == 0)
        {
            return Reading.Refused(draft.WeekdayWords, "comes several times in a month; say \"the first Monday of the month\"");
        }

        if (draft.Weekdays != 0 && (draft.DaysOfMonth.Count > 0 || draft.MonthDay is not null) && !draft.IsBoth && !draft.HasAnd)
        {
            return Reading.Refused(draft.MonthDayWords, $"may be another day than \"{draft.WeekdayWords}\" or the same; say \"every Friday the 13th\" or \"every Monday and on the 1st of the month\"");
        }

        if (draft.Interval == new Interval(1, Unit.Day) && (draft.DaysOfMonth.Count > 0 || draft.MonthDay is not null || draft.Nths.Count > 0))
        {
            return Reading.Refused(draft.IntervalWords, "does not go together with a day of the month; say \"on the 1st of the month at 9am\"");
        }

        if (draft.LeapYears && !(draft.Months is [2] && draft.DaysOfMonth is [29]))
        {
            return Reading.Refused(draft.IntervalWords, "goes with 29 February only; say \"every year on 15 March\"");
        }

        if (draft.Interval?.Unit == Unit.Week && (draft.DaysOfMonth.Count > 0 || draft.MonthDay is not null || draft.Nths.Count > 0))
        {
            return Reading.Refused(draft.IntervalWords, "does not go together with a day of the month; say \"every month\"");
        }

        if (draft.Interval is { Unit: Unit.Month, Count: > 1 and var every } && (12 % every != 0 || draft.Months.Count > 0 && every < 12))
        {
            return Reading.Refused(draft.IntervalWords, "does not come round evenly in a year; 1, 2, 3, 4, 6 and 12 months do, without names of months beside them");
        }

        if (draft.Interval == new Interval(12, Unit.Month) && draft.Months.Count == 0 && (draft.DaysOfMonth.Count > 0 || draft.MonthDay is not null || draft.Nths.Count > 0))
        {
            return Reading.Refused(text, "does not say of which month; say \"every year on 15 March\"");
        }

        return draft.Months.Count > 0 && draft.DaysOfMonth.Count > 0 && !draft.Months.Exists(m => draft.DaysOfMonth.Exists(d => d <= DateTime.DaysInMonth(2000, m)))
            ? Reading.Refused(draft.MonthDayWords, "is a day that does not exist; try \"every year on 24 December\"")
            : null;
    }

    /// <summary><c>three times a day at 8, 12 and 18</c>: the number and what is named must agree.</summary>
    private static Reading? Count(Draft draft)
    {
        if (draft.TimesADay < 2)
        {
            return null;
        }

        var unit = draft.Interval?.Unit;
        if (unit == Unit.Day && draft is { TimesADay: 2, Times.Count: 0 })
        {
            draft.Times.Add(new ClockTime(9, 0, 0, IsOpen: false, ""));
            draft.Times.Add(new ClockTime(21, 0, 0, IsOpen: false, ""));
        }

        var named = unit switch { Unit.Day => draft.Times.Count, Unit.Week => int.PopCount(draft.Weekdays), _ => draft.DaysOfMonth.Count + draft.Nths.Count };
        return named == draft.TimesADay
            ? null
            : Reading.Refused(draft.IntervalWords, unit switch
            {
                Unit.Day => "names more or fewer times than are said; say \"every day at 8:00, 14:00 and 20:00\"",
                Unit.Week => "names more or fewer days than are said; say \"every Monday and Thursday at 9:00\"",
                _ => "names more or fewer days than are said; say \"on the 1st and 15th of the month at 9:00\"",
            });
    }
}
