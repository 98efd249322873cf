namespace AgentSched.Model.Runs;

/// <summary>Status of a run. It ends exactly once, in one of the last seven.</summary>
public enum RunStatus
{
    /// <summary>Claimed; its message is on the way.</summary>
    Queued,

    /// <summary>Waits in its agent's queue, or for other runs of its schedule.</summary>
    Waiting,

    /// <summary>Has a slot; its agent is or will be called.</summary>
    Running,

    /// <summary>The agent succeeded.</summary>
    Succeeded,

    /// <summary>The agent or the connection to it failed permanently, or its queue was full.</summary>
    Failed,

    /// <summary>Cancelled before it ended: by a caller, or because its schedule changed.</summary>
    Cancelled,

    /// <summary>The agent exceeded the timeout.</summary>
    TimedOut,

    /// <summary>Could not be started in time, and is too late now.</summary>
    Missed,

    /// <summary>Not started because another run of its schedule was active.</summary>
    Skipped,

    /// <summary>Not started because a budget was spent, or because its owner may no longer use the agent.</summary>
    Rejected,
}

/// <summary>Why a run exists.</summary>
public enum RunTrigger
{
    /// <summary>An occurrence of a schedule came due.</summary>
    Schedule,

    /// <summary>A caller ran a schedule manually.</summary>
    Manual,

    /// <summary>A caller gave an agent a message, without a schedule.</summary>
    Api,

    /// <summary>A run of another schedule ended.</summary>
    Chain,

    /// <summary>A caller requested occurrences of the past.</summary>
    Backfill,

    /// <summary>A caller sent a message to the agent's chat and waited for the answer.</summary>
    Chat,
}

/// <summary>Why a run ended as it did; the run's sentence explains it in words.</summary>
public enum RunReason
{
    /// <summary>The agent answered, and its answer is a success.</summary>
    Completed,

    /// <summary>The agent answered with an error.</summary>
    AgentError,

    /// <summary>The agent, or a gateway in front of it, timed out.</summary>
    AgentTimeout,

    /// <summary>No connection, or the agent is down (502, 503).</summary>
    AgentUnreachable,

    /// <summary>The agent is busy (409, 425, 429, 529, or a code that says so).</summary>
    AgentBusy,

    /// <summary>The agent's account has no credit (402, or a code that says so).</summary>
    AgentBilling,

    /// <summary>The agent refused the credentials (401, 403, or a code that says so).</summary>
    AgentRefused,

    /// <summary>The answer exceeds the size limit.</summary>
    AnswerTooLarge,

    /// <summary>The answer does not have the format of the agent's kind.</summary>
    AnswerUnreadable,

    /// <summary>The agent answered without text, because its model reached a token limit first; or its answer broke off.</summary>
    Truncated,

    /// <summary>The agent answered without text, because a content filter removed it.</summary>
    Filtered,

    /// <summary>The agent answered without text, because its model calls tools that nobody answers.</summary>
    ToolCallsUnanswered,

    /// <summary>The agent's host has no allowed address.</summary>
    AddressRefused,

    /// <summary>The agent is no longer registered.</summary>
    AgentMissing,

    /// <summary>The agent is disabled.</summary>
    AgentDisabled,

    /// <summary>The agent's queue was full.</summary>
    QueueFull,

    /// <summary>The daily or monthly budget was spent.</summary>
    BudgetSpent,

    /// <summary>The owner of the schedule or request may no longer use the agent: it is not shared any more, or no key of the owner is valid.</summary>
    AccessLost,

    /// <summary>Runs in flight have reserved what is left of a budget.</summary>
    BudgetReserved,

    /// <summary>A budget is nearly spent, so the run starts later.</summary>
    BudgetNearlySpent,

    /// <summary>Another run of the schedule was active.</summary>
    Overlap,

    /// <summary>Later than the catch-up window.</summary>
    WindowPassed,

    /// <summary>Within the window, but a later occurrence runs instead.</summary>
    Coalesced,

    /// <summary>Within the window, but its schedule does not start late occurrences.</summary>
    Misfired,

    /// <summary>Within the window, but too many occurrences are late, and only the latest start.</summary>
    TooManyMissed,

    /// <summary>The schedule's spec could no longer be read.</summary>
    SpecUnreadable,

    /// <summary>A later occurrence of its schedule replaced it.</summary>
    Superseded,

    /// <summary>A caller cancelled it.</summary>
    CancelledByCaller,

    /// <summary>The schedule was disabled or paused after the claim.</summary>
    ScheduleDisabled,

    /// <summary>The schedule was deleted after the claim.</summary>
    ScheduleDeleted,

    /// <summary>The schedule no longer has an occurrence at that time.</summary>
    ScheduleChanged,

    /// <summary>The agent announced a callback and did not send it in time.</summary>
    CallbackMissing,

    /// <summary>It had not ended by its deadline.</summary>
    DeadlinePassed,

    /// <summary>Its orchestration ended without closing it.</summary>
    InstanceEnded,

    /// <summary>Its message failed five times.</summary>
    Poisoned,
}

/// <summary>Rules of run statuses.</summary>
internal static class RunStatuses
{
    /// <summary>Whether the status is final.</summary>
    public static bool HasEnded(this RunStatus status) => status >= RunStatus.Succeeded;

    /// <summary>All allowed transitions: none leads back, and none leaves a final status.</summary>
    public static bool CanBecome(this RunStatus from, RunStatus to) => from switch
    {
        RunStatus.Queued => to is RunStatus.Waiting or RunStatus.Running || (to.HasEnded() && to is not RunStatus.Succeeded and not RunStatus.TimedOut),
        RunStatus.Waiting => to is RunStatus.Waiting or RunStatus.Running or RunStatus.Failed or RunStatus.Cancelled or RunStatus.Rejected or RunStatus.Missed,
        RunStatus.Running => to is RunStatus.Succeeded or RunStatus.Failed or RunStatus.Cancelled or RunStatus.TimedOut or RunStatus.Missed or RunStatus.Rejected,
        _ => false,
    };
}
