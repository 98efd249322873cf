namespace AgentSched.Time.English;

/// <summary>Reads days by their position in the month, quarter or year: <c>the first Monday of the month</c>, <c>on the 1st and 15th</c>, <c>last day of every quarter</c>.</summary>
internal static partial class MonthDays
{
    public static bool TryRead(Reader reader, Draft draft)
    {
        var start = reader.At;
        return TryOrdinalDays(reader, draft, start) || TryMonthEnds(reader, draft, start);
    }

    /// <summary><c>the first Monday of the month</c>, <c>1st and 15th</c>, <c>last day of every quarter</c>.</summary>
    private static bool TryOrdinalDays(Reader reader, Draft draft, int start)
    {
        _ = reader.Take("on", "at");
        _ = reader.Take("the");
        var every = reader.Take("every", "each");
        _ = reader.Take("day", "days") && !(char.IsAsciiDigit(reader.Word() is { Length: > 0 } w ? w[0] : ' ')) && reader.Back(reader.At - 1);
        var numbered = reader.At > start && reader.Word(-1) is "day" or "days";
        if (TryNearest(reader, draft, start) || TryBeforeEnd(reader, draft, start))
        {
            return true;
        }

        if (TryNthFromLast(reader, draft, start))
        {
            return true;
        }

        var numbers = new List<int>();
        if (!TryFirstDays(reader, numbers) && !TryOrdinalList(reader, numbered, numbers))
        {
            return reader.Back(start);
        }

        if (Vocabulary.TryDay(reader.Word(), out var weekday, out _))
        {
            reader.At++;
            return SetNth(reader, draft, start, numbers, weekday, every);
        }

        var noun = reader.Take("day", "days");
        var workday = !noun && (reader.Take("weekday", "workday") || reader.Word() is "business" or "working" && reader.Word(1) == "day" && (reader.At += 2) > 0);
        var scope = TryScope(reader, draft, numbers is [0], out var period);
        if (!noun && !workday && !scope && numbers.Contains(0) || !scope && Vocabulary.TryMonth(reader.Word(), out _) && numbers.Count == 1)
        {
            return reader.Back(start);
        }

        if (draft.DaysOfMonth.Count > 0 || draft.MonthDay is not null)
        {
            return reader.Refuse(start, $"cannot be combined with \"{draft.MonthDayWords}\"; list all days in one place, as in \"on the 1st and 15th of the month\"");
        }

        draft.MonthDayWords = reader.Quote(start, reader.At);
        draft.Recurring |= every || period > 0 || !scope && numbers.Count > 1;
        if (workday)
        {
            draft.MonthDay = numbers switch { [0] => "LW", [1] => "1W", _ => null };
            return draft.MonthDay is not null || reader.Refuse(start, "cannot be scheduled; only the first and the last weekday of a month can");
        }

        if (numbers.Exists(n => n > 31))
        {
            return reader.Refuse(start, "is not a day of any month; days go from 1 to 31");
        }

        if (numbers.Contains(0))
        {
            draft.MonthDay = "L";
            return numbers.Count == 1 || reader.Refuse(start, "needs two schedules: the last day of the month cannot be combined with others");
        }

        draft.DaysOfMonth.AddRange(numbers.Distinct().Order());
        draft.OrLastDay = numbers is [> 28] && reader.TakeAll("or the last day");
        return TryCondition(reader, draft);
    }

    private static bool TryCondition(Reader reader, Draft draft)
    {
        var at = reader.At;
        if (reader.TakeAll("if it is a") && WeekdaySet.TryRead(reader, out var days, out _))
        {
            draft.Weekdays = days;
            draft.IsBoth = true;
            draft.WeekdayWords = reader.Quote(at, reader.At);
            return true;
        }

        reader.At = at;
        return true;
    }

    private static bool SetNth(Reader reader, Draft draft, int start, List<int> numbers, int weekday, bool every)
    {
        var scope = TryScope(reader, draft, numbers is [0], out var period);
        if (numbers.Exists(n => n > 5))
        {
            return reader.Refuse(start, "is not a day of any month; a day of the week occurs at most five times a month");
        }

        if (draft.Nths.Count > 0)
        {
            return reader.Refuse(start, "is a second such day; a schedule can have only one");
        }

        draft.Nths.AddRange(numbers.Distinct().Order());
        draft.NthWeekday = weekday;
        draft.WeekdayWords = reader.Quote(start, reader.At);

        // "every second Tuesday" may mean every 14 days; "every first Tuesday" can only refer to the month.
        draft.Recurring |= period > 0 || every && (numbers.Count > 1 || numbers is [0] or [1]);
        draft.IsEveryNth = every && !scope && numbers is [> 1];
        return numbers.Count == 1 || !numbers.Contains(0) || reader.Refuse(start, "needs two schedules: the last one of the month cannot be combined with others");
    }

    /// <summary><c>of the month</c>, <c>of every quarter</c>, <c>of the year</c>, <c>of January and July</c>.</summary>
    private static bool TryScope(Reader reader, Draft draft, bool last, out int period)
    {
        var start = reader.At;
        period = 0;
        if (!reader.Take("of", "in"))
        {
            return false;
        }

        var every = reader.Take("every", "each");
        _ = reader.Take("the", "a", "any");
        var other = reader.Take("other", "second");
        if (reader.Take("month", "months", "quarter", "year"))
        {
            period = reader.Word(-1) switch { "quarter" => 3, "year" => 12, _ => other ? 2 : 1 };
            for (var month = last ? period : 1; period > 1 && month <= 12; month += period)
            {
                draft.Months.Add(month);
            }

            return true;
        }

        if (!other && Days.TryMonthList(reader, draft))
        {
            draft.Recurring |= every;
            draft.RecursByMonth = true;
            return true;
        }

        return reader.Back(start);
    }

    /// <summary>Reads the numbers of <c>first</c>, <c>1st and 15th</c>, <c>the 1st to 7th</c>; last is 0.</summary>
    private static bool TryOrdinalList(Reader reader, bool numbered, List<int> numbers)
    {
        var end = reader.At;
        while (true)
        {
            _ = reader.Take("the");
            if (reader.Take("last", "final"))
            {
                numbers.Add(0);
            }
            else if (Vocabulary.TryOrdinal(reader, out var number) || numbered && Vocabulary.TryNumber(reader, out number) && number > 0)
            {
                numbers.Add(number);
                end = reader.At;
                if (reader.Take("to", "-", "through") && (reader.Take("the") || true))
                {
                    if (Vocabulary.TryOrdinal(reader, out var last) || numbered && Vocabulary.TryNumber(reader, out last))
                    {
                        numbers.AddRange(Enumerable.Range(number + 1, Math.Max(0, Math.Min(last, 40) - number)));
                    }
                    else
                    {
                        break;
                    }
                }
            }
            else
            {
                break;
            }

            end = reader.At;
            while (reader.Take(",", "and", "&"))
            {
            }

            _ = reader.Word() == "on" && reader.Word(1) == "the" && reader.Take("on");
        }

        reader.At = end;
        return numbers.Count > 0;
    }

    /// <summary><c>the weekday nearest to the 15th of the month</c>.</summary>
    private static bool TryNearest(Reader reader, Draft draft, int start)
    {
        var at = reader.At;
        if (!(reader.Take("weekday") || reader.Word() is "business" or "working" && reader.Word(1) == "day" && (reader.At += 2) > 0)
            || !reader.Take("nearest", "closest") || !(reader.Take("to") || true) || !(reader.Take("the") || true) || !Vocabulary.TryOrdinal(reader, out var day) || !TryScope(reader, draft, last: false, out var period))
        {
            return reader.Back(at);
        }

        draft.MonthDay = $"{Phrase.Number(day)}W";
        draft.MonthDayWords = reader.Quote(start, reader.At);
        draft.Recurring |= period > 0;
        return day <= 31 || reader.Refuse(start, "is not a day of any month; days go from 1 to 31");
    }
}
