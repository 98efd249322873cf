using AgentSched.Time.Specs;

namespace AgentSched.Time.English;

/// <summary>Builds a cron expression from times and days.</summary>
internal static class DayBuilder
{
    private const int AllDays = 0b1111111;

    public static Reading Build(Draft draft, string text)
    {
        if (draft.Window is not null || draft.Hours.Count > 0)
        {
            return Reading.Refused(draft.WindowWords, "does not say how often; add \"every hour\" or \"every 15 minutes\"");
        }

        if (!draft.NamesDays && draft.Interval is null && draft.Times.Count == 0)
        {
            return Reading.Unknown(text, "does not say when; try \"every weekday at 9am\" or \"tomorrow at 17:00\"");
        }

        // "in January" alone may be the whole month or some time in it.
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
            return Reading.Refused(draft.TimeWords, "needs two schedules: all times of one schedule must have the same minute, such as \"at 9:30 and 17:30\"");
        }

        if (draft.Times.Exists(t => t.Second != 0))
        {
            return Reading.Refused(draft.TimeWords, "names seconds; recurring times are set to the minute, as in \"every day at 9:30\"");
        }

        var time = draft.Times.Count == 0 ? "0 0" : $"{SpecBuilder.List(minutes)} {SpecBuilder.List(hours)}";
        return WithDays(draft, time, text);
    }

    /// <summary>Adds the draft's days to the minute and hour fields.</summary>
    public static Reading WithDays(Draft draft, string time, string text)
    {
        if (Doubt(draft, text) is { } doubt)
        {
            return doubt;
        }

        var weekdays = (draft.Weekdays == 0 ? AllDays : draft.Weekdays) & ~draft.WithoutWeekdays;
        if (weekdays == 0 || draft.WithoutWeekdays != 0 && draft.NthWeekday is not null)
        {
            return Reading.Refused(text, weekdays == 0 ? "leaves no day" : "excludes days of the week from a day of the week; name only the days that remain");
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

        // "every Monday and the 1st": either matches; "Friday the 13th": both must match.
        var either = draft.Weekdays != 0 && dayOfMonth != "*" && !draft.IsBoth && draft.Nths.Count == 0;
        return Reading.Of(new SpecText { Cron = $"{time} {dayOfMonth} {month} {dayOfWeek}", DayMatch = either ? DayMatch.Or : DayMatch.And });
    }

    private static string DayOfMonth(Draft draft) =>
        draft.MonthDay ?? (draft.DaysOfMonth.Count > 0 ? SpecBuilder.List(draft.DaysOfMonth) : draft.Interval?.Unit == Unit.Month ? "1" : "*");

    /// <summary>The months of an interval such as every second month; the end of a quarter or year is in its last month.</summary>
    private static string Months(Draft draft)
    {
        if (draft.Interval is not { Unit: Unit.Month, Count: > 1 and var every })
        {
            return "*";
        }

        var atEnd = draft.MonthDay is ['L', ..] || draft.Nths is [0];
        return SpecBuilder.List(Enumerable.Range(1, 12).Where(m => atEnd ? m % every == 0 : m % every == 1));
    }

    /// <summary>Refuses ambiguous or impossible combinations. Null: there are none.</summary>
    private static Reading? Doubt(Draft draft, string text)
    {
        if (draft.OrLastDay)
        {
            return Reading.Refused(draft.MonthDayWords, "needs one interval of months and one time, as in \"every month on the 31st or the last day at 9:00\"");
        }

        var (single, monthly) = (int.PopCount(draft.Weekdays) == 1, draft.Interval?.Unit == Unit.Month);
        var once = draft is { Recurring: false, RecursByMonth: false, Interval: null };
        if (once && single)
        {
            return Reading.Refused(draft.WeekdayWords, "is ambiguous: one day or every week; say \"every Monday at 9am\" or \"next Monday at 9am\"");
        }

        if (once && (draft.DaysOfMonth.Count > 0 || draft.MonthDay is not null))
        {
            return Reading.Refused(draft.MonthDayWords, "is ambiguous: one day or every month; say \"on the 15th of every month\" or \"on 15 December\"");
        }

        if (draft.Nths.Count > 0 && !draft.Recurring && !monthly && draft.Months.Count == 0)
        {
            return Reading.Refused(draft.WeekdayWords, "is ambiguous: a day of each month or an interval; say \"the second Tuesday of the month\" or \"every other Tuesday\"");
        }

        if (draft.Nths.Count > 0 && (draft.Weekdays != 0 || draft.DaysOfMonth.Count > 0 || draft.MonthDay is not null))
        {
            return Reading.Refused(draft.WeekdayWords, "cannot be combined with the other days; create two schedules");
        }

        if (monthly && draft.Weekdays != 0 && draft.DaysOfMonth.Count == 0 && draft.MonthDay is null && draft.Nths.Count == 0)
        {
            return Reading.Refused(draft.WeekdayWords, "occurs several times a month; say \"the first Monday of the month\"");
        }

        if (draft.Weekdays != 0 && (draft.DaysOfMonth.Count > 0 || draft.MonthDay is not null) && !draft.IsBoth && !draft.HasAnd)
        {
            return Reading.Refused(draft.MonthDayWords, $"is ambiguous: the same day as \"{draft.WeekdayWords}\" or another one; say \"every Friday the 13th\" or \"every Monday and on the 1st of the month\"");
        }

        if (draft.Interval == new Interval(1, Unit.Day) && (draft.DaysOfMonth.Count > 0 || draft.MonthDay is not null || draft.Nths.Count > 0))
        {
            return Reading.Refused(draft.IntervalWords, "cannot be combined with a day of the month; say \"on the 1st of the month at 9am\"");
        }

        if (draft.LeapYears && !(draft.Months is [2] && draft.DaysOfMonth is [29]))
        {
            return Reading.Refused(draft.IntervalWords, "can be combined with 29 February only; say \"every year on 15 March\"");
        }

        if (draft.Interval?.Unit == Unit.Week && (draft.DaysOfMonth.Count > 0 || draft.MonthDay is not null || draft.Nths.Count > 0))
        {
            return Reading.Refused(draft.IntervalWords, "cannot be combined with a day of the month; say \"every month\"");
        }

        if (draft.Interval is { Unit: Unit.Month, Count: > 1 and var every } && (12 % every != 0 || draft.Months.Count > 0 && every < 12))
        {
            return Reading.Refused(draft.IntervalWords, "does not divide the year evenly; use 1, 2, 3, 4, 6 or 12 months, without names of months");
        }

        if (draft.Interval == new Interval(12, Unit.Month) && draft.Months.Count == 0 && (draft.DaysOfMonth.Count > 0 || draft.MonthDay is not null || draft.Nths.Count > 0))
        {
            return Reading.Refused(text, "does not say which month; say \"every year on 15 March\"");
        }

        return draft.Months.Count > 0 && draft.DaysOfMonth.Count > 0 && !draft.Months.Exists(m => draft.DaysOfMonth.Exists(d => d <= DateTime.DaysInMonth(2000, m)))
            ? Reading.Refused(draft.MonthDayWords, "is a day that does not exist; try \"every year on 24 December\"")
            : null;
    }

    /// <summary><c>three times a day at 8, 12 and 18</c>: checks that the number agrees with the listed times or days. Null: it does.</summary>
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
                Unit.Day => $"does not match the number of listed times; say {EvenTimes(draft.TimesADay)}",
                Unit.Week => "does not match the number of listed days; say \"every Monday and Thursday at 9:00\"",
                _ => "does not match the number of listed days; say \"on the 1st and 15th of the month at 9:00\"",
            });
    }

    /// <summary>As many times as are wanted, evenly from 8:00 to 20:00.</summary>
    private static string EvenTimes(int count)
    {
        const int First = 8;
        const int Hours = 12;
        var times = Enumerable.Range(0, count).Select(i => First + i * Hours / (count - 1)).Select(hour => Phrase.Clock(hour, 0)).ToList();
        return count > Hours ? "\"every hour\" or \"every 15 minutes\"" : $"\"every day at {string.Join(", ", times[..^1])} and {times[^1]}\"";
    }
}
