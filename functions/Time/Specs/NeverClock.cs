namespace AgentSched.Time.Specs;

/// <summary>No instant at all: the clock of a spec that does not work any more.</summary>
internal sealed class NeverClock : IClock
{
    public DateTimeOffset? NextAfter(DateTimeOffset instant) => null;
}
