namespace AgentSched.Time.Specs;

/// <summary>
/// Finds the shortest time between two occurrences of a spec, over all occurrences and not only the next few: the shortest gap may occur
/// once a year, when the clocks change or when a month ends.
/// </summary>
internal static class ShortestGap
{
    private const int YearsOfChanges = 10;
    private const int YearsOfDays = 28; // weekdays and dates repeat after 28 years
    private const int Soon = 2000;

    /// <summary>The shortest gap. Null: there are fewer than two occurrences. The search stops at the first gap below <paramref name="enough"/>.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="from">Only occurrences after it count.</param>
    /// <param name="enough">A gap below this ends the search.</param>
    public static Gap? Of(ScheduleSpec spec, DateTimeOffset from, TimeSpan enough)
    {
        if (spec.Text.Every is { } every)
        {
            return OfInterval(spec, from, every);
        }

        Gap? shortest = null;
        foreach (var (start, count, until) in Stretches(spec, from))
        {
            var previous = spec.NextAfter(start);
            for (var i = 0; i < count && previous is { } p && p < until && spec.NextAfter(p) is { } next; i++, previous = next)
            {
                if (shortest is null || next - p < shortest.Value.Length)
                {
                    shortest = new Gap(p, next);
                    if (next - p < enough)
                    {
                        return shortest;
                    }
                }
            }
        }

        return shortest;
    }

    /// <summary>All gaps are equal, but those around excluded days, which are longer.</summary>
    private static Gap? OfInterval(ScheduleSpec spec, DateTimeOffset from, TimeSpan every)
    {
        Gap? shortest = null;
        var previous = spec.NextAfter(from);
        for (var i = 0; i < Soon && shortest?.Length != every && previous is { } p && spec.NextAfter(p) is { } next; i++, previous = next)
        {
            shortest = shortest is { } known && known.Length <= next - p ? known : new Gap(p, next);
        }

        return shortest;
    }

    /// <summary>
    /// The ranges to search. The times of day are the same on all days of an expression, so a gap within a day is found early, and a gap over
    /// midnight is found at two consecutive days with occurrences. All other gaps occur around the zone's clock changes.
    /// </summary>
    private static IEnumerable<(DateTimeOffset Start, int Count, DateTimeOffset Until)> Stretches(ScheduleSpec spec, DateTimeOffset from)
    {
        yield return (from, Soon, DateTimeOffset.MaxValue);
        foreach (var day in NeighbouringDays(spec, from))
        {
            yield return (day.AddTicks(-1), int.MaxValue, day.AddDays(2));
        }

        foreach (var change in Changes(spec.Zone, from))
        {
            yield return (Max(from, change.AddDays(-1)), int.MaxValue, change.AddDays(2));
        }
    }

    /// <summary>The first of two consecutive days that both have occurrences; empty if there are no such days.</summary>
    private static IEnumerable<DateTimeOffset> NeighbouringDays(ScheduleSpec spec, DateTimeOffset from)
    {
        DateTimeOffset? previous = null;
        var next = spec.NextAfter(from);
        while (next is { } occurrence && occurrence < from.AddYears(YearsOfDays))
        {
            var day = Midnight(occurrence, spec.Zone);
            if (previous is { } before && day - before < TimeSpan.FromHours(30))
            {
                yield return Max(from.AddTicks(1), before);
                yield break;
            }

            previous = day;
            next = spec.NextAfter(LastOf(spec, occurrence, day));
        }
    }

    /// <summary>An instant of the day after which the day has no further occurrence.</summary>
    private static DateTimeOffset LastOf(ScheduleSpec spec, DateTimeOffset occurrence, DateTimeOffset day)
    {
        var end = LocalTime.ToInstant(TimeZoneInfo.ConvertTime(day, spec.Zone).Date.AddDays(1), spec.Zone).AddTicks(-1);
        return end > occurrence ? end : occurrence;
    }

    private static DateTimeOffset Midnight(DateTimeOffset instant, TimeZoneInfo zone) =>
        LocalTime.ToInstant(TimeZoneInfo.ConvertTime(instant, zone).Date, zone);

    private static IEnumerable<DateTimeOffset> Changes(TimeZoneInfo zone, DateTimeOffset from)
    {
        var offset = zone.GetUtcOffset(from);
        for (var day = 1; day <= YearsOfChanges * 366; day++)
        {
            var now = zone.GetUtcOffset(from.AddDays(day));
            if (now != offset)
            {
                yield return from.AddDays(day - 1);
                offset = now;
            }
        }
    }

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
