namespace AgentSched.Time.Specs;

/// <summary>Yields the instants of a single local time: one, two where the clocks repeat it, or none where they skip it.</summary>
internal sealed class OnceClock(params DateTimeOffset[] instants) : IClock
{
    public DateTimeOffset? NextAfter(DateTimeOffset instant)
    {
        var next = Array.FindIndex(instants, at => at > instant);
        return next < 0 ? null : instants[next];
    }
}
