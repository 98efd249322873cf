namespace AgentSched.Time.Specs;

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
