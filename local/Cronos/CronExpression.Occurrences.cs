namespace Cronos;

public sealed partial class CronExpression
{
    public IEnumerable<DateTime> GetOccurrences(
        DateTime fromUtc, DateTime toUtc, bool fromInclusive = true, bool toInclusive = false) =>
        GetOccurrences(fromUtc, toUtc, TimeZoneInfo.Utc, fromInclusive, toInclusive);

    public IEnumerable<DateTime> GetOccurrences(
        DateTime fromUtc, DateTime toUtc, TimeZoneInfo zone, bool fromInclusive = true, bool toInclusive = false)
    {
        ArgumentNullException.ThrowIfNull(zone);
        RequireUtc(fromUtc, nameof(fromUtc));
        RequireUtc(toUtc, nameof(toUtc));
        RequireOrder(fromUtc <= toUtc, "not later", nameof(fromUtc));
        return Walk(
            (at, inclusive) => GetNextOccurrence(at, zone, inclusive), fromUtc, fromInclusive, at => toInclusive ? at <= toUtc : at < toUtc);
    }

    public IEnumerable<DateTimeOffset> GetOccurrences(
        DateTimeOffset from, DateTimeOffset to, TimeZoneInfo zone, bool fromInclusive = true, bool toInclusive = false)
    {
        ArgumentNullException.ThrowIfNull(zone);
        RequireOrder(from <= to, "not later", nameof(from));
        return Walk(
            (at, inclusive) => GetNextOccurrence(at, zone, inclusive), from, fromInclusive, at => toInclusive ? at <= to : at < to);
    }

    public IEnumerable<DateTime> GetOccurrencesDescending(
        DateTime fromUtc, DateTime toUtc, bool fromInclusive = true, bool toInclusive = false) =>
        GetOccurrencesDescending(fromUtc, toUtc, TimeZoneInfo.Utc, fromInclusive, toInclusive);

    public IEnumerable<DateTime> GetOccurrencesDescending(
        DateTime fromUtc, DateTime toUtc, TimeZoneInfo zone, bool fromInclusive = true, bool toInclusive = false)
    {
        ArgumentNullException.ThrowIfNull(zone);
        RequireUtc(fromUtc, nameof(fromUtc));
        RequireUtc(toUtc, nameof(toUtc));
        RequireOrder(fromUtc >= toUtc, "not earlier", nameof(fromUtc));
        return Walk(
            (at, inclusive) => GetPreviousOccurrence(at, zone, inclusive), fromUtc, fromInclusive, at => toInclusive ? at >= toUtc : at > toUtc);
    }

    public IEnumerable<DateTimeOffset> GetOccurrencesDescending(
        DateTimeOffset from, DateTimeOffset to, TimeZoneInfo zone, bool fromInclusive = true, bool toInclusive = false)
    {
        ArgumentNullException.ThrowIfNull(zone);
        RequireOrder(from >= to, "not earlier", nameof(from));
        return Walk(
            (at, inclusive) => GetPreviousOccurrence(at, zone, inclusive), from, fromInclusive, at => toInclusive ? at >= to : at > to);
    }

    private static IEnumerable<T> Walk<T>(Func<T, bool, T?> step, T from, bool fromInclusive, Func<T, bool> isWithin)
        where T : struct
    {
        for (var at = step(from, fromInclusive); at is { } occurrence && isWithin(occurrence); at = step(occurrence, false))
        {
            yield return occurrence;
        }
    }

    private static void RequireOrder(bool isOrdered, string how, string name)
    {
        if (!isOrdered)
        {
            throw new ArgumentException($"The start must be {how} than the end.", name);
        }
    }
}
