namespace AgentSched.Time.Specs;

/// <summary>Yields instants at a fixed interval from an anchor.</summary>
internal sealed class EveryClock(TimeSpan every, DateTimeOffset anchor) : IClock
{
    public DateTimeOffset? NextAfter(DateTimeOffset instant)
    {
        if (instant < anchor)
        {
            return anchor;
        }

        var steps = (instant - anchor).Ticks / every.Ticks + 1;
        return steps <= (DateTimeOffset.MaxValue - anchor).Ticks / every.Ticks ? anchor.AddTicks(steps * every.Ticks) : null;
    }
}
