namespace AgentSched.Tests.Time.Specs.Oracle;

/// <summary>A change of a zone's offset.</summary>
/// <param name="Zone">Where.</param>
/// <param name="Utc">First minute with the new offset.</param>
/// <param name="Before">Offset until then.</param>
/// <param name="After">Offset from then on.</param>
internal sealed record ZoneTransition(TimeZoneInfo Zone, DateTime Utc, TimeSpan Before, TimeSpan After)
{
    /// <summary>All changes in these years (both included), found by asking for the offset of every hour.</summary>
    public static IEnumerable<ZoneTransition> Of(TimeZoneInfo zone, int firstYear, int lastYear)
    {
        var at = new DateTime(firstYear, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var end = new DateTime(lastYear + 1, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var offset = zone.GetUtcOffset(at);
        for (; at < end; at = at.AddHours(1))
        {
            var next = zone.GetUtcOffset(at.AddHours(1));
            if (next == offset)
            {
                continue;
            }

            var minute = at;
            while (zone.GetUtcOffset(minute) == offset)
            {
                minute = minute.AddMinutes(1);
            }

            yield return new ZoneTransition(zone, minute, offset, next);
            offset = next;
        }
    }

    public override string ToString() => $"{Zone.Id} {Utc:yyyy-MM-dd'T'HH:mm}Z {Before} -> {After}";
}
