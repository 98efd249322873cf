using AgentSched.Time.Specs;

namespace AgentSched.Time.English;

/// <summary>Builds intervals of days, weeks and months that are counted on the zone's calendar, so that they keep their time of day when the clocks change.</summary>
internal static class CalendarBuilder
{
    /// <summary>Maximum number of steps back to a month that has the day of the interval.</summary>
    private const int MostStepsBack = 48;

    /// <summary>
    /// Whether months are counted from a start: from the next named day, or from a named start. Otherwise they are months of the year, as in cron: every
    /// 3 months without a day, and every quarter, are January, April, July and October.
    /// </summary>
    public static bool CountsMonths(Draft draft) =>
        draft is { Interval: { Unit: Unit.Month, Count: var count }, Nths.Count: 0, MonthDay: null, Months.Count: 0, Weekdays: 0, WithoutWeekdays: 0, DaysOfMonth.Count: < 2, Times.Count: < 2, Date: null, TimesADay: < 2, LeapYears: false, Window: null, MinutesPast.Count: 0, Hours.Count: 0 }
        && (12 % count != 0 || draft.OrLastDay || count is > 1 and not 12 && (draft.DaysOfMonth.Count == 1 || draft.From is not null) && !draft.IntervalWords.Contains("quarter", StringComparison.OrdinalIgnoreCase)
            || count == 12 && (draft.DaysOfMonth is [> 28] || draft.From is not null));

    /// <summary>Builds an interval of months. Without a day, it is the day of the start.</summary>
    public static Reading BuildMonths(Draft draft)
    {
        var count = draft.Interval!.Value.Count;
        if (count > 120)
        {
            return Reading.Refused(draft.IntervalWords, "is longer than 120 months; use a date, as in \"on 24 December 2030 at 18:00\"");
        }

        var start = Start(draft);
        var wanted = draft.DaysOfMonth is [var named] ? named : start.Day;
        var first = new DateTime(start.Year, start.Month, 1) + start.TimeOfDay;
        var step = Enumerable.Range(0, 3).First(month => OnDay(first.AddMonths(month), wanted) is var day && day >= start && CanBeFirst(day, draft));

        // The anchor is in a month that has the day, so that shorter months do not shorten the others.
        var month = first.AddMonths(step);
        var back = 0;
        for (; DateTime.DaysInMonth(month.Year, month.Month) < wanted; back++)
        {
            if (back == MostStepsBack)
            {
                return Reading.Refused(draft.MonthDayWords, "is a day that these months never have; say \"on the last day of the month\"");
            }

            month = month.AddMonths(-count);
        }

        var spec = Spec(draft, OnDay(month, wanted), new CalendarInterval(count, 'M'));
        return spec.Spec is { } text && back > 0 && draft.From is { } from ? Reading.Of(text with { StartsAt = LocalTime.ToInstant(from, draft.Zone) }) : spec;
    }

    /// <summary>Builds an interval of days or weeks.</summary>
    public static Reading BuildDays(Draft draft)
    {
        var interval = draft.Interval!.Value;
        var single = int.PopCount(draft.Weekdays) == 1 && interval.Unit == Unit.Week;
        if (draft.NamesDays && !(single && draft.Nths.Count + draft.DaysOfMonth.Count + draft.Months.Count == 0 && draft.MonthDay is null && draft.WithoutWeekdays == 0)
            || draft.Window is not null || draft.MinutesPast.Count > 0 || draft.Hours.Count > 0 || draft.Times.Count > 1)
        {
            return Reading.Refused(draft.IntervalWords, "counts consecutive days and can be combined with one time only; say \"every Monday and Thursday at 9am\"");
        }

        if (interval.Count > (interval.Unit == Unit.Week ? 522 : 3660))
        {
            return Reading.Refused(draft.IntervalWords, "is longer than 3660 days; use a date, as in \"on 24 December 2030 at 18:00\"");
        }

        var time = Start(draft);
        while (single && (draft.Weekdays >> (int)time.DayOfWeek & 1) == 0 || !CanBeFirst(time, draft))
        {
            time = time.AddDays(1);
        }

        return Spec(draft, time, new CalendarInterval(interval.Count, interval.Unit == Unit.Week ? 'W' : 'D'));
    }

    /// <summary>The local time from which the first occurrence is searched: the named start or now; with the named time of day, or midnight for a named day.</summary>
    private static DateTime Start(Draft draft)
    {
        var local = draft.From ?? TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(draft.Now.ToUnixTimeSeconds()), draft.Zone).DateTime;
        return draft.Times is [var time] ? local.Date.AddHours(time.Hour).AddMinutes(time.Minute).AddSeconds(time.Second)
            : draft.From is null && draft.NamesDays ? local.Date
            : local;
    }

    /// <summary>Whether a local time can be the first one: a start that the text names may be in the past, so that the count goes on from there.</summary>
    private static bool CanBeFirst(DateTime time, Draft draft) =>
        draft.From is not null || draft is { NamesDays: false, Times.Count: 0 } || LocalTime.ToInstant(time, draft.Zone) > draft.Now;

    /// <summary>The day in the month of a local time, or the month's last day.</summary>
    private static DateTime OnDay(DateTime month, int day) =>
        new DateTime(month.Year, month.Month, Math.Min(day, DateTime.DaysInMonth(month.Year, month.Month))) + month.TimeOfDay;

    private static Reading Spec(Draft draft, DateTime anchor, CalendarInterval interval) => LocalTime.ToInstants(anchor, draft.Zone, DstGap.Skip, DstOverlap.First) is [var instant, ..]
        ? Reading.Of(new SpecText { Calendar = interval.ToString(), Anchor = instant })
        : Reading.Refused(draft.TimeWords.Length > 0 ? draft.TimeWords : draft.IntervalWords, $"does not exist on {anchor:yyyy-MM-dd}, the first day, where the clocks in {draft.ZoneName} jump ahead; say another start");
}
