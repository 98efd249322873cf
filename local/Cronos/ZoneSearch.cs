namespace Cronos;

/// <summary>Occurrences in a zone: found on the wall clock, then mapped to the instants that the daylight saving rule gives.</summary>
/// <remarks>
/// A skipped time moves to the edge of the jump. A repeated time runs in its first pass only; an interval runs in both.
/// All values are ticks of whole seconds; the result is UTC, or <see cref="WallClock.None"/>.
/// </remarks>
internal static class ZoneSearch
{
    private const long Second = TimeSpan.TicksPerSecond;

    /// <summary>9999-12-31T23:59:59.</summary>
    private const long LastSecond = 3155378975990000000;

    public static long Next(in CronSchedule schedule, TimeZoneInfo zone, long utc, bool inclusive)
    {
        var local = utc + ZoneMath.OffsetAt(zone, utc);
        // An excluded start is left on the wall clock, not in UTC: just before a jump that leads into the skipped times.
        var from = inclusive ? local : local + Second;
        var here = Read(zone, local);
        if (here.Kind == WallTimeKind.Twice)
        {
            if (utc == here.Early)
            {
                var first = AtOrAfter(schedule, from);
                if (first != WallClock.None && first < here.To)
                {
                    return first - (local - here.Early);
                }

                from = here.From;
            }

            var second = schedule.IsInterval ? AtOrAfter(schedule, from) : WallClock.None;
            if (second != WallClock.None && second < here.To)
            {
                return second - (local - here.Late);
            }

            from = here.To;
        }

        var match = AtOrAfter(schedule, from);
        if (match == WallClock.None)
        {
            return WallClock.None;
        }

        var time = ZoneMath.Read(zone, match);
        return InRange(time.Kind == WallTimeKind.Never ? time.Late : time.Early);
    }

    public static long Previous(in CronSchedule schedule, TimeZoneInfo zone, long utc, bool inclusive)
    {
        var local = utc + ZoneMath.OffsetAt(zone, utc);
        var from = inclusive ? local : local - Second;
        var here = Read(zone, local);
        if (here.Kind == WallTimeKind.Twice)
        {
            if (utc == here.Late)
            {
                var second = schedule.IsInterval ? AtOrBefore(schedule, from) : WallClock.None;
                if (second >= here.From)
                {
                    return second - (local - here.Late);
                }

                from = here.To - Second;
            }

            var first = AtOrBefore(schedule, from);
            if (first >= here.From)
            {
                return first - (local - here.Early);
            }

            from = here.From - Second;
        }

        var match = AtOrBefore(schedule, from);
        if (match == WallClock.None)
        {
            return WallClock.None;
        }

        var time = ZoneMath.Read(zone, match);
        return InRange(time.Kind == WallTimeKind.Twice && schedule.IsInterval ? time.Late : time.Early);
    }

    private static WallTime Read(TimeZoneInfo zone, long local) => ZoneMath.Read(zone, Math.Clamp(local, 0, LastSecond));

    private static long AtOrAfter(in CronSchedule schedule, long local) =>
        local > LastSecond ? WallClock.None : WallClock.AtOrAfter(schedule, Math.Max(local, 0));

    private static long AtOrBefore(in CronSchedule schedule, long local) =>
        local < 0 ? WallClock.None : WallClock.AtOrBefore(schedule, Math.Min(local, LastSecond));

    private static long InRange(long utc) => utc is < 0 or > LastSecond ? WallClock.None : utc;
}
