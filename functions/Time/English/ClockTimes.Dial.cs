using System.Globalization;

namespace AgentSched.Time.English;

/// <content>Reads hours and minutes.</content>
internal static partial class ClockTimes
{
    /// <summary><c>9:30</c>, <c>09:30:15</c>, <c>9.30am</c>, <c>0930</c>, <c>at 930</c>.</summary>
    private static bool TryDial(Reader reader, bool bare, ref int hour, ref int minute, ref int second, ref bool is24)
    {
        var word = reader.Word();
        var dotted = word.Contains('.', StringComparison.Ordinal);
        if (dotted && !(bare || reader.Word(1) is "am" or "pm"))
        {
            return false;
        }

        var parts = word.Split(dotted ? '.' : ':');
        if (parts.Length is 2 or 3 && parts.All(p => p.Length is 1 or 2 && Vocabulary.TryDigits(p, out _)) && parts[1].Length == 2)
        {
            (hour, minute) = (int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
            second = parts.Length == 3 ? int.Parse(parts[2], CultureInfo.InvariantCulture) : 0;
            is24 = parts[0].Length == 2 && hour < 10;
            reader.At++;
            _ = reader.Take("hours", "hrs", "h", "o'clock");
            return true;
        }

        // "at 930" is 9:30; without "at", three digits are a number.
        if (word.Length == 3 && bare && reader.Word(-1) is "at" or "@" or "exactly" && Vocabulary.TryDigits(word, out var few) && few % 100 < 60)
        {
            (hour, minute) = (few / 100, few % 100);
            reader.At++;
            return true;
        }

        // 1730 may be a year unless "at" or "hours" is present.
        if (word.Length == 4 && Vocabulary.TryDigits(word, out var digits) && (bare || reader.Word(1) is "hours" or "hrs" or "h"))
        {
            (hour, minute, is24) = (digits / 100, digits % 100, true);
            reader.At++;
            _ = reader.Take("hours", "hrs", "h");
            return true;
        }

        return false;
    }

    /// <summary><c>half past nine</c>, <c>quarter to 9</c>, <c>20 minutes past 8</c>.</summary>
    private static bool TryCounted(Reader reader, ref int hour, ref int minute, ref bool is24)
    {
        var start = reader.At;
        int count;
        if (reader.TakeAll("a quarter") || reader.Take("quarter"))
        {
            count = 15;
        }
        else if (reader.Take("half"))
        {
            count = 30;
        }
        else if (!Vocabulary.TryNumber(reader, out count) || !reader.Take("minutes", "minute", "mins", "min") && count is not (5 or 10 or 20 or 25))
        {
            return reader.Back(start);
        }

        var before = reader.Take("to", "before");
        if (!before && !reader.Take("past", "after") || before && count == 30 || !Vocabulary.TryNumber(reader, out hour) && !TakeTwelve(reader, ref hour, ref is24))
        {
            return reader.Back(start);
        }

        _ = reader.Take("o'clock");
        is24 |= hour is 0 or > 12;
        minute = before ? 60 - count : count;
        hour = before ? (hour == 1 ? 12 : hour == 0 ? 23 : hour - 1) : hour;
        return count < 60 || reader.Back(start);
    }

    /// <summary>Noon and midnight, which are never open to am or pm.</summary>
    private static bool TakeTwelve(Reader reader, ref int hour, ref bool is24)
    {
        is24 = reader.Take("noon", "midday", "midnight");
        hour = reader.Word(-1) == "midnight" ? 0 : 12;
        return is24;
    }

    /// <summary><c>9am</c>, <c>nine o'clock</c>, <c>nine thirty</c>, <c>17h</c>, <c>17h30</c>; a bare 9 only if a number must be an hour.</summary>
    private static bool TryHour(Reader reader, bool bare, ref int hour, ref int minute, ref bool is24)
    {
        var start = reader.At;
        var spelled = reader.Word() is { Length: > 0 } word && char.IsLetter(word[0]);
        is24 = reader.Word() is ['0', _];
        if (!Vocabulary.TryNumber(reader, out hour))
        {
            return false;
        }

        var next = reader.Word();
        if (next is "am" or "pm" || reader.Take("o'clock", "oclock"))
        {
            return true;
        }

        if (next == "h" && reader.Touches(0))
        {
            is24 = true;
            reader.At++;
            if (reader.Touches(0) && reader.Word().Length == 2 && Vocabulary.TryDigits(reader.Word(), out minute))
            {
                reader.At++;
            }

            return true;
        }

        var at = reader.At;
        if (spelled && hour is >= 1 and <= 12 && Vocabulary.TryNumber(reader, out minute))
        {
            if (minute is >= 10 and <= 59 && char.IsLetter(reader.Word(-1)[0]))
            {
                return bare || reader.Word() is "am" or "pm" || reader.Back(start);
            }

            reader.At = at;
        }

        minute = 0;
        var day = next is "am" or "pm" || !Vocabulary.TryMonth(next, out _) && !Intervals.IsUnit(next) && next is not ("past" or "to" or "of");
        var toEnd = next == "to" && bare && !reader.AtEnd && Vocabulary.IsName(reader.Word(1));
        return bare && (day || toEnd || next == "to") || PartFollows(reader) || reader.Back(start);
    }

    private static bool PartFollows(Reader reader) => reader.Word() == "in" && reader.Word(1) == "the" && reader.Word(2) is "morning" or "afternoon" or "evening";
}
