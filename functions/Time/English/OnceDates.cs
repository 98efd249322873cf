using System.Globalization;
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

        if (TryStamp(reader, draft, start))
        {
            return true;
        }

        var every = reader.Take("every", "each");
        _ = reader.Take("on") || reader.Word(1) is [_, _, _, _, '-', ..] && reader.Take("at");
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

    /// <summary><c>2026-12-01T09:00:00+02:00</c>: an instant, whatever the zone.</summary>
    private static bool TryStamp(Reader reader, Draft draft, int start)
    {
        _ = reader.Take("at", "on");
        var day = reader.Word();
        reader.At++;
        _ = reader.Take("t");
        var (time, sign, offset) = (reader.Word(), reader.Word(1), reader.Word(2));
        if (day.Length != 10 || sign is not ("+" or "-") || !reader.Touches(1) || !reader.Touches(2) || time.Length < 4
            || !DateTimeOffset.TryParseExact($"{day}T{time}{sign}{offset}", ["yyyy-MM-dd'T'H:mm:sszzz", "yyyy-MM-dd'T'H:mmzzz"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant))
        {
            return reader.Back(start);
        }

        reader.At += 3;
        if (draft.Instant is not null || draft.Date is not null)
        {
            return reader.Refuse(start, $"cannot be combined with \"{draft.DateWords}\"; name only one time");
        }

        draft.DateWords = reader.Quote(start, reader.At);
        draft.Instant = instant.ToUniversalTime();
        return instant > draft.Now || reader.Refuse(start, "lies in the past; try \"tomorrow at 9:00\"");
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
        if (!Intervals.TryLength(reader, bareUnit: false, out var length) || !ahead && !reader.TakeAll("from now") && !(length.Unit >= Unit.Day && (reader.TakeAll("from today") || reader.TakeAll("from tomorrow"))))
        {
            return reader.Back(start);
        }

        var fromTomorrow = !ahead && reader.Word(-1) == "tomorrow" ? 1 : 0;

        if (ahead)
        {
            _ = reader.TakeAll("from now");
        }

        if (length.Count == 0 || length.Count > 10_000 && length.Unit >= Unit.Day || length.Unit < Unit.Day && Intervals.Seconds(length) > 10_000L * 86_400)
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
            Unit.Month => InDays(draft, draft.Today.AddDays(fromTomorrow).AddMonths(length.Count)),
            Unit.Day or Unit.Week => InDays(draft, draft.Today.AddDays(fromTomorrow + length.Count * (length.Unit == Unit.Week ? 7 : 1))),
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
