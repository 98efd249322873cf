using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;

namespace AgentSched.Model.Activities;

/// <summary>Type of an activity.</summary>
public enum ActivityType
{
    /// <summary>A schedule was created.</summary>
    ScheduleCreated,

    /// <summary>A schedule was edited.</summary>
    ScheduleChanged,

    /// <summary>A schedule was disabled, paused for a time, or paused automatically.</summary>
    SchedulePaused,

    /// <summary>A schedule was enabled, or its pause ended early.</summary>
    ScheduleEnabled,

    /// <summary>A schedule was deleted.</summary>
    ScheduleDeleted,

    /// <summary>A deleted schedule was restored.</summary>
    ScheduleRestored,

    /// <summary>A run got its slot.</summary>
    RunStarted,

    /// <summary>A run must wait for a slot.</summary>
    RunWaiting,

    /// <summary>A run succeeded.</summary>
    RunCompleted,

    /// <summary>A run failed or timed out.</summary>
    RunFailed,

    /// <summary>A run was cancelled.</summary>
    RunCancelled,

    /// <summary>One or more consecutive occurrences of a schedule were missed.</summary>
    RunMissed,

    /// <summary>A run was not started because another of its schedule was active.</summary>
    RunSkipped,

    /// <summary>A run was not started because a budget was spent, or because its owner may no longer use the agent.</summary>
    RunRejected,

    /// <summary>An agent was registered.</summary>
    AgentRegistered,

    /// <summary>An agent's entry was edited.</summary>
    AgentChanged,

    /// <summary>An agent was deleted. In the tenant's feed, because the agent's feed is deleted with it.</summary>
    AgentDeleted,

    /// <summary>An API key was issued. In the tenant's feed.</summary>
    KeyIssued,

    /// <summary>An API key was revoked. In the tenant's feed.</summary>
    KeyRevoked,
}

/// <summary>State of an activity.</summary>
public enum ActivityState
{
    /// <summary>It is in progress; another entry will report its end.</summary>
    Started,

    /// <summary>It is waiting; another entry will report its start.</summary>
    Waiting,

    /// <summary>It is done.</summary>
    Completed,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>It was cancelled.</summary>
    Cancelled,

    /// <summary>It could not be started in time.</summary>
    Missed,

    /// <summary>It was skipped on purpose.</summary>
    Skipped,

    /// <summary>It was rejected.</summary>
    Rejected,
}

/// <summary>An entry of the feed: who did what, to which resource, and when.</summary>
/// <param name="Type">Type of the activity.</param>
/// <param name="State">State of the activity.</param>
/// <param name="Actor">The caller's name, or <see cref="Scheduler"/>.</param>
/// <param name="At">When it happened.</param>
internal sealed record ActivityEntry(ActivityType Type, ActivityState State, string Actor, DateTimeOffset At)
{
    /// <summary>Actor of everything that no caller requested.</summary>
    public const string Scheduler = OwnerName.Scheduler;

    /// <summary>Its sequence number in its agent's feed, see <see cref="ActivitySequence"/>. 0: it is not written yet.</summary>
    public long Sequence { get; init; }

    /// <summary>The agent. Null: the entry belongs to the tenant's feed.</summary>
    public string? Agent { get; init; }

    /// <summary>The schedule. Null: it is not about a schedule or a run of one.</summary>
    public string? ScheduleId { get; init; }

    /// <summary>The schedule's name at that time.</summary>
    public string? ScheduleName { get; init; }

    /// <summary>Owner of the schedule or run that it is about, who sees it besides the agent's owner.</summary>
    public string? Owner { get; init; }

    /// <summary>The run that it is about. Null: none, or more than one.</summary>
    public RunId? RelatedRunId { get; init; }

    /// <summary>Duration of the run that ended. Null: none has ended, or it never started.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Further details: a small JSON object. Null: none.</summary>
    public string? Details { get; init; }

    /// <summary>Whether a caller sees it. The agent's owner and admins see all entries; others see those about the agent itself, their schedules and their runs.</summary>
    public bool IsVisibleTo(Caller caller, Agent agent) =>
        caller.CanChange(agent) || (caller.CanSee(agent) && ((ScheduleId is null && RelatedRunId is null) || Owner == caller.Name));
}
