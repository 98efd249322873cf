namespace AgentSched.Time.English;

/// <summary>Reads days of the week: <c>weekdays</c>, <c>monday to friday</c>, <c>mon, wed and fri</c>, <c>M-F</c>, <c>weekends and fridays</c>.</summary>
internal static class WeekdaySet
{
    private const int Workdays = 0b0111110;
    private const int EveryDay = 0b1111111;
    private const int Weekend = 0b1000001;

    /// <param name="reader">Not advanced if there are none.</param>
    /// <param name="days">The days as bits, bit 0 for Sunday.</param>
    /// <param name="many">Whether the words mean recurring days, as plurals and lists do.</param>
    public static bool TryRead(Reader reader, out int days, out bool many)
    {
        (days, many) = (0, false);
        var end = reader.At;
        while (TryGroup(reader, out var more) && (many = true) || TryDays(reader, out more, ref many))
        {
            days |= more;
            end = reader.At;
            while (reader.Take(",", "and", "or", "/"))
            {
            }

            // "every Tuesday and every Thursday", "on Mondays and on Fridays"
            _ = reader.At > end && (Vocabulary.TryDay(reader.Word(1), out _, out _) || reader.Word(1) is "weekday" or "weekdays" or "weekend" or "weekends") && reader.Take("on", "every", "each");
        }

        reader.At = end;
        many |= int.PopCount(days) > 1;
        return days != 0;
    }

    private static bool TryGroup(Reader reader, out int days)
    {
        if (reader.Take("weekday", "weekdays", "workday", "workdays") || reader.TakeAll("week days") || reader.TakeAll("week day")
            || reader.Word() is "business" or "working" or "work" && reader.Word(1) is "day" or "days" && (reader.At += 2) > 0)
        {
            // "the weekday nearest to the 15th" is one day of the month.
            days = Workdays;
            return reader.Word() is not ("nearest" or "closest");
        }

        days = Weekend;
        return reader.TakeAll("weekend day") || reader.TakeAll("weekend days") || reader.Take("weekend", "weekends");
    }

    /// <summary>Reads one day, or a range, which may cross the weekend.</summary>
    private static bool TryDays(Reader reader, out int days, ref bool many)
    {
        if (DayLetters.TryRead(reader.Word(), out days))
        {
            reader.At++;
            return many = true;
        }

        if (!Vocabulary.TryDay(reader.Word(), out var first, out var plural))
        {
            return false;
        }

        reader.At++;
        many |= plural;
        days = 1 << first;
        if (Vocabulary.TryDay(reader.Word(1), out var last, out _) && reader.Take("to", "-", "through", "thru", "until", "till"))
        {
            reader.At++;
            if (first == last)
            {
                days = EveryDay; // "monday to monday" is the whole week
            }

            for (var day = first; day != last; day = (day + 1) % 7)
            {
                days |= 1 << day;
            }

            days |= 1 << last;
        }

        return true;
    }
}
