namespace AgentSched.Time.English;

/// <summary>Reads windows of hours, and minutes past the hour: <c>between 9 and 17</c>, <c>from 9am to 5pm</c>, <c>quarter past every hour</c>.</summary>
internal static class Windows
{
    public static bool TryRead(Reader reader, Draft draft)
    {
        var start = reader.At;
        return TryMinutesPast(reader, draft, start) || TryHours(reader, draft, start) || TryWindow(reader, draft, start);
    }

    private static bool TryWindow(Reader reader, Draft draft, int start)
    {
        var between = reader.Take("between");
        var from = between || reader.Take("from");
        if (!from && reader.Take("starting", "beginning"))
        {
            // "every 4 hours starting at 9am" says where the count starts.
            _ = reader.Take("at", "from");
            if (draft.Interval?.Unit is not (Unit.Hour or Unit.Minute) || !ClockTimes.TryTime(reader, bare: true, counted: false, out var first))
            {
                return reader.Back(start);
            }

            return Set(reader, draft, start, first, null);
        }

        var open = !from;
        var counting = draft.Interval?.Unit is Unit.Hour or Unit.Minute or Unit.Second;

        if (!ClockTimes.TryTime(reader, bare: true, counted: false, out var begin))
        {
            return reader.Back(start);
        }

        // "9-17 every hour": without "from" and before an interval, only the dash makes a window.
        if (!(between ? reader.Take("and", "to", "-") : open && !counting ? reader.Take("-") : reader.Take("to", "until", "till", "through", "-")) || !ClockTimes.TryTime(reader, bare: true, counted: false, out var end))
        {
            if (from && !between && draft.Interval?.Unit is Unit.Hour or Unit.Minute)
            {
                reader.At = start + 1;
                return ClockTimes.TryTime(reader, bare: true, counted: false, out begin) ? Set(reader, draft, start, begin, null) : reader.Back(start);
            }

            return reader.Back(start);
        }

        // "2 to 4pm" is an afternoon; "9 to 5pm" is not.
        if (begin.IsOpen && !end.IsOpen && end.Hour >= 12 && end.Words.EndsWith("pm", StringComparison.OrdinalIgnoreCase) && begin.Hour % 12 < end.Hour % 12)
        {
            begin = begin with { Hour = begin.Hour % 12 + 12 };
        }
        else if (end.IsOpen && (end.Hour, end.Minute).CompareTo((begin.Hour, begin.Minute)) <= 0 && begin.Hour <= 12)
        {
            return reader.Refuse(start, "is ambiguous: it may end in the morning or in the evening; write it as in \"between 9:00 and 17:00\" or \"from 9am to 5pm\"");
        }

        return Set(reader, draft, start, begin, end);
    }

    private static bool Set(Reader reader, Draft draft, int start, ClockTime from, ClockTime? to)
    {
        if (draft.Window is not null)
        {
            return reader.Refuse(start, $"cannot be combined with \"{draft.WindowWords}\"; name only one window");
        }

        draft.Window = (from, to);
        draft.WindowWords = reader.Quote(start, reader.At);
        return true;
    }

    /// <summary><c>during the hours 0, 3 and 7</c>, <c>of the hours 9 to 17</c>.</summary>
    private static bool TryHours(Reader reader, Draft draft, int start)
    {
        if (reader.Take("during", "of", "in") && (reader.Take("the") || true) && reader.Take("hours", "hour") && TryNumbers(reader, draft.Hours))
        {
            draft.WindowWords = reader.Quote(start, reader.At);
            return draft.Hours.TrueForAll(h => h <= 23) || reader.Refuse(start, "is not an hour of the day; hours go from 0 to 23");
        }

        return reader.Back(start);
    }

    private static bool TryMinutesPast(Reader reader, Draft draft, int start)
    {
        var minutes = new List<int>();
        _ = reader.Take("at", "on");
        _ = reader.Take("the");
        if (reader.Word() is [':', ..] && Vocabulary.TryDigits(reader.Word()[1..], out var colon))
        {
            reader.At++;
            minutes.Add(colon);
        }
        else if (reader.Take("hour") || reader.TakeAll("top of"))
        {
            minutes.Add(0);
            _ = reader.Back(reader.Word(-1) == "hour" ? reader.At - 1 : reader.At);
            _ = reader.Take("the", "every", "each");
            if (start == reader.At || !reader.Take("hour") || reader.Word(-2) is not ("the" or "every" or "each"))
            {
                return reader.Back(start);
            }

            return SetMinutes(reader, draft, start, minutes);
        }
        else if (reader.TakeAll("half hour") && start < reader.At - 2)
        {
            return SetMinutes(reader, draft, start, [30]);
        }
        else if (reader.Take("minute", "minutes"))
        {
            if (!TryNumbers(reader, minutes))
            {
                return reader.Back(start);
            }
        }
        else if (!TryCounted(reader, minutes))
        {
            return reader.Back(start);
        }

        var past = reader.Take("past", "after", "of");
        var before = !past && reader.Take("to", "before");
        var hour = (past || before) && (reader.Take("every", "each", "the") || true) && reader.Take("hour");
        if (past && !hour && reader.Word(-1) is "of" or "the" or "every" or "each")
        {
            // "at minute 7 of the hours 0, 3 and 7": the hours are read next.
            while (reader.Word(-1) is "of" or "the" or "every" or "each")
            {
                reader.At--;
            }
        }

        // Without the word hour only if the interval is in hours: "every hour at quarter past".
        var counting = draft.Interval?.Unit == Unit.Hour;
        var plain = reader.Word(-1) is not "past" || counting;
        if (!hour && !counting && !(reader.Word() is "of") || !hour && (before || !plain || Vocabulary.TryNumber(reader, out _)) || before && minutes is not [> 0 and < 60])
        {
            return reader.Back(start);
        }

        if (before)
        {
            minutes[0] = 60 - minutes[0];
        }

        return SetMinutes(reader, draft, start, minutes);
    }

    private static bool TryCounted(Reader reader, List<int> minutes)
    {
        if (reader.Take("quarter") || reader.TakeAll("a quarter"))
        {
            minutes.Add(15);
            return true;
        }

        if (reader.Take("half"))
        {
            minutes.Add(30);
            return reader.Word() == "past";
        }

        if (TryNumbers(reader, minutes))
        {
            _ = reader.Take("minutes", "minute", "mins", "min");
            return reader.Word() is "past" or "after" or "to" or "before";
        }

        return false;
    }

    private static bool SetMinutes(Reader reader, Draft draft, int start, List<int> minutes)
    {
        if (minutes.Exists(m => m > 59))
        {
            return reader.Refuse(start, "is not a minute of the hour; minutes go from 0 to 59");
        }

        var isEvery = draft.Interval is not null || Enumerable.Range(start, reader.At - start).Any(i => reader.Word(i - reader.At) is "every" or "each");
        draft.RecursByHour = !isEvery;
        draft.MinutesPast.AddRange(minutes);
        draft.TimeWords = reader.Quote(start, reader.At);
        draft.Interval ??= new Interval(1, Unit.Hour);
        draft.IntervalWords = draft.IntervalWords.Length > 0 ? draft.IntervalWords : draft.TimeWords;
        draft.Recurring = true;
        return true;
    }

    /// <summary><c>7, 17 and 23</c>, <c>9 to 17</c>.</summary>
    private static bool TryNumbers(Reader reader, List<int> numbers)
    {
        var end = reader.At;
        while (Vocabulary.TryNumber(reader, out var number))
        {
            numbers.Add(number);
            end = reader.At;
            if (reader.Take("to", "-") && Vocabulary.TryNumber(reader, out var last) && last < 100)
            {
                numbers.AddRange(Enumerable.Range(number + 1, Math.Max(0, last - number)));
                end = reader.At;
            }

            reader.At = end;
            while (reader.Take(",", "and"))
            {
            }
        }

        reader.At = end;
        return numbers.Count > 0;
    }
}
