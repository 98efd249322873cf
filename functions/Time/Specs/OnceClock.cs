namespace AgentSched.Time.Specs;

/// <summary>One instant.</summary>
internal sealed class OnceClock(DateTimeOffset at) : IClock
{
    public DateTimeOffset? NextAfter(DateTimeOffset instant) => instant < at ? at : null;
}
