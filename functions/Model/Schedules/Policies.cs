using AgentSched.Model.Runs;

namespace AgentSched.Model.Schedules;

/// <summary>Handling of occurrences that were not started on time but are still within the catch-up window.</summary>
public enum MisfirePolicy
{
    /// <summary>The latest one starts on behalf of all; the others are recorded as missed.</summary>
    FireLatest,

    /// <summary>All of them start, at most the latest 100, one after the other unless runs may overlap (<see cref="OverlapPolicy.AllowAll"/>); older ones are recorded as missed.</summary>
    FireAll,

    /// <summary>None that is more than a minute late starts; all are recorded as missed.</summary>
    Skip,
}

/// <summary>What a due occurrence does while another run of its schedule is active.</summary>
public enum OverlapPolicy
{
    /// <summary>It is recorded as skipped.</summary>
    Skip,

    /// <summary>It waits until no run is active; if another one is already waiting, it is recorded as skipped.</summary>
    BufferOne,

    /// <summary>It waits behind earlier ones; if 100 are already waiting, it is recorded as skipped.</summary>
    BufferAll,

    /// <summary>The active runs are cancelled, and it starts.</summary>
    CancelOther,

    /// <summary>It starts concurrently with them.</summary>
    AllowAll,
}

/// <summary>What a due run does if its agent's slots and queue are full.</summary>
public enum OnFull
{
    /// <summary>It waits behind the queue within its catch-up window; after that it is recorded as missed.</summary>
    Wait,

    /// <summary>It is recorded as failed.</summary>
    Fail,
}

/// <summary>A schedule's policies for late, overlapping and failed runs.</summary>
internal sealed record SchedulePolicies
{
    public const int MaxRetries = 5;
    public const int DefaultRetries = Run.DefaultRetries;
    public const int DefaultPauseAfterFailures = 10;

    /// <summary>Minimum of the catch-up window.</summary>
    public static readonly TimeSpan ShortestWindow = TimeSpan.FromSeconds(10);

    public MisfirePolicy Misfire { get; init; }

    /// <summary>How late an occurrence may start: 10 s to 365 d. Null: the deployment's (<c>AgentSched:CatchUpWindow</c>).</summary>
    public TimeSpan? CatchUpWindow { get; init; }

    public OverlapPolicy Overlap { get; init; }

    public OnFull OnFull { get; init; }

    /// <summary>Retries after the first call, for retryable failures: 0–5, default 3.</summary>
    public int Retries { get; init; } = DefaultRetries;

    /// <summary>Whether a call that timed out is retried. Default false: the agent may still be working.</summary>
    public bool RetryTimeouts { get; init; }

    /// <summary>Number of consecutive failed runs after which the schedule is paused automatically: 0–1,000, default 10. 0: never.</summary>
    public int PauseAfterFailures { get; init; } = DefaultPauseAfterFailures;
}
