namespace AgentSched.Time.English;

/// <summary>Reads days: <c>every weekday</c>, <c>mon-fri</c>, <c>the first Monday of the month</c>, <c>on the 1st and 15th</c>, <c>in January</c>.</summary>
internal static class Days
{
    public static bool TryRead(Reader reader, Draft draft)
    {
        var start = reader.At;
        return TryMonths(reader, draft, start) || MonthDays.TryRead(reader, draft) || TryWeekdays(reader, draft, start) || TryPartOfDay(reader, draft, start);
    }

    private static bool TryWeekdays(Reader reader, Draft draft, int start)
    {
        _ = reader.Take("on", "from") || reader.Word(1) is "weekend" or "weekends" && reader.Take("at");
        _ = reader.Take("the");
        var every = reader.Take("every", "each", "all") | reader.Take("single");
        if (!WeekdaySet.TryRead(reader, out var days, out var many))
        {
            return reader.Back(start);
        }

        var end = reader.At;
        if (int.PopCount(days) == 1 && reader.TakeAll("the"))
        {
            if (Vocabulary.TryOrdinal(reader, out var day))
            {
                if (day > 31)
                {
                    return reader.Back(start);
                }

                draft.Weekdays = days;
                draft.DaysOfMonth.Add(day);
                draft.IsBoth = true;
                draft.MayBeOnce = !every && !many;
                draft.MonthDayWords = draft.WeekdayWords = reader.Quote(start, reader.At);
                draft.Recurring = true;
                return true;
            }

            reader.At = end;
        }

        if (draft.Weekdays != 0)
        {
            return reader.Refuse(start, $"cannot be combined with \"{draft.WeekdayWords}\"; list all days in one place, as in \"every Monday and Friday\"");
        }

        draft.Weekdays = days;
        draft.WeekdayWords = reader.Quote(start, reader.At);
        draft.Recurring |= every || many;
        return true;
    }

    /// <summary><c>in January and July</c>, <c>from June to August</c>.</summary>
    private static bool TryMonths(Reader reader, Draft draft, int start)
    {
        _ = reader.Take("in", "during", "from", "between");
        var every = reader.Take("every");
        var named = draft.Months.Count;
        if (reader.At == start || !TryMonthList(reader, draft))
        {
            return reader.Back(start);
        }

        if (draft.Months.Count == named + 1 && Vocabulary.IsYear(reader.Word(), out var year))
        {
            reader.At++;
            return SetYear(reader, draft, start, new DateTime(year, draft.Months[^1], 1));
        }

        draft.Recurring |= every;
        draft.RecursByMonth = true;
        return true;
    }

    /// <summary><c>in December 2026</c>: that month only.</summary>
    private static bool SetYear(Reader reader, Draft draft, int start, DateTime first)
    {
        if (draft.From is not null || draft.Until is not null || draft.Lasting is not null)
        {
            return reader.Refuse(start, "is a second start or end; name only one");
        }

        (draft.From, draft.Until, draft.Recurring) = (first, first.AddMonths(1), true);
        draft.FromWords = draft.UntilWords = reader.Quote(start, reader.At);
        return true;
    }

    /// <summary>Reads <c>January and July</c>, <c>June to August</c>.</summary>
    public static bool TryMonthList(Reader reader, Draft draft)
    {
        var end = reader.At;
        var found = new List<int>();
        while (Vocabulary.TryMonth(reader.Word(), out var first))
        {
            reader.At++;
            found.Add(first);
            if (found.Count == 1 && reader.Word() == "and" && reader.Word(-2) == "between" || reader.Word() is "to" or "-" or "through" or "until" && Vocabulary.TryMonth(reader.Word(1), out _))
            {
                reader.At++;
                if (!Vocabulary.TryMonth(reader.Word(), out var last))
                {
                    break;
                }

                for (var month = first; month != last;)
                {
                    found.Add(month = month % 12 + 1);
                }

                reader.At++;
            }

            end = reader.At;
            while (reader.Take(",", "and"))
            {
            }
        }

        reader.At = end;
        draft.Months.AddRange(found.Except(draft.Months));
        return found.Count > 0;
    }

    private static bool TryPartOfDay(Reader reader, Draft draft, int start)
    {
        if ((reader.TakeAll("in the") || reader.Take("at") || true) && reader.Take("morning", "afternoon", "evening", "night", "mornings", "afternoons", "evenings", "nights"))
        {
            var word = reader.Word(-1);
            draft.Recurring |= word[^1] == 's';
            word = word.TrimEnd('s');
            if (draft.PartOfDay is { } said && said != word)
            {
                return reader.Refuse(start, $"cannot be combined with \"{said}\"; say the times, as in \"every day at 9:00 and 20:00\"");
            }

            draft.PartOfDay = word;
            return true;
        }

        return reader.Back(start);
    }
}
