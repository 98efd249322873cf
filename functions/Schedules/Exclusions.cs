using System.Globalization;

namespace AgentSched.Schedules;

/// <summary>Days of a zone's calendar on which nothing takes place.</summary>
internal sealed class Exclusions(IReadOnlyList<(DateOnly First, DateOnly Last)> ranges, TimeZoneInfo zone)
{
    /// <summary>Reads <c>2026-12-24</c> or <c>2026-12-24/2026-12-26</c>.</summary>
    public static bool TryParse(string text, out (DateOnly First, DateOnly Last) range)
    {
        range = default;
        var ends = text.Split('/');
        if (ends.Length > 2 || !TryParseDay(ends[0], out var first) || !TryParseDay(ends[^1], out var last) || last < first)
        {
            return false;
        }

        range = (first, last);
        return true;
    }

    /// <summary>Where an instant lies on an excluded day: the last tick before the first day after it. Null: it does not.</summary>
    public DateTimeOffset? EndOf(DateTimeOffset instant)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);
        foreach (var (first, last) in ranges)
        {
            if (day >= first && day <= last)
            {
                return LocalTime.ToInstant(last.AddDays(1).ToDateTime(TimeOnly.MinValue), zone).AddTicks(-1);
            }
        }

        return null;
    }

    private static bool TryParseDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day) && day < DateOnly.MaxValue;
}

/// <summary>The one rule for a local time that is written down: a repeated one means the first, one that is jumped over means the end of the jump.</summary>
internal static class LocalTime
{
    public static DateTimeOffset ToInstant(DateTime local, TimeZoneInfo zone)
    {
        // By offsets alone, as the zone data do not flag every gap: the earlier of the two readings that shows this time, if one does.
        var wall = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        var before = zone.GetUtcOffset(new DateTimeOffset(wall, TimeSpan.Zero).AddDays(-1));
        var after = zone.GetUtcOffset(new DateTimeOffset(wall, TimeSpan.Zero).AddDays(1));
        var early = new DateTimeOffset(wall, before);
        if (zone.GetUtcOffset(early) == before)
        {
            return early.ToUniversalTime();
        }

        var late = new DateTimeOffset(wall, after);
        return zone.GetUtcOffset(late) == after ? late.ToUniversalTime() : EndOfGap(late, early, zone);
    }

    /// <summary>The moment of the jump, to the second, between two instants of which the first has the old offset and the second the new one.</summary>
    private static DateTimeOffset EndOfGap(DateTimeOffset old, DateTimeOffset fresh, TimeZoneInfo zone)
    {
        var offset = zone.GetUtcOffset(fresh);
        var (low, high) = (old.ToUnixTimeSeconds(), fresh.ToUnixTimeSeconds());
        while (high - low > 1)
        {
            var middle = low + (high - low) / 2;
            (low, high) = zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(middle)) == offset ? (low, middle) : (middle, high);
        }

        return DateTimeOffset.FromUnixTimeSeconds(high);
    }
}
