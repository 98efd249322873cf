using AgentSched.Model.Runs;

namespace AgentSched.Model.Schedules;

/// <summary>What becomes of occurrences that nobody could start in time, but still within the catch-up window.</summary>
public enum MisfirePolicy
{
    /// <summary>The latest of them starts and stands for all; the others are recorded as missed.</summary>
    FireLatest,

    /// <summary>All of them start, the latest 100 at most; older ones are recorded as missed.</summary>
    FireAll,

    /// <summary>None that is more than a minute late starts; all are recorded as missed.</summary>
    Skip,
}

/// <summary>What a due occurrence does while another run of its schedule is active.</summary>
public enum OverlapPolicy
{
    /// <summary>It is recorded as skipped.</summary>
    Skip,

    /// <summary>It waits until no run is active; where one waits already, it is recorded as skipped.</summary>
    BufferOne,

    /// <summary>It waits its turn; where 100 wait already, it is recorded as skipped.</summary>
    BufferAll,

    /// <summary>The active runs are cancelled, and it starts.</summary>
    CancelOther,

    /// <summary>It starts beside them.</summary>
    AllowAll,
}

/// <summary>How a schedule deals with what does not go as planned.</summary>
internal sealed record SchedulePolicies
{
    public const int MaxRetries = 5;
    public const int DefaultRetries = Run.DefaultRetries;
    public const int DefaultPauseAfterFailures = 10;

    /// <summary>The least that a catch-up window may be.</summary>
    public static readonly TimeSpan ShortestWindow = TimeSpan.FromSeconds(10);

    public MisfirePolicy Misfire { get; init; }

    /// <summary>How late an occurrence may start: 10 s to 365 d. Null: the deployment's (<c>AgentSched:CatchUpWindow</c>).</summary>
    public TimeSpan? CatchUpWindow { get; init; }

    public OverlapPolicy Overlap { get; init; }

    /// <summary>Calls after the first, for failures that are worth another: 0–5, default 3.</summary>
    public int Retries { get; init; } = DefaultRetries;

    /// <summary>Whether a call that timed out is worth another. Default false: the agent may still be at it.</summary>
    public bool RetryTimeouts { get; init; }

    /// <summary>After how many failed runs in a row the schedule pauses by itself: 0–1,000, default 10. 0: never.</summary>
    public int PauseAfterFailures { get; init; } = DefaultPauseAfterFailures;
}
