namespace AgentSched.Model.Runs;

/// <summary>Where a run stands. It ends exactly once, in one of the last seven.</summary>
public enum RunStatus
{
    /// <summary>Claimed; its message is on the way.</summary>
    Queued,

    /// <summary>In its agent's waiting line.</summary>
    Waiting,

    /// <summary>Has a slot; its agent is or will be called.</summary>
    Running,

    /// <summary>The agent did it.</summary>
    Succeeded,

    /// <summary>The agent, or the way to it, failed for good; or its queue was full.</summary>
    Failed,

    /// <summary>Taken back before it ended: by a caller, or because its schedule changed.</summary>
    Cancelled,

    /// <summary>The agent took longer than it may.</summary>
    TimedOut,

    /// <summary>Came due while nobody could start it, and it is too late now.</summary>
    Missed,

    /// <summary>Not started because another run of its schedule was active.</summary>
    Skipped,

    /// <summary>Not started because a budget was spent.</summary>
    Rejected,
}

/// <summary>Why a run exists.</summary>
public enum RunTrigger
{
    /// <summary>An occurrence of a schedule came due.</summary>
    Schedule,

    /// <summary>Somebody ran a schedule by hand.</summary>
    Manual,

    /// <summary>A caller gave an agent a message, without a schedule.</summary>
    Api,

    /// <summary>A run of another schedule ended.</summary>
    Chain,

    /// <summary>Somebody asked for occurrences of the past.</summary>
    Backfill,
}

/// <summary>Why a run ended as it did; each is told in a sentence beside it.</summary>
public enum RunReason
{
    /// <summary>The agent answered 200.</summary>
    Completed,

    /// <summary>The agent answered with an error.</summary>
    AgentError,

    /// <summary>The agent, or a gateway before it, gave up waiting.</summary>
    AgentTimeout,

    /// <summary>No connection, or the agent is down (502, 503).</summary>
    AgentUnreachable,

    /// <summary>The agent answered 429.</summary>
    AgentBusy,

    /// <summary>The agent answered 402: somebody has to pay first.</summary>
    AgentBilling,

    /// <summary>The agent answered 401 or 403.</summary>
    AgentRefused,

    /// <summary>The answer is larger than what is read.</summary>
    AnswerTooLarge,

    /// <summary>The answer is not what the agent's kind promises.</summary>
    AnswerUnreadable,

    /// <summary>The agent's host has no address that agents may have.</summary>
    AddressRefused,

    /// <summary>The agent is not registered any more.</summary>
    AgentMissing,

    /// <summary>The agent is disabled.</summary>
    AgentDisabled,

    /// <summary>The agent's waiting line was full.</summary>
    QueueFull,

    /// <summary>The agent's budget of the day or month was spent.</summary>
    BudgetSpent,

    /// <summary>Another run of the schedule was active.</summary>
    Overlap,

    /// <summary>Later than the catch-up window.</summary>
    WindowPassed,

    /// <summary>Within the window, but a later occurrence stands for it.</summary>
    Coalesced,

    /// <summary>Within the window, but its schedule starts nothing that is late.</summary>
    Misfired,

    /// <summary>Within the window, but so many came due meanwhile that only the latest start.</summary>
    TooManyMissed,

    /// <summary>The schedule's spec could not be read any more.</summary>
    SpecUnreadable,

    /// <summary>A later occurrence of its schedule took its place.</summary>
    Superseded,

    /// <summary>A caller took it back.</summary>
    CancelledByCaller,

    /// <summary>The schedule was disabled or paused after the claim.</summary>
    ScheduleDisabled,

    /// <summary>The schedule was deleted after the claim.</summary>
    ScheduleDeleted,

    /// <summary>The schedule has no occurrence at that time any more.</summary>
    ScheduleChanged,

    /// <summary>The agent said that it would call back, and did not in time.</summary>
    CallbackMissing,

    /// <summary>Nothing was heard of it until long after its longest possible time.</summary>
    DeadlinePassed,

    /// <summary>Its orchestration ended without closing it.</summary>
    InstanceEnded,

    /// <summary>Its message failed five times.</summary>
    Poisoned,
}

/// <summary>Questions about a status that several slices ask.</summary>
internal static class RunStatuses
{
    /// <summary>Whether nothing can change any more.</summary>
    public static bool HasEnded(this RunStatus status) => status >= RunStatus.Succeeded;

    /// <summary>The legal changes, all of them: nothing leads back, and nothing leads on from an end.</summary>
    public static bool CanBecome(this RunStatus from, RunStatus to) => from switch
    {
        RunStatus.Queued => to is RunStatus.Waiting or RunStatus.Running || (to.HasEnded() && to is not RunStatus.Succeeded and not RunStatus.TimedOut),
        RunStatus.Waiting => to is RunStatus.Waiting or RunStatus.Running or RunStatus.Failed or RunStatus.Cancelled or RunStatus.Rejected,
        RunStatus.Running => to is RunStatus.Succeeded or RunStatus.Failed or RunStatus.Cancelled or RunStatus.TimedOut or RunStatus.Missed,
        _ => false,
    };
}
