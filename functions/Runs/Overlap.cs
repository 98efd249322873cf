namespace AgentSched.Runs;

/// <summary>What a due occurrence does while another run of its schedule is active.</summary>
public enum OverlapDecision
{
    /// <summary>It goes to its agent's queue.</summary>
    Start,

    /// <summary>It is recorded as skipped.</summary>
    Skip,
}

/// <summary>Decides overlap, under the schedule's ETag, so that two runs never both see none active.</summary>
internal static class Overlap
{
    /// <param name="active">Runs of the schedule that wait or run.</param>
    public static OverlapDecision Decide(int active) => active == 0 ? OverlapDecision.Start : OverlapDecision.Skip;
}
