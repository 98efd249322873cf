namespace AgentSched.Schedules;

/// <summary>Yields instants in order. One for each kind of spec.</summary>
internal interface IClock
{
    /// <summary>The first instant strictly after <paramref name="instant"/>: UTC, whole seconds. Null: there is none.</summary>
    DateTimeOffset? NextAfter(DateTimeOffset instant);
}

/// <summary>Instants at equal distances from an anchor.</summary>
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

/// <summary>No instant at all: the clock of a spec that does not work any more.</summary>
internal sealed class NeverClock : IClock
{
    public DateTimeOffset? NextAfter(DateTimeOffset instant) => null;
}

/// <summary>One instant.</summary>
internal sealed class OnceClock(DateTimeOffset at) : IClock
{
    public DateTimeOffset? NextAfter(DateTimeOffset instant) => instant < at ? at : null;
}
