using System.Globalization;

namespace AgentSched.Time.English;

/// <summary>Reads how often: <c>every 4 hours</c>, <c>hourly</c>, <c>twice a day</c>, <c>every morning</c>.</summary>
internal static partial class Intervals
{
    private static readonly Dictionary<string, Unit> Units = new(StringComparer.Ordinal)
    {
        ["second"] = Unit.Second, ["seconds"] = Unit.Second, ["sec"] = Unit.Second, ["secs"] = Unit.Second, ["s"] = Unit.Second,
        ["minute"] = Unit.Minute, ["minutes"] = Unit.Minute, ["min"] = Unit.Minute, ["mins"] = Unit.Minute, ["m"] = Unit.Minute,
        ["hour"] = Unit.Hour, ["hours"] = Unit.Hour, ["hr"] = Unit.Hour, ["hrs"] = Unit.Hour, ["h"] = Unit.Hour,
        ["day"] = Unit.Day, ["days"] = Unit.Day, ["d"] = Unit.Day,
        ["week"] = Unit.Week, ["weeks"] = Unit.Week,
        ["month"] = Unit.Month, ["months"] = Unit.Month,
        ["quarter"] = Unit.Month, ["quarters"] = Unit.Month,
        ["year"] = Unit.Month, ["years"] = Unit.Month,
    };

    private static readonly Dictionary<string, Interval> Adverbs = new(StringComparer.Ordinal)
    {
        ["minutely"] = new(1, Unit.Minute), ["hourly"] = new(1, Unit.Hour), ["daily"] = new(1, Unit.Day), ["everyday"] = new(1, Unit.Day), ["nightly"] = new(1, Unit.Day),
        ["weekly"] = new(1, Unit.Week), ["fortnightly"] = new(2, Unit.Week), ["monthly"] = new(1, Unit.Month),
        ["quarterly"] = new(3, Unit.Month), ["yearly"] = new(12, Unit.Month), ["semiannually"] = new(6, Unit.Month), ["annually"] = new(12, Unit.Month),
    };

    public static bool IsUnit(string word) => Units.ContainsKey(word);

    public static bool IsAdverb(string word) => Adverbs.ContainsKey(word);

    public static bool TryRead(Reader reader, Draft draft)
    {
        var start = reader.At;
        return TryAdverb(reader, draft, start) || TryTimesADay(reader, draft, start) || TryEvery(reader, draft, start);
    }

    private static bool TryAdverb(Reader reader, Draft draft, int start)
    {
        if (reader.Word() is "half" && reader.Word(1) == "hourly")
        {
            reader.At += 2;
            return Set(reader, draft, start, new Interval(30, Unit.Minute));
        }

        if (reader.Word() is "semi" or "bi" or "tri" or "half" && IsAdverb(reader.Word(1)))
        {
            reader.At += 2;
            return reader.Refuse(start, Clear(reader.Word(-1)));
        }

        _ = reader.TakeAll("once") && !IsAdverb(reader.Word()) && reader.Back(start);
        if (Adverbs.TryGetValue(reader.Word(), out var interval))
        {
            if (reader.Word() == "nightly" && draft.Interval is not null && draft.PartOfDay != "night")
            {
                reader.At++;
                return reader.Refuse(start, $"cannot be combined with \"{draft.IntervalWords}\"; use only one of them");
            }

            draft.PartOfDay = reader.Word() == "nightly" ? "night" : draft.PartOfDay;
            reader.At++;
            return Set(reader, draft, start, interval);
        }

        if (reader.Take("biweekly", "bimonthly", "semiweekly", "biannually", "semimonthly", "biennially"))
        {
            return reader.Refuse(start, Clear(reader.Word(-1)));
        }

        return reader.Back(start);
    }

    /// <summary>Why "bi" or "semi" before an adverb is refused, with both of its meanings.</summary>
    private static string Clear(string adverb) => adverb switch
    {
        _ when adverb.EndsWith("monthly", StringComparison.Ordinal) => "may be twice a month or every 2 months; say \"on the 1st and 15th of the month at 9:00\" or \"every 2 months on the 1st at 9:00\"",
        _ when adverb.EndsWith("weekly", StringComparison.Ordinal) => "may be twice a week or every 2 weeks; say \"every Monday and Thursday at 9:00\" or \"every 2 weeks on Monday at 9:00\"",
        _ when adverb.EndsWith("daily", StringComparison.Ordinal) => "may be twice a day or every 2 days; say \"every day at 9:00 and 21:00\" or \"every 2 days at 9:00\"",
        _ => "may be twice a year or every 2 years; say \"every 6 months on the 1st at 9:00\" or name the dates",
    };

    /// <summary><c>twice a day</c>, <c>3 times a day</c>, <c>twice daily</c>, <c>once a week</c>.</summary>
    private static bool TryTimesADay(Reader reader, Draft draft, int start)
    {
        int times;
        if (reader.Take("once", "twice", "thrice"))
        {
            times = reader.Word(-1) switch { "once" => 1, "twice" => 2, _ => 3 };
        }
        else if (!Vocabulary.TryNumber(reader, out times) || !reader.Take("times", "x"))
        {
            return TryDaysAWeek(reader, draft, start);
        }

        Interval interval;
        if (reader.Take("a", "an", "per", "each", "every"))
        {
            if (!TryLength(reader, bareUnit: true, out interval) || interval.Count != 1 && interval is not { Unit: Unit.Month, Count: 3 or 12 } && times != 1)
            {
                return reader.Back(start);
            }
        }
        else if (Adverbs.TryGetValue(reader.Word(), out interval))
        {
            reader.At++;
        }
        else
        {
            return reader.Back(start);
        }

        if (times == 0)
        {
            return reader.Refuse(start, "never occurs; say \"every day at 9am\"");
        }

        if (times > 1 && interval == new Interval(1, Unit.Hour) && 60 % times == 0)
        {
            return Set(reader, draft, start, new Interval(60 / times, Unit.Minute));
        }

        draft.TimesADay = interval.Unit < Unit.Day && times == 1 ? 0 : times;
        if (times > 1 && interval != new Interval(1, Unit.Day) && interval != new Interval(1, Unit.Week) && interval != new Interval(1, Unit.Month))
        {
            return reader.Refuse(start, "does not say when; name the times, as in \"every day at 9:00 and 17:00\"");
        }

        return Set(reader, draft, start, interval);
    }

    /// <summary>Refuses <c>5 days a week</c>, which does not say which.</summary>
    private static bool TryDaysAWeek(Reader reader, Draft draft, int start)
    {
        reader.At = start;
        if (!Vocabulary.TryNumber(reader, out _) || !reader.Take("day", "days") || !reader.Take("a", "per", "each", "every") || !reader.Take("week", "month"))
        {
            return reader.Back(start);
        }

        (draft.Interval, draft.IntervalWords) = (new Interval(1, reader.Word(-1) == "week" ? Unit.Week : Unit.Month), reader.Quote(start, reader.At));
        return reader.Refuse(start, "does not say which days; name them, as in \"every weekday at 9:00\"");
    }

    private static bool TryEvery(Reader reader, Draft draft, int start)
    {
        _ = reader.TakeAll("each and") && reader.Word() != "every" && reader.Back(start);
        if (!reader.Take("every", "each") || reader.Word() is "week" && reader.Word(1) is "day" or "days")
        {
            return reader.Back(start);
        }

        _ = reader.Word(1) == "day" && reader.Take("single");
        draft.LeapYears |= reader.Word(1) == "year" && reader.Take("leap");
        var begin = reader.At;
        if (reader.Take("morning", "afternoon", "evening", "night"))
        {
            if (draft.Interval is not null && draft.PartOfDay != reader.Word(-1))
            {
                return reader.Refuse(start, $"cannot be combined with \"{draft.IntervalWords}\"; say the times, as in \"every day at 9:00 and 20:00\"");
            }

            draft.PartOfDay = reader.Word(-1);
            return Set(reader, draft, start, new Interval(1, Unit.Day));
        }

        if (reader.Take("fortnight"))
        {
            return Set(reader, draft, start, new Interval(2, Unit.Week));
        }

        if (TryFactor(reader, out var factor) && reader.Word() is var name && Units.TryGetValue(name, out var unit))
        {
            reader.At++;
            return Set(reader, draft, start, new Interval(factor * (name is "quarter" ? 3 : name is "year" ? 12 : 1), unit));
        }

        if (factor == 2 && reader.Word(-1) is "other" or "alternate" && Vocabulary.TryDay(reader.Word(), out var day, out _))
        {
            reader.At++;
            draft.Weekdays = 1 << day;
            draft.WeekdayWords = reader.Quote(start, reader.At);
            return Set(reader, draft, start, new Interval(2, Unit.Week));
        }

        // "every second Tuesday" and "every second and fourth Tuesday" are not "every second".
        if (Vocabulary.TryDay(reader.Word(), out _, out _) || reader.Take("and", ",") && Vocabulary.TryOrdinal(reader, out _))
        {
            return reader.Back(start);
        }

        reader.At = begin;
        return TryLength(reader, bareUnit: true, out var interval) ? Set(reader, draft, start, interval) : reader.Back(start);
    }

    /// <summary><c>other</c>, <c>second</c>, <c>3rd</c>.</summary>
    private static bool TryFactor(Reader reader, out int factor)
    {
        factor = 2;
        return reader.Take("other", "alternate") || Vocabulary.TryOrdinal(reader, out factor);
    }

    private static bool Set(Reader reader, Draft draft, int start, Interval interval)
    {
        draft.RecursByHour = false;
        if (interval.Count == 0)
        {
            return reader.Refuse(start, "is not an interval; the shortest is \"every minute\"");
        }

        _ = interval == new Interval(1, Unit.Day) && reader.TakeAll("of the week");

        // "every 2 hours every day" is every 2 hours.
        if (draft.Interval is { } first && (first == new Interval(1, Unit.Day) && interval.Unit < Unit.Day || interval == new Interval(1, Unit.Day) && first.Unit < Unit.Day))
        {
            (draft.Interval, draft.IntervalWords) = interval.Unit < Unit.Day ? (interval, reader.Quote(start, reader.At)) : (first, draft.IntervalWords);
            return true;
        }

        // "every evening and every day": one of them would be dropped.
        if (draft is { Interval: not null, HasAnd: true, PartOfDay: not null })
        {
            return reader.Refuse(start, $"cannot be combined with \"{draft.IntervalWords}\"; use only one of them");
        }

        // "every month" with "third Thursday", and "daily" with "every day", add nothing.
        if (draft.Interval is { } other && other != interval)
        {
            return reader.Refuse(start, string.Create(CultureInfo.InvariantCulture, $"cannot be combined with \"{draft.IntervalWords}\"; use only one of them"));
        }

        draft.Interval = interval;
        draft.IntervalWords = reader.Quote(start, reader.At);
        draft.Recurring = true;
        return true;
    }
}
