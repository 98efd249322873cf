using System.Globalization;

namespace AgentSched.Time.English;

/// <summary>Times of day: <c>9am</c>, <c>09:30</c>, <c>half past nine</c>, <c>noon</c>. A bare hour is one of the 24-hour clock, if no other word decides.</summary>
internal static class ClockTimes
{
    private static readonly string[] Sharp = ["sharp", "exactly", "prompt"];

    /// <summary>Reads <c>at 9:00, 12:00 and 17:00</c>; without <c>at</c> only what is plainly a time.</summary>
    public static bool TryRead(Reader reader, Draft draft)
    {
        var start = reader.At;
        var said = reader.Take("at", "@");
        said |= reader.Take("around", "about") && reader.Refuse(start, "is not exact; say \"at 9:00\"");
        if (!TryTime(reader, said, counted: true, out var time))
        {
            return reader.Back(start);
        }

        List<ClockTime> times = [time];
        var end = reader.At;
        while (Separator(reader) && TryTime(reader, said, counted: true, out time))
        {
            times.Add(time);
            end = reader.At;
        }

        // A separator that no time follows belongs to what comes next.
        reader.At = end;
        if (draft.Times.Count > 0)
        {
            return reader.Refuse(start, $"does not go together with \"{draft.TimeWords}\"; name all times at one place, as in \"at 9:00 and 17:00\"");
        }

        // "8 and 10pm": the 8 may be a morning or an evening.
        if (times.Exists(t => t.Words.EndsWith("m", StringComparison.OrdinalIgnoreCase) && t.Hour > 12) && times.Find(t => t.IsOpen) is { Words: not null } open)
        {
            return reader.Refuse(start, $"leaves open whether \"{open.Words}\" is in the morning or in the evening; say am or pm with each of them");
        }

        draft.Times.AddRange(times);
        draft.TimeWords = reader.Quote(start, reader.At);
        while (reader.Take(Sharp))
        {
        }

        return true;
    }

    /// <summary>Reads one time.</summary>
    /// <param name="reader">Stays where it is if there is none.</param>
    /// <param name="bare">Whether a number alone is an hour.</param>
    /// <param name="counted">Whether <c>ten to nine</c> is a time; not where "to" ends a window.</param>
    /// <param name="time">The time.</param>
    public static bool TryTime(Reader reader, bool bare, bool counted, out ClockTime time)
    {
        var start = reader.At;
        if (reader.Take("noon", "midday", "midnight"))
        {
            var word = reader.Word(-1);
            time = new ClockTime(word == "midnight" ? 0 : 12, 0, 0, IsOpen: false, word);
            return true;
        }

        if (!TryFace(reader, bare, counted, out var hour, out var minute, out var second, out var is24))
        {
            time = default;
            return reader.Back(start);
        }

        var dot = reader.Take("am", "pm") ? reader.Word(-1) : null;
        var words = reader.Quote(start, reader.At);
        var open = dot is null && !is24 && hour is >= 1 and <= 12;
        if (hour > 23 || minute > 59 || second > 59 || dot is not null && (hour is < 1 or > 12))
        {
            reader.Refuse(start, "is not a time of day; hours go from 0 to 23, or from 1 to 12 with am or pm, and minutes from 0 to 59");
            time = new ClockTime(0, 0, 0, IsOpen: false, words);
            return true;
        }

        if (dot is not null)
        {
            hour = hour % 12 + (dot == "pm" ? 12 : 0);
        }

        time = new ClockTime(hour, minute, second, open, words);
        return true;
    }

    /// <summary>The same time with am or pm as a part of the day says. Null: they contradict each other.</summary>
    public static ClockTime? Within(ClockTime time, string part)
    {
        var hour = (part, time.IsOpen, time.Hour) switch
        {
            (_, false, _) => time.Hour,
            ("morning", _, < 12) => time.Hour,
            ("afternoon", _, 12) => 12,
            ("afternoon", _, <= 6) => time.Hour + 12,
            ("evening", _, >= 4 and < 12) => time.Hour + 12,
            ("night", _, 12) => 0,
            ("night", _, >= 6) => time.Hour + 12,
            ("night", _, <= 5) => time.Hour,
            _ => -1,
        };
        var fits = part switch
        {
            "morning" => hour is >= 0 and < 12,
            "afternoon" => hour is >= 12 and <= 18,
            "evening" => hour is >= 16 and <= 23,
            _ => hour is >= 18 or >= 0 and <= 5,
        };
        return fits ? time with { Hour = hour, IsOpen = false } : null;
    }

    private static bool Separator(Reader reader)
    {
        var any = false;
        while (reader.Take(",", "and"))
        {
            any = true;
        }

        return any && (reader.Take("at") || true);
    }

    private static bool TryFace(Reader reader, bool bare, bool counted, out int hour, out int minute, out int second, out bool is24)
    {
        (hour, minute, second, is24) = (0, 0, 0, false);
        return TryDial(reader, bare, ref hour, ref minute, ref second, ref is24)
            || counted && TryCounted(reader, ref hour, ref minute)
            || TryHour(reader, bare, ref hour, ref minute, ref is24);
    }

    /// <summary><c>9:30</c>, <c>09:30:15</c>, <c>9.30am</c>, <c>0930</c>.</summary>
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

        // 1730 may be a year where no "at" or "hours" says otherwise.
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
    private static bool TryCounted(Reader reader, ref int hour, ref int minute)
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
        if (!before && !reader.Take("past", "after") || before && count == 30 || !Vocabulary.TryNumber(reader, out hour) && !TakeTwelve(reader, ref hour))
        {
            return reader.Back(start);
        }

        _ = reader.Take("o'clock");
        minute = before ? 60 - count : count;
        hour = before ? (hour == 1 ? 12 : hour == 0 ? 23 : hour - 1) : hour;
        return count < 60 || reader.Back(start);
    }

    private static bool TakeTwelve(Reader reader, ref int hour)
    {
        hour = 12;
        return reader.Take("noon", "midday");
    }

    /// <summary><c>9am</c>, <c>nine o'clock</c>, <c>nine thirty</c>, <c>17h</c>, <c>17h30</c>; a bare 9 only where a number must be an hour.</summary>
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
