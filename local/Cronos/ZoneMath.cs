using System.Runtime.InteropServices;

namespace Cronos;

/// <summary>
/// What a wall-clock time means in a zone. Only the offset in force at an instant is asked of <see cref="TimeZoneInfo"/>,
/// so that changes of a zone's standard time (a skipped day, a new base offset) count like daylight saving.
/// </summary>
internal static class ZoneMath
{
    private const long Day = TimeSpan.TicksPerDay;

    public static long OffsetAt(TimeZoneInfo zone, long utc) =>
        zone.GetUtcOffset(new DateTime(Math.Clamp(utc, 0, DateTime.MaxValue.Ticks), DateTimeKind.Utc)).Ticks;

    public static WallTime Read(TimeZoneInfo zone, long local)
    {
        // No offset is larger than 14 hours: these two are in force before and after anything that can touch this time.
        var before = OffsetAt(zone, local - Day);
        var after = OffsetAt(zone, local + Day);
        if (before == after)
        {
            return new WallTime(WallTimeKind.Once, local - before, local - before);
        }

        var early = local - before;
        var late = local - after;
        var isEarly = OffsetAt(zone, early) == before;
        var isLate = OffsetAt(zone, late) == after;
        return (isEarly, isLate) switch
        {
            (true, true) => Repeated(zone, early, late, before, after),
            (true, false) => new WallTime(WallTimeKind.Once, early, early),
            (false, true) => new WallTime(WallTimeKind.Once, late, late),
            _ => Skipped(zone, late, early, after),
        };
    }

    private static WallTime Repeated(TimeZoneInfo zone, long early, long late, long before, long after)
    {
        var change = Change(zone, early, late, after);
        return new WallTime(WallTimeKind.Twice, early, late) { From = change + after, To = change + before };
    }

    private static WallTime Skipped(TimeZoneInfo zone, long low, long high, long after)
    {
        var change = Change(zone, low, high, after);
        return new WallTime(WallTimeKind.Never, change - TimeSpan.TicksPerSecond, change);
    }

    /// <summary>The first second in (low, high] at which the new offset is in force.</summary>
    private static long Change(TimeZoneInfo zone, long low, long high, long after)
    {
        while (high - low > TimeSpan.TicksPerSecond)
        {
            var middle = low + ((high - low) / TimeSpan.TicksPerSecond / 2 * TimeSpan.TicksPerSecond);
            (low, high) = OffsetAt(zone, middle) == after ? (low, middle) : (middle, high);
        }

        return high;
    }
}

internal enum WallTimeKind
{
    Once,

    /// <summary>The clock is set back over it.</summary>
    Twice,

    /// <summary>The clock jumps over it.</summary>
    Never,
}

/// <summary>The instants of one wall-clock time, in UTC ticks.</summary>
/// <param name="Kind">How often it occurs.</param>
/// <param name="Early">The instant, or the first of two, or the last second before the jump.</param>
/// <param name="Late">The instant, or the second of two, or the first second after the jump.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct WallTime(WallTimeKind Kind, long Early, long Late)
{
    /// <summary>First wall-clock time that is repeated.</summary>
    public long From { get; init; }

    /// <summary>First wall-clock time that is no longer repeated.</summary>
    public long To { get; init; }
}
