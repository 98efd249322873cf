namespace AgentSched.Schedules.English;

/// <summary>What narrows a spec: <c>starting 2026-12-01</c>, <c>until 2026-12-31</c>, <c>except 2026-12-25</c>, <c>but not on Sundays</c>.</summary>
internal static class Limits
{
    public static bool TryRead(Reader reader, Draft draft)
    {
        var start = reader.At;
        return TryExcept(reader, draft, start) || TryFrom(reader, draft, start) || TryUntil(reader, draft, start);
    }

    private static bool TryFrom(Reader reader, Draft draft, int start)
    {
        var counted = reader.TakeAll("counted from");
        var said = counted || reader.Take("starting", "from", "beginning", "since", "after", "between", "start", "begin") || reader.TakeAll("as of");
        if (!said || !TryMoment(reader, draft, out var moment))
        {
            return reader.Back(start);
        }

        if (draft.From is not null)
        {
            return reader.Refuse(start, "is a second beginning; a schedule has one");
        }

        draft.From = moment.Time is { } time ? moment.Day.ToDateTime(time) : moment.Day.ToDateTime(TimeOnly.MinValue);
        draft.IsCounted = counted || draft.From.Value.TimeOfDay != TimeSpan.Zero;
        draft.FromWords = reader.Quote(start, reader.At);
        draft.Recurring = true;
        var to = reader.At;
        if (reader.Take("to", "and", "-") && TryMoment(reader, draft, out var last))
        {
            return SetUntil(reader, draft, to, last);
        }

        reader.At = to;
        return true;
    }

    private static bool TryUntil(Reader reader, Draft draft, int start)
    {
        if (!reader.Take("until", "till", "through", "til", "ending") || !(reader.TakeAll("the end of") || true) || !TryMoment(reader, draft, out var moment))
        {
            return reader.Back(start);
        }

        return SetUntil(reader, draft, start, moment);
    }

    /// <summary>A day that is named as the end is the last one; a time that is named ends it at that moment.</summary>
    private static bool SetUntil(Reader reader, Draft draft, int start, (DateOnly Day, TimeOnly? Time) moment)
    {
        if (draft.Until is not null)
        {
            return reader.Refuse(start, "is a second end; a schedule has one");
        }

        draft.Until = moment.Time is { } time ? moment.Day.ToDateTime(time) : moment.Day.AddDays(1).ToDateTime(TimeOnly.MinValue);
        draft.UntilWords = reader.Quote(start, reader.At);
        draft.Recurring = true;
        return true;
    }

    private static bool TryExcept(Reader reader, Draft draft, int start)
    {
        _ = reader.Take("but");
        var but = reader.At > start;
        if (!reader.Take("except", "excluding", "excepting", "without", "skipping", "skip", "not") && !reader.TakeAll("other than") && !reader.TakeAll("apart from") && !but)
        {
            return reader.Back(start);
        }

        _ = reader.Take("not", "for", "on");
        _ = reader.Take("for", "on");
        _ = reader.Take("the", "every");
        if (Days.TryWeekdaySet(reader, out var days, out _))
        {
            draft.WithoutWeekdays |= days;
            return true;
        }

        var end = reader.At;
        var found = 0;
        while (OnceDates.TryDate(reader, draft, out var first))
        {
            if (first.Exact is not { } day)
            {
                return reader.Refuse(start, "has no year; say it as in \"except 2026-12-25\"");
            }

            found++;
            end = reader.At;
            var last = day;
            if (reader.Take("to", "through", "until", "-") && OnceDates.TryDate(reader, draft, out var until) && until.Exact is { } lastDay)
            {
                last = lastDay;
                end = reader.At;
            }

            if (last < day)
            {
                return reader.Refuse(start, "ends before it begins");
            }

            draft.Except.Add(last == day ? $"{day:yyyy-MM-dd}" : $"{day:yyyy-MM-dd}/{last:yyyy-MM-dd}");
            reader.At = end;
            while (reader.Take(",", "and", "or", "on"))
            {
            }
        }

        reader.At = end;
        return found > 0 || reader.Back(start);
    }

    /// <summary>A day, and a time where one follows without "at".</summary>
    private static bool TryMoment(Reader reader, Draft draft, out (DateOnly Day, TimeOnly? Time) moment)
    {
        var start = reader.At;
        moment = default;
        _ = reader.Take("on", "from");
        _ = reader.Take("on");
        if (!OnceDates.TryDate(reader, draft, out var date))
        {
            return reader.Back(start);
        }

        var day = date.Exact ?? NextDate(draft.Today, date);
        var time = reader.Word() != "," && ClockTimes.TryTime(reader, bare: false, counted: false, out var clock) ? new TimeOnly(clock.Hour, clock.Minute, clock.Second) : (TimeOnly?)null;
        moment = (day, time);
        return true;
    }

    /// <summary>The first day of this name that is not past.</summary>
    public static DateOnly NextDate(DateOnly today, SaidDate date)
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
