namespace AgentSched.Time.Specs;

/// <summary>Yields the same local time at intervals of a zone's calendar, whatever its clocks do in between.</summary>
internal sealed class CalendarClock(CalendarInterval interval, DateTime anchor, TimeZoneInfo zone, DstGap gap, DstOverlap overlap) : IClock
{
    public DateTimeOffset? NextAfter(DateTimeOffset instant)
    {
        // A clock change moves an occurrence by a day at most.
        var local = TimeZoneInfo.ConvertTime(instant, zone).DateTime;
        var step = interval.StepBefore(anchor, local < DateTime.MinValue.AddDays(2) ? local : local.AddDays(-2));
        for (; interval.At(anchor, step) is { } time; step++)
        {
            foreach (var occurrence in LocalTime.ToInstants(time, zone, gap, overlap))
            {
                if (occurrence > instant)
                {
                    return occurrence;
                }
            }
        }

        return null;
    }
}
