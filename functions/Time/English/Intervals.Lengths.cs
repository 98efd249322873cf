namespace AgentSched.Time.English;

/// <content>Reads the length of an interval.</content>
internal static partial class Intervals
{
    /// <summary>Upper bound of a count of units; larger ones are no length.</summary>
    private const int MostCounted = 100_000;

    /// <summary>Reads <c>2 hours</c>, <c>2 hours and 30 minutes</c>, <c>1h30m</c>, <c>half an hour</c>, <c>an hour and a half</c>, <c>1.5 hours</c>.</summary>
    /// <param name="reader">Not advanced if there is no length.</param>
    /// <param name="bareUnit">Whether a unit alone means one of it, as after "every".</param>
    /// <param name="interval">The length.</param>
    public static bool TryLength(Reader reader, bool bareUnit, out Interval interval)
    {
        var start = reader.At;
        interval = default;
        if (reader.TakeAll("half an hour") || reader.TakeAll("half hour") || reader.TakeAll("half a hour"))
        {
            interval = new Interval(30, Unit.Minute);
            return true;
        }

        if (reader.TakeAll("quarter of an hour") || reader.TakeAll("a quarter of an hour") || reader.TakeAll("quarter hour") || reader.TakeAll("quarter of a hour"))
        {
            interval = new Interval(15, Unit.Minute);
            return true;
        }

        if (reader.Word().Split('.') is [var whole, "5"] && Vocabulary.TryDigits(whole, out var half) && Units.TryGetValue(reader.Word(1), out var halved) && halved is Unit.Hour or Unit.Minute or Unit.Day or Unit.Week && half <= MostCounted)
        {
            reader.At += 2;
            interval = Smaller(half, 1, 2, halved);
            return true;
        }

        var counted = Vocabulary.TryNumber(reader, out var count) || (count = 1) > 0 && reader.Take("a", "an");
        var andHalf = counted && reader.TakeAll("and a half");
        if (!counted && !bareUnit || !Units.TryGetValue(reader.Word(), out var unit) || count > MostCounted || andHalf && unit is Unit.Second or Unit.Month)
        {
            return reader.Back(start);
        }

        var name = reader.Word();
        reader.At++;
        interval = andHalf || unit == Unit.Hour && reader.TakeAll("and a half")
            ? Smaller(count, 1, 2, unit)
            : new Interval(count * (name.StartsWith("quarter", StringComparison.Ordinal) ? 3 : name.StartsWith("year", StringComparison.Ordinal) ? 12 : 1), unit);
        return (counted || count == 1) && AndMore(reader, ref interval);
    }

    private static bool AndMore(Reader reader, ref Interval interval)
    {
        var at = reader.At;
        _ = reader.Take("and", ",");
        if (interval.Unit is Unit.Day or Unit.Hour or Unit.Minute && Vocabulary.TryNumber(reader, out var more) && more <= MostCounted
            && Units.TryGetValue(reader.Word(), out var smaller) && smaller < interval.Unit
            && Seconds(interval) / Seconds(new Interval(1, smaller)) + more is <= int.MaxValue and var sum)
        {
            reader.At++;
            interval = new Interval((int)sum, smaller);
            return true;
        }

        reader.At = at;
        return true;
    }

    private static Interval Smaller(int count, int over, int under, Unit unit)
    {
        var (factor, smaller) = unit switch { Unit.Hour => (60, Unit.Minute), Unit.Minute => (60, Unit.Second), Unit.Week => (168, Unit.Hour), _ => (24, Unit.Hour) };
        return new Interval(count * factor + factor * over / under, smaller);
    }

    /// <summary>The length in seconds; months have no fixed length.</summary>
    public static long Seconds(Interval interval) => interval.Count * interval.Unit switch
    {
        Unit.Second => 1L,
        Unit.Minute => 60,
        Unit.Hour => 3600,
        Unit.Day => 86_400,
        _ => 604_800,
    };
}
