using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;

namespace AgentSched.Model.Activities;

/// <summary>What happened.</summary>
public enum ActivityType
{
    /// <summary>A schedule was made.</summary>
    ScheduleCreated,

    /// <summary>A schedule was edited.</summary>
    ScheduleChanged,

    /// <summary>A schedule was disabled, paused for a time, or paused by itself.</summary>
    SchedulePaused,

    /// <summary>A schedule was enabled, or its pause ended early.</summary>
    ScheduleEnabled,

    /// <summary>A schedule was deleted.</summary>
    ScheduleDeleted,

    /// <summary>A deletion was taken back.</summary>
    ScheduleRestored,

    /// <summary>A run got its slot.</summary>
    RunStarted,

    /// <summary>A run came and must wait.</summary>
    RunWaiting,

    /// <summary>A run succeeded.</summary>
    RunCompleted,

    /// <summary>A run failed, or took longer than it may.</summary>
    RunFailed,

    /// <summary>A run was taken back.</summary>
    RunCancelled,

    /// <summary>One or more occurrences of a schedule, one after the other, came due while nobody could start them.</summary>
    RunMissed,

    /// <summary>A run was not started because another of its schedule was active.</summary>
    RunSkipped,

    /// <summary>A run was not started because a budget was spent.</summary>
    RunRejected,

    /// <summary>An agent was registered.</summary>
    AgentRegistered,

    /// <summary>An agent's entry was edited.</summary>
    AgentChanged,

    /// <summary>An agent was deleted. Of the tenant: its own feed went with it.</summary>
    AgentDeleted,

    /// <summary>An API key was issued. Of the tenant.</summary>
    KeyIssued,

    /// <summary>An API key was revoked. Of the tenant.</summary>
    KeyRevoked,
}

/// <summary>How what happened stands.</summary>
public enum ActivityState
{
    /// <summary>It goes on; another entry will tell its end.</summary>
    Started,

    /// <summary>It will start; another entry will tell.</summary>
    Waiting,

    /// <summary>It is done.</summary>
    Completed,

    /// <summary>It went wrong.</summary>
    Failed,

    /// <summary>It was taken back.</summary>
    Cancelled,

    /// <summary>It came due while nobody could start it.</summary>
    Missed,

    /// <summary>It was left out on purpose.</summary>
    Skipped,

    /// <summary>It was refused.</summary>
    Rejected,
}

/// <summary>An entry of the feed: who did what to which thing, when.</summary>
/// <param name="Type">What happened.</param>
/// <param name="State">How it stands.</param>
/// <param name="Actor">The caller's name, or <see cref="Scheduler"/>.</param>
/// <param name="At">When.</param>
internal sealed record ActivityEntry(ActivityType Type, ActivityState State, string Actor, DateTimeOffset At)
{
    /// <summary>The actor of all that nobody asked for just then.</summary>
    public const string Scheduler = "scheduler";

    /// <summary>Its place in its agent's feed, see <see cref="ActivitySequence"/>. 0: it is not written yet.</summary>
    public long Sequence { get; init; }

    /// <summary>Null: it belongs to the tenant.</summary>
    public string? Agent { get; init; }

    /// <summary>Null: it is not about a schedule or a run of one.</summary>
    public string? ScheduleId { get; init; }

    /// <summary>The schedule's name at that time.</summary>
    public string? ScheduleName { get; init; }

    /// <summary>Who sees it besides the agent's owner where it is about a schedule or run: theirs it is.</summary>
    public string? Owner { get; init; }

    /// <summary>The run that it tells of. Null: none, or more than one.</summary>
    public RunId? RelatedRunId { get; init; }

    /// <summary>How long what has ended took. Null: nothing has, or it never started.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>What else is worth knowing: a small JSON object. Null: nothing.</summary>
    public string? Details { get; init; }

    /// <summary>The agent's owner and admins see all of an agent; others see what is about the agent itself, their own schedules and their own runs.</summary>
    public bool IsVisibleTo(Caller caller, Agent agent) =>
        caller.CanChange(agent) || (caller.CanSee(agent) && ((ScheduleId is null && RelatedRunId is null) || Owner == caller.Name));
}
