using AgentSched.Model.Schedules;

namespace AgentSched.Model.Openings;

/// <summary>Decision about a due occurrence, considering the other runs of its schedule.</summary>
public enum OverlapDecision
{
    /// <summary>It goes to its agent's queue.</summary>
    Start,

    /// <summary>It waits until no other run of its schedule is active.</summary>
    Wait,

    /// <summary>The active runs are cancelled first; then it is decided again.</summary>
    CancelThenStart,

    /// <summary>It is recorded as skipped.</summary>
    Skip,
}

/// <summary>Decides overlap. The caller commits under the schedule's ETag, so that two runs never both see no active run.</summary>
internal static class Overlap
{
    /// <summary>Maximum number of a schedule's runs that wait for the active one.</summary>
    public const int MaxBuffered = 100;

    /// <param name="policy">The schedule's policy.</param>
    /// <param name="active">Number of its runs that wait for a slot or hold one.</param>
    /// <param name="buffered">Number of its runs that wait for the active ones.</param>
    public static OverlapDecision Decide(OverlapPolicy policy, int active, int buffered) => policy switch
    {
        OverlapPolicy.AllowAll => OverlapDecision.Start,
        _ when active + buffered == 0 => OverlapDecision.Start,
        OverlapPolicy.CancelOther => OverlapDecision.CancelThenStart,
        OverlapPolicy.BufferAll when buffered < MaxBuffered => OverlapDecision.Wait,
        OverlapPolicy.BufferOne when buffered == 0 => OverlapDecision.Wait,
        _ => OverlapDecision.Skip,
    };
}
