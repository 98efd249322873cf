using Cronos;

namespace AgentSched.Time.Specs;

/// <summary>
/// Computes the occurrences of a cron expression in a time zone. Cronos does the calendar arithmetic, without a zone; the local times that
/// it returns are mapped to instants here, using only the zone's UTC offsets.
/// </summary>
/// <remarks>
/// Cronos' own mapping relies on <see cref="TimeZoneInfo.IsInvalidTime"/> and <see cref="TimeZoneInfo.IsAmbiguousTime(DateTime)"/>, which do not report
/// every change: negative daylight saving (Dublin, Casablanca) and changes of the base offset (Amman, Volgograd, Apia) are missing. There Cronos
/// returns an instant at or before the given one, so that an iteration never ends, or omits the second pass of an interval (<c>bench cron-oracle</c>).
/// A skipped local time moves to the end of the gap; a repeated one runs in the first pass; an interval runs in both.
/// </remarks>
internal sealed class ZonedCron(CronExpression expression, bool isInterval, TimeZoneInfo zone)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>More than the largest offset and the longest gap: every clock change that can affect a local time is within this distance before or after it.</summary>
    private static readonly TimeSpan Reach = TimeSpan.FromDays(1);

    /// <summary>The first occurrence strictly after an instant; null: there is none.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset instant) =>
        NextAfterSecond(WholeSecond(instant.UtcDateTime)) is { } next && next > instant.UtcDateTime ? new DateTimeOffset(next) : null;

    private DateTime? NextAfterSecond(DateTime utc)
    {
        var local = Shift(utc, Offset(utc));
        var from = Shift(local, Second);
        if (Map(local) is { Kind: Occurs.Twice } here)
        {
            if (utc == here.First)
            {
                if (Match(from) is { } first && first < here.RepeatEnd)
                {
                    return here.First + (first - local);
                }

                from = here.RepeatStart;
            }

            if (isInterval && Match(from) is { } second && second < here.RepeatEnd)
            {
                return here.Second + (second - local);
            }

            from = here.RepeatEnd;
        }

        return Match(from) is { } match ? Map(match).First : null;
    }

    /// <summary>The first matching local time at or after another one.</summary>
    private DateTime? Match(DateTime local) => expression.GetNextOccurrence(local, inclusive: true);

    private LocalTimeMap Map(DateTime local)
    {
        var (before, after) = (Offset(Shift(local, -Reach)), Offset(Shift(local, Reach)));
        var (early, late) = (Shift(local, -before), Shift(local, -after));
        if (before == after)
        {
            return new LocalTimeMap(Occurs.Once, early, early);
        }

        return (Offset(early) == before, Offset(late) == after) switch
        {
            (true, true) => Repeated(early, late, before, after),
            (true, false) => new LocalTimeMap(Occurs.Once, early, early),
            (false, true) => new LocalTimeMap(Occurs.Once, late, late),
            _ => new LocalTimeMap(Occurs.Never, Change(late, early, after), Change(late, early, after)),
        };
    }

    private LocalTimeMap Repeated(DateTime early, DateTime late, TimeSpan before, TimeSpan after)
    {
        var change = Change(early, late, after);
        return new LocalTimeMap(Occurs.Twice, early, late) { RepeatStart = change + after, RepeatEnd = change + before };
    }

    /// <summary>The first second in (low, high] with the new offset.</summary>
    private DateTime Change(DateTime low, DateTime high, TimeSpan after)
    {
        while (high - low > Second)
        {
            var middle = low + TimeSpan.FromSeconds((long)(high - low).TotalSeconds / 2);
            (low, high) = Offset(middle) == after ? (low, middle) : (middle, high);
        }

        return high;
    }

    private TimeSpan Offset(DateTime utc) => zone.GetUtcOffset(utc);

    private static DateTime WholeSecond(DateTime utc) => utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerSecond));

    /// <summary>Adds a time span and clamps the result to the calendar.</summary>
    private static DateTime Shift(DateTime time, TimeSpan by) =>
        new(Math.Clamp(time.Ticks + by.Ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), DateTimeKind.Utc);

    private enum Occurs
    {
        Once,
        Twice,
        Never,
    }

    /// <summary>The UTC instants of a local time.</summary>
    /// <param name="Kind">How often it occurs.</param>
    /// <param name="First">The instant, the first of two, or the end of the gap.</param>
    /// <param name="Second">The instant, the second of two, or the end of the gap.</param>
    private readonly record struct LocalTimeMap(Occurs Kind, DateTime First, DateTime Second)
    {
        /// <summary>The first local time that is repeated.</summary>
        public DateTime RepeatStart { get; init; }

        /// <summary>The first local time after the repeated ones.</summary>
        public DateTime RepeatEnd { get; init; }
    }
}
