namespace AgentSched.Time.Specs;

/// <summary>Maps local times to instants; the only such rule: a repeated time means its first pass, a skipped time means the end of the gap.</summary>
internal static class LocalTime
{
    public static DateTimeOffset ToInstant(DateTime local, TimeZoneInfo zone)
    {
        // Computed from offsets, because the zone data do not flag every gap: the earlier of the two candidates that shows this local time, if any.
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

    /// <summary>The instant of the clock change, to the second, between an instant with the old offset and one with the new offset.</summary>
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
