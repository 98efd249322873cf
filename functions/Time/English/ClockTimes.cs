namespace AgentSched.Time.English;

/// <summary>Times of day: <c>9am</c>, <c>09:30</c>, <c>half past nine</c>, <c>noon</c>. A bare hour is on the 24-hour clock unless another word decides.</summary>
internal static partial class ClockTimes
{
    private static readonly string[] Sharp = ["sharp", "exactly", "precisely", "promptly", "prompt"];

    /// <summary>Reads <c>at 9:00, 12:00 and 17:00</c>; without <c>at</c> only unambiguous times.</summary>
    public static bool TryRead(Reader reader, Draft draft)
    {
        var start = reader.At;
        var said = reader.Take("at", "@");
        _ = said && reader.Take(Sharp);
        said |= reader.Take("around", "about") && reader.Refuse(start, "is not exact; say \"at 9:00\"");
        if (!TryTime(reader, said, counted: true, out var time))
        {
            return reader.Back(start);
        }

        List<ClockTime> times = [time];
        var end = reader.At;
        while (Separator(reader) && (TryOtherHalf(reader, times[^1], out time) || TryTime(reader, said, counted: true, out time)))
        {
            times.Add(time);
            end = reader.At;
        }

        // A separator that is not followed by a time belongs to the next phrase.
        reader.At = end;
        if (draft.Times.Count > 0)
        {
            return reader.Refuse(start, draft.Weekdays != 0
                ? $"is a second time after \"{draft.TimeWords}\"; for another time on other days create a schedule of its own"
                : $"cannot be combined with \"{draft.TimeWords}\"; list all times in one place, as in \"at 9:00 and 17:00\"");
        }

        // "8 and 10pm": the 8 may be in the morning or in the evening.
        if (times.Exists(t => t.Words.EndsWith("m", StringComparison.OrdinalIgnoreCase) && t.Hour > 12) && times.Find(t => t.IsOpen) is { Words: not null } open)
        {
            return reader.Refuse(start, $"does not say whether \"{open.Words}\" is in the morning or in the evening; add am or pm to each time");
        }

        draft.Times.AddRange(times);
        draft.TimeWords = reader.Quote(start, reader.At);
        while (reader.Take(Sharp))
        {
        }

        return true;
    }

    /// <summary>Reads one time.</summary>
    /// <param name="reader">Not advanced if there is no time.</param>
    /// <param name="bare">Whether a number alone is an hour.</param>
    /// <param name="counted">Whether <c>ten to nine</c> is a time; false if "to" ends a window.</param>
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

    /// <summary>Applies am or pm according to a part of the day. Null: time and part contradict each other.</summary>
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

    /// <summary><c>9am and pm</c>: the same time in the other half of the day.</summary>
    private static bool TryOtherHalf(Reader reader, ClockTime before, out ClockTime time)
    {
        var isMorning = before.Words.EndsWith("am", StringComparison.OrdinalIgnoreCase);
        time = before with { Hour = (before.Hour + 12) % 24 };
        return (isMorning || before.Words.EndsWith("pm", StringComparison.OrdinalIgnoreCase)) && reader.Take(isMorning ? "pm" : "am");
    }

    private static bool Separator(Reader reader)
    {
        var any = false;
        while (reader.Take(",", "and", "/"))
        {
            any = true;
        }

        return any && (reader.Take("at") || true);
    }

    private static bool TryFace(Reader reader, bool bare, bool counted, out int hour, out int minute, out int second, out bool is24)
    {
        (hour, minute, second, is24) = (0, 0, 0, false);
        return TryDial(reader, bare, ref hour, ref minute, ref second, ref is24)
            || counted && TryCounted(reader, ref hour, ref minute, ref is24)
            || TryHour(reader, bare, ref hour, ref minute, ref is24);
    }
}
