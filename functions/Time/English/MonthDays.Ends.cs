namespace AgentSched.Time.English;

/// <content>Days counted from the end of a month, and its first days.</content>
internal static partial class MonthDays
{
    /// <summary><c>the second to last day of the month</c>, <c>the day 3 days before the last day of the month</c>.</summary>
    private static bool TryBeforeEnd(Reader reader, Draft draft, int start)
    {
        var at = reader.At;
        var isEnd = false;
        if (!TryFromLast(reader, at, out var before)
            && (!(reader.Take("day") || true) || !Vocabulary.TryNumber(reader, out before) || !reader.Take("days", "day") || !reader.TakeAll("before the last day") && !(isEnd = reader.TakeAll("before the end"))))
        {
            return reader.Back(at);
        }

        if (!TryScope(reader, draft, last: true, out var period))
        {
            return reader.Back(at);
        }

        draft.MonthDay = before == 0 ? "L" : $"L-{Phrase.Number(before)}";
        draft.MonthDayWords = reader.Quote(start, reader.At);
        draft.Recurring |= period > 0;
        _ = isEnd && reader.Refuse(start, $"does not say whether the last day counts; say \"{draft.MonthDayWords.Replace("the end", "the last day", StringComparison.OrdinalIgnoreCase)}\"");
        return before <= 30 || reader.Refuse(start, "is not a day of any month");
    }

    /// <summary><c>3rd last day</c>, <c>third to last day</c>, <c>penultimate day</c>: how many days before the last one.</summary>
    private static bool TryFromLast(Reader reader, int start, out int before)
    {
        before = 1;
        if (reader.TakeAll("penultimate day") || reader.TakeAll("next to last day"))
        {
            return true;
        }

        var isNth = Vocabulary.TryOrdinal(reader, out var nth) && nth > 1;
        before = nth - 1;
        return isNth && (reader.TakeAll("to the last day") || reader.TakeAll("to last day") || reader.TakeAll("last day")) || reader.Back(start);
    }

    /// <summary>Refuses <c>the third last Friday of the month</c>, which cron cannot say.</summary>
    private static bool TryNthFromLast(Reader reader, Draft draft, int start)
    {
        var at = reader.At;
        if (!Vocabulary.TryOrdinal(reader, out _) || !(reader.TakeAll("to last") || reader.Take("last")) || !Vocabulary.TryDay(reader.Word(), out var day, out _))
        {
            return reader.Back(at);
        }

        reader.At++;
        draft.Nths.Add(0);
        (draft.NthWeekday, draft.Recurring) = (day, TryScope(reader, draft, last: true, out _));
        return reader.Refuse(start, "cannot be scheduled; of the days counted from the end of a month, only the last one can, as in \"the last Friday of the month\"");
    }

    /// <summary><c>first 3 days of the month</c>: the days from the 1st on.</summary>
    private static bool TryFirstDays(Reader reader, List<int> numbers)
    {
        var start = reader.At;
        if (!reader.Take("first") || !Vocabulary.TryNumber(reader, out var count) || count is < 2 or > 31 || reader.Word() != "days" || reader.Word(1) is not ("of" or "in"))
        {
            return reader.Back(start);
        }

        numbers.AddRange(Enumerable.Range(1, count));
        return true;
    }

    /// <summary><c>at the end of the month</c>, <c>at the beginning of every quarter</c>.</summary>
    private static bool TryMonthEnds(Reader reader, Draft draft, int start)
    {
        _ = reader.Take("at", "on");
        _ = reader.Take("the");
        if (reader.Take("end", "start", "beginning") && reader.Word(-1) is var word && TryScope(reader, draft, word == "end", out var period))
        {
            draft.MonthDay = word == "end" ? "L" : "1";
            draft.MonthDayWords = reader.Quote(start, reader.At);
            draft.Recurring |= period > 0;
            return true;
        }

        return reader.Back(start);
    }
}
