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

    /// <summary>The first day of a named period: <c>May</c>, <c>January 2027</c>, <c>next month</c>. A month without a year is the current or the next one.</summary>
    private static bool TryPeriod(Reader reader, Draft draft, out (DateOnly Day, TimeOnly? Time) moment)
    {
        var (start, today) = (reader.At, draft.Today);
        _ = reader.Take("in", "on");
        if (reader.Take("next") && reader.Take("week", "month", "quarter", "year"))
        {
            moment = (reader.Word(-1) switch
            {
                "week" => today.AddDays(7 - ((int)today.DayOfWeek + 6) % 7),
                "month" => today.AddDays(1 - today.Day).AddMonths(1),
                "quarter" => new DateOnly(today.Year, (today.Month - 1) / 3 * 3 + 1, 1).AddMonths(3),
                _ => new DateOnly(today.Year + 1, 1, 1),
            }, null);
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
