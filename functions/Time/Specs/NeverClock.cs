namespace AgentSched.Time.Specs;

/// <summary>Yields no instants; the clock of a spec that is no longer valid.</summary>
internal sealed class NeverClock : IClock
{
    public DateTimeOffset? NextAfter(DateTimeOffset instant) => null;
}
