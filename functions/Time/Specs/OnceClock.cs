namespace AgentSched.Time.Specs;

/// <summary>Yields a single instant.</summary>
internal sealed class OnceClock(DateTimeOffset at) : IClock
{
    public DateTimeOffset? NextAfter(DateTimeOffset instant) => instant < at ? at : null;
}
