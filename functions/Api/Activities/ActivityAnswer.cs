using System.Globalization;
using System.Text.Json.Nodes;
using AgentSched.Base;
using AgentSched.Model.Activities;

namespace AgentSched.Api.Activities;

/// <summary>An activity entry as JSON.</summary>
internal sealed class ActivityAnswer(ActivityEntry entry)
{
    /// <summary>Unique within its feed (an agent's or the tenant's); later entries have greater ids.</summary>
    public string Id => entry.Sequence.ToString(CultureInfo.InvariantCulture);

    public DateTimeOffset At => entry.At;

    public ActivityType Type => entry.Type;

    public ActivityState State => entry.State;

    public string Actor => entry.Actor;

    public string? Agent => entry.Agent;

    public string? ScheduleId => entry.ScheduleId;

    public string? ScheduleName => entry.ScheduleName;

    public string? RelatedRunId => entry.RelatedRunId?.ToString();

    public TimeSpan? Duration => entry.Duration;

    /// <summary>The entry as a short phrase.</summary>
    public string Action => ActionOf(entry);

    public JsonNode? Details => Json.Node(entry.Details);

    internal static string ActionOf(ActivityEntry entry)
    {
        var run = entry.ScheduleName ?? (entry.ScheduleId is null ? "ad-hoc run" : "scheduled run");
        var schedule = entry.ScheduleName ?? entry.ScheduleId;
        return entry.Type switch
        {
            ActivityType.RunStarted => $"Running: {run}",
            ActivityType.RunWaiting => $"Waiting: {run}",
            ActivityType.RunCompleted => $"Completed: {run}",
            ActivityType.RunFailed => $"Failed: {run}",
            ActivityType.RunCancelled => $"Cancelled: {run}",
            ActivityType.RunMissed => $"Missed: {run}",
            ActivityType.RunSkipped => $"Skipped: {run}",
            ActivityType.RunRejected => $"Rejected: {run}",
            ActivityType.ScheduleCreated => $"Created schedule: {schedule}",
            ActivityType.ScheduleChanged => $"Changed schedule: {schedule}",
            ActivityType.SchedulePaused => $"Paused schedule: {schedule}",
            ActivityType.ScheduleEnabled => $"Enabled schedule: {schedule}",
            ActivityType.ScheduleDeleted => $"Deleted schedule: {schedule}",
            ActivityType.ScheduleRestored => $"Restored schedule: {schedule}",
            ActivityType.AgentRegistered => "Registered agent",
            ActivityType.AgentChanged => "Changed agent",
            ActivityType.AgentDeleted => "Deleted agent",
            ActivityType.KeyIssued => "Issued key",
            ActivityType.KeyRevoked => "Revoked key",
            _ => throw new InvalidOperationException($"no words for {entry.Type}"),
        };
    }
}
