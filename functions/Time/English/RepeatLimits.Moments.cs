namespace AgentSched.Time.English;

/// <content>Reads the days and times at which a schedule starts and ends.</content>
internal static partial class RepeatLimits
{
    /// <summary>Reads a day, and a time if one follows without "at".</summary>
    private static bool TryMoment(Reader reader, Draft draft, out (DateOnly Day, TimeOnly? Time) moment)
    {
        var start = reader.At;
        moment = default;
        _ = reader.Take("on", "from");
        _ = reader.Take("on");
        if (Vocabulary.TryDay(reader.Word(), out var weekday, out var many) && !many && reader.Word(1) is not ("to" or "-" or "through" or "thru" or "until" or "till" or "next" or "and" or ","))
        {
            reader.At++;
            moment = (draft.Today.AddDays((weekday - (int)draft.Today.DayOfWeek + 7) % 7), null);
            return true;
        }

        if (!OnceDates.TryDate(reader, draft, out var date))
        {
            return reader.Back(start);
        }

        var day = date.Exact ?? NextDate(draft.Today, date);
        var time = reader.Word() != "," && ClockTimes.TryTime(reader, bare: false, counted: false, out var clock) ? new TimeOnly(clock.Hour, clock.Minute, clock.Second) : (TimeOnly?)null;
        moment = (day, time);
        return true;
    }

    /// <summary>The last day of a period whose end is named: <c>the end of the year</c>, <c>end of December</c>, <c>the end of next month</c>.</summary>
    private static bool TryEnd(Reader reader, Draft draft, out DateOnly last)
    {
        var (start, today) = (reader.At, draft.Today);
        last = default;
        _ = reader.Take("the");
        if (!reader.TakeAll("end of"))
        {
            return reader.Back(start);
        }

        var period = reader.At;
        var isNext = !reader.Take("the", "this") && reader.Take("next");
        var begin = reader.Take("week", "month", "quarter", "year") ? Begin(today, reader.Word(-1)) : (DateOnly?)null;
        if (begin is { } current)
        {
            last = After(isNext ? After(current, reader.Word(-1)) : current, reader.Word(-1)).AddDays(-1);
            return true;
        }

        reader.At = period;
        if (TryPeriod(reader, draft, out var month))
        {
            last = month.Day.AddMonths(1).AddDays(-1);
            return true;
        }

        return TryMoment(reader, draft, out month) && (last = month.Day) == month.Day || reader.Back(start);
    }

    /// <summary>The first day of the period in which a day lies; weeks begin on Monday.</summary>
    private static DateOnly Begin(DateOnly day, string period) => period switch
    {
        "week" => day.AddDays(-((int)day.DayOfWeek + 6) % 7),
        "month" => day.AddDays(1 - day.Day),
        "quarter" => new DateOnly(day.Year, (day.Month - 1) / 3 * 3 + 1, 1),
        _ => new DateOnly(day.Year, 1, 1),
    };

    private static DateOnly After(DateOnly begin, string period) => period switch
    {
        "week" => begin.AddDays(7),
        "month" => begin.AddMonths(1),
        "quarter" => begin.AddMonths(3),
        _ => begin.AddYears(1),
    };

    /// <summary>The first day of a named period: <c>May</c>, <c>January 2027</c>, <c>next month</c>. A month without a year is the current or the next one.</summary>
    private static bool TryPeriod(Reader reader, Draft draft, out (DateOnly Day, TimeOnly? Time) moment)
    {
        var (start, today) = (reader.At, draft.Today);
        _ = reader.Take("in", "on");
        if (reader.Take("next") && reader.Take("week", "month", "quarter", "year"))
        {
            moment = (After(Begin(today, reader.Word(-1)), reader.Word(-1)), null);
            return true;
        }

        moment = default;
        if (!Vocabulary.TryMonth(reader.Word(), out var month) || reader.Word(1) is "to" or "-" or "through" or "thru" or "until" or "till" or "and" or ",")
        {
            return reader.Back(start);
        }

        reader.At++;
        var isNamed = Vocabulary.IsYear(reader.Word(), out var year);
        reader.At += isNamed ? 1 : 0;
        moment = (new DateOnly(isNamed ? year : today.Year + (month < today.Month ? 1 : 0), month, 1), null);
        return true;
    }

    /// <summary>The first matching day that is not in the past.</summary>
    public static DateOnly NextDate(DateOnly today, WrittenDate date)
    {
        for (var year = today.Year; ; year++)
        {
            if (date.Day <= DateTime.DaysInMonth(year, date.Month) && new DateOnly(year, date.Month, date.Day) is var day && day >= today)
            {
                return day;
            }
        }
    }
}
