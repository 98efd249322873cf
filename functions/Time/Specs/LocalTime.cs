namespace AgentSched.Time.Specs;

/// <summary>Maps local times to instants. By default, a repeated time means its first pass and a skipped time means the end of the gap.</summary>
internal static class LocalTime
{
    /// <summary>The first local time of which the instant can be found in every zone.</summary>
    public static readonly DateTime First = new(1, 1, 3);

    /// <summary>The last such local time.</summary>
    public static readonly DateTime Last = new(9999, 12, 28);

    /// <summary>The instant of a local time, by the default rules.</summary>
    public static DateTimeOffset ToInstant(DateTime local, TimeZoneInfo zone) => ToInstants(local, zone, DstGap.Shift, DstOverlap.First)[0];

    /// <summary>
    /// The instants of a local time, in order: one; two where the clocks repeat it and both passes count; none where they skip it and the rule
    /// does, too. A time before <see cref="First"/> or after <see cref="Last"/> counts as that one.
    /// </summary>
    public static DateTimeOffset[] ToInstants(DateTime local, TimeZoneInfo zone, DstGap gap, DstOverlap overlap)
    {
        // Computed from offsets, because the zone data do not flag every gap: the candidates that show this local time.
        var wall = DateTime.SpecifyKind(local < First ? First : local > Last ? Last : local, DateTimeKind.Unspecified);
        var before = zone.GetUtcOffset(new DateTimeOffset(wall, TimeSpan.Zero).AddDays(-1));
        var after = zone.GetUtcOffset(new DateTimeOffset(wall, TimeSpan.Zero).AddDays(1));
        var (early, late) = (new DateTimeOffset(wall, before), new DateTimeOffset(wall, after));
        return (zone.GetUtcOffset(early) == before, zone.GetUtcOffset(late) == after) switch
        {
            (true, true) when before != after && overlap != DstOverlap.First => overlap == DstOverlap.Last ? [late.ToUniversalTime()] : [early.ToUniversalTime(), late.ToUniversalTime()],
            (true, _) => [early.ToUniversalTime()],
            (false, true) => [late.ToUniversalTime()],
            _ => gap == DstGap.Skip ? [] : [ChangeBetween(late, early, zone)],
        };
    }

    /// <summary>The instant of the clock change, to the second, between an instant with the old offset and one with the new offset.</summary>
    public static DateTimeOffset ChangeBetween(DateTimeOffset old, DateTimeOffset fresh, TimeZoneInfo zone)
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
