namespace AgentSched.Time.English;

/// <summary>Reads limits of a spec: <c>starting 2026-12-01</c>, <c>until 2026-12-31</c>, <c>except 2026-12-25</c>, <c>but not on Sundays</c>.</summary>
internal static partial class RepeatLimits
{
    /// <summary>Words before a count of runs.</summary>
    private static readonly string[] AtMost = ["at most", "at the most", "up to", "no more than", "not more than", "a maximum of", "maximum of", "maximum", "max", "for", "only"];

    public static bool TryRead(Reader reader, Draft draft)
    {
        var start = reader.At;
        return TryExcept(reader, draft, start) || TryFrom(reader, draft, start) || TryUntil(reader, draft, start) || TryTimes(reader, draft, start) || TryFor(reader, draft, start);
    }

    private static bool TryFrom(Reader reader, Draft draft, int start)
    {
        var counted = reader.TakeAll("counted from");
        var said = counted || reader.Take("starting", "from", "beginning", "since", "after", "between", "start", "begin") || reader.TakeAll("as of");
        if (said && (reader.TakeAll("now on") || reader.Take("now", "immediately")))
        {
            if (draft.From is not null)
            {
                return reader.Refuse(start, "is a second start; a schedule has only one");
            }

            // With an interval it means: count from now, not by the clock.
            draft.From = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(draft.Now.ToUnixTimeSeconds()), draft.Zone).DateTime;
            draft.IsCounted = true;
            return true;
        }

        if (!said || !TryMoment(reader, draft, out var moment) && !(reader.Word(-1) is not ("since" or "after" or "between") && TryPeriod(reader, draft, out moment)))
        {
            return reader.Back(start);
        }

        if (draft.From is not null)
        {
            return reader.Refuse(start, "is a second start; a schedule has only one");
        }

        draft.From = moment.Time is { } time ? moment.Day.ToDateTime(time) : moment.Day.ToDateTime(TimeOnly.MinValue);
        draft.IsCounted = counted || draft.From.Value.TimeOfDay != TimeSpan.Zero;
        draft.FromWords = reader.Quote(start, reader.At);
        (draft.RecursByStart, draft.Recurring) = (draft.RecursByStart || !draft.Recurring, true);
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
        if (!reader.Take("until", "till", "through", "til", "ending"))
        {
            return reader.Back(start);
        }

        if (TryEnd(reader, draft, out var last))
        {
            return SetUntil(reader, draft, start, (last, null));
        }

        if (!TryMoment(reader, draft, out var moment))
        {
            if (!TryPeriod(reader, draft, out moment))
            {
                // "every 10 minutes until 6pm": of every day, or today only.
                return draft.Interval is { Unit: < Unit.Day } && draft.Window is null && ClockTimes.TryTime(reader, bare: true, counted: false, out var end)
                    ? reader.Refuse(start, $"does not say from when; say \"between 8:00 and {Phrase.Clock(end.Hour, end.Minute)}\", or name the last day with its time")
                    : reader.Back(start);
            }

            draft.Until = moment.Day.ToDateTime(TimeOnly.MinValue);
            return reader.Refuse(start, $"does not say whether the end is before or after it; name the last day, as in \"until {moment.Day.AddDays(-1):yyyy-MM-dd}\"");
        }

        return SetUntil(reader, draft, start, moment);
    }

    /// <summary><c>for two weeks</c>: counted from the start, which is now if none is given.</summary>
    private static bool TryFor(Reader reader, Draft draft, int start)
    {
        if (!reader.Take("for") || !(reader.TakeAll("the next") || reader.Take("next") || true) || !Intervals.TryLength(reader, bareUnit: false, out var length) || length.Count > 10_000)
        {
            return reader.Back(start);
        }

        if (draft.Until is not null || draft.Lasting is not null || length.Count == 0)
        {
            return reader.Refuse(start, "is zero or a second end; name only one end");
        }

        draft.Lasting = length;
        draft.UntilWords = reader.Quote(start, reader.At);
        draft.Recurring = true;
        return true;
    }

    /// <summary><c>3 times</c>, <c>at most 5 times</c>, <c>max 5 runs</c>, <c>twice</c>: an upper bound of runs. <c>3 times a day</c> says how often.</summary>
    private static bool TryTimes(Reader reader, Draft draft, int start)
    {
        _ = Array.Exists(AtMost, reader.TakeAll);
        int count;
        if (reader.Take("twice", "thrice"))
        {
            count = reader.Word(-1) == "twice" ? 2 : 3;
        }
        else if (!Vocabulary.TryNumber(reader, out count) || !reader.Take("times", "x") && !(reader.At > start + 1 && reader.Take("runs")))
        {
            return reader.Back(start);
        }

        if (reader.Word() is "a" or "an" or "per" or "each" or "every" || Intervals.IsAdverb(reader.Word()))
        {
            return reader.Back(start);
        }

        _ = reader.TakeAll("at most") || reader.TakeAll("in total") || reader.TakeAll("in all");
        if (draft.MaxRuns is not null || count == 0)
        {
            return reader.Refuse(start, "is zero or a second count of runs; name only one");
        }

        draft.MaxRuns = count;
        return true;
    }

    /// <summary>Sets the end: a day is included; a time is not.</summary>
    private static bool SetUntil(Reader reader, Draft draft, int start, (DateOnly Day, TimeOnly? Time) moment)
    {
        if (draft.Until is not null || draft.Lasting is not null)
        {
            return reader.Refuse(start, "is a second end; a schedule has only one");
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
        var end = reader.At;
        var found = 0;
        while (reader.Refusal is null && (TryExceptWeekdays(reader, draft) || TryExceptDates(reader, draft, start)))
        {
            found++;
            end = reader.At;
            while (reader.Take(",", "and", "or"))
            {
            }

            _ = reader.At > end && reader.Take("on", "not");
        }

        _ = found == 0 && reader.Take("public", "bank", "national", "federal", "legal", "all");
        if (reader.Refusal is null && reader.Take("holiday", "holidays"))
        {
            return reader.Refuse(start, "cannot be read: the holidays of a country are not known here; name the days, as in \"every weekday at 9am except 2026-12-25\"");
        }

        reader.At = end;
        return found > 0 || reader.Back(start);
    }

    private static bool TryExceptWeekdays(Reader reader, Draft draft)
    {
        var read = WeekdaySet.TryRead(reader, out var days, out _);
        draft.WithoutWeekdays |= days;
        return read;
    }

    private static bool TryExceptDates(Reader reader, Draft draft, int start)
    {
        if (!OnceDates.TryDate(reader, draft, out var first))
        {
            return false;
        }

        if (first.Exact is not { } day)
        {
            return reader.Refuse(start, "has no year; write it as in \"except 2026-12-25\"");
        }

        var (end, last) = (reader.At, day);
        if (reader.Take("to", "through", "until", "-") && OnceDates.TryDate(reader, draft, out var until) && until.Exact is { } lastDay)
        {
            (end, last) = (reader.At, lastDay);
        }

        reader.At = end;
        draft.Except.Add(last == day ? $"{day:yyyy-MM-dd}" : $"{day:yyyy-MM-dd}/{last:yyyy-MM-dd}");
        return last >= day || reader.Refuse(start, "ends before it begins");
    }
}
