using AgentSched.Time.Specs;

namespace AgentSched.Time.English;

/// <summary>Reads a single day or time: <c>tomorrow</c>, <c>in 2 hours</c>, <c>next Tuesday</c>, <c>24 December</c>, <c>2026-12-24</c>.</summary>
internal static partial class OnceDates
{
    public static bool TryRead(Reader reader, Draft draft)
    {
        var start = reader.At;
        if (TryPastOrNow(reader, start) || TryLater(reader, draft, start))
        {
            return true;
        }

        if (reader.Take("once", "one-time") || reader.TakeAll("one time") || reader.TakeAll("just once") || reader.TakeAll("only once"))
        {
            draft.Once = true;
            return true;
        }

        var every = reader.Take("every", "each");
        _ = reader.Take("on");
        _ = reader.Take("the");
        if (!TryDate(reader, draft, out var date) || every && date.Year is not null)
        {
            return reader.Back(start);
        }

        draft.Recurring |= every;
        return SetDate(reader, draft, start, date);
    }

    /// <summary>Reads a date without a preposition: <c>tomorrow</c>, <c>next Tuesday</c>, <c>24 December 2026</c>.</summary>
    public static bool TryDate(Reader reader, Draft draft, out WrittenDate date)
    {
        var start = reader.At;
        return TryNear(reader, draft, start, out date) || TryNamed(reader, start, out date) || TryWritten(reader, start, out date);
    }

    private static bool TryPastOrNow(Reader reader, int start)
    {
        if (reader.Take("yesterday") || reader.TakeAll("the day before yesterday") || reader.TakeAll("day before yesterday"))
        {
            return reader.Refuse(start, "lies in the past; try \"tomorrow at 9:00\"");
        }

        if (Intervals.TryLength(reader, bareUnit: false, out _) && reader.Take("ago"))
        {
            return reader.Refuse(start, "lies in the past; try \"in 2 hours\"");
        }

        reader.At = start;
        if (reader.Take("now", "immediately") || reader.TakeAll("right now") || reader.TakeAll("right away") || reader.Take("asap"))
        {
            return reader.Refuse(start, "is not a schedule; run it directly instead, or try \"in 5 minutes\"");
        }

        return false;
    }

    /// <summary><c>in 2 hours</c>, <c>two hours from now</c>. Lengths of days and more keep the time of day, unless another one is given.</summary>
    private static bool TryLater(Reader reader, Draft draft, int start)
    {
        var ahead = reader.Take("in");
        if (!Intervals.TryLength(reader, bareUnit: false, out var length) || !ahead && !reader.TakeAll("from now"))
        {
            return reader.Back(start);
        }

        if (ahead)
        {
            _ = reader.TakeAll("from now");
        }

        if (length.Count == 0 || length.Count > 10_000 && length.Unit >= Unit.Day)
        {
            return reader.Refuse(start, "is not a time that can be scheduled; try \"in 5 minutes\"");
        }

        if (draft.Instant is not null || draft.Date is not null)
        {
            return reader.Refuse(start, $"cannot be combined with \"{draft.DateWords}\"; name only one time");
        }

        draft.DateWords = reader.Quote(start, reader.At);
        draft.Instant = length.Unit switch
        {
            Unit.Month => InDays(draft, draft.Today.AddMonths(length.Count)),
            Unit.Day or Unit.Week => InDays(draft, draft.Today.AddDays(length.Count * (length.Unit == Unit.Week ? 7 : 1))),
            _ => draft.Now.AddSeconds(Intervals.Seconds(length)),
        };
        if (length.Unit >= Unit.Day)
        {
            var day = TimeZoneInfo.ConvertTime(draft.Instant.Value, draft.Zone);
            draft.Date = new WrittenDate(day.Year, day.Month, day.Day, draft.DateWords);
        }

        return true;
    }

    private static DateTimeOffset InDays(Draft draft, DateOnly day) =>
        LocalTime.ToInstant(day.ToDateTime(TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(draft.Now, draft.Zone).DateTime)), draft.Zone);

    private static bool SetDate(Reader reader, Draft draft, int start, WrittenDate date)
    {
        if (draft.Date is not null || draft.Instant is not null)
        {
            return reader.Refuse(start, $"cannot be combined with \"{draft.DateWords}\"; name only one day");
        }

        draft.Date = date;
        draft.DateWords = reader.Quote(start, reader.At);
        return true;
    }

    private static bool TryNear(Reader reader, Draft draft, int start, out WrittenDate date)
    {
        date = default;
        if (reader.Take("today", "tonight", "tomorrow") || reader.TakeAll("day after tomorrow") || reader.TakeAll("the day after tomorrow"))
        {
            var days = reader.Word(-1) == "tomorrow" ? (reader.At - start > 1 ? 2 : 1) : 0;
            if (reader.Word(-1) == "tonight")
            {
                draft.PartOfDay = "night";
            }

            return Is(draft.Today.AddDays(days), reader, start, out date);
        }

        if (reader.TakeAll("this morning") || reader.TakeAll("this afternoon") || reader.TakeAll("this evening"))
        {
            draft.PartOfDay = reader.Word(-1);
            return Is(draft.Today, reader, start, out date);
        }

        // "Monday next week", "next week on Monday": weeks start on Monday.
        var week = draft.Today.AddDays(7 - ((int)draft.Today.DayOfWeek + 6) % 7);
        if (Vocabulary.TryDay(reader.Word(), out var day, out var many) && !many && reader.Word(1) == "next" && reader.Word(2) == "week")
        {
            reader.At += 3;
            return Is(week.AddDays((day + 6) % 7), reader, start, out date);
        }

        if (reader.TakeAll("next week") && (reader.Take("on") || true) && Vocabulary.TryDay(reader.Word(), out day, out many) && !many)
        {
            reader.At++;
            return Is(week.AddDays((day + 6) % 7), reader, start, out date);
        }

        reader.At = start;
        var takesToday = !reader.Take("next") && reader.Take("this") && (reader.Take("coming") || true);
        if ((reader.At > start || reader.Take("coming")) && Vocabulary.TryDay(reader.Word(), out day, out many) && !many)
        {
            reader.At++;
            var ahead = (day - (int)draft.Today.DayOfWeek + 7) % 7;
            return Is(draft.Today.AddDays(ahead == 0 && !takesToday ? 7 : ahead), reader, start, out date);
        }

        return reader.Back(start);
    }
}
