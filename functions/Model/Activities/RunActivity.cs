using AgentSched.Model.Runs;

namespace AgentSched.Model.Activities;

/// <summary>Creates the feed entry about a run's change.</summary>
internal static class RunActivity
{
    /// <param name="run">The run, which waits, runs or has ended.</param>
    /// <param name="now">Current time. The entry of a run that got its slot early carries its due time.</param>
    /// <param name="actor">The caller who caused it. Null: the scheduler.</param>
    public static ActivityEntry Of(Run run, DateTimeOffset now, string? actor = null)
    {
        var (type, state) = Words(run.Status);
        return new ActivityEntry(type, state, actor ?? ActivityEntry.Scheduler, run.FinishedAt ?? (run.StartedAt > now ? run.StartedAt.Value : now))
        {
            ScheduleId = run.ScheduleId,
            ScheduleName = run.ScheduleName,
            Owner = run.Owner,
            RelatedRunId = run.Id,
            Duration = run.Duration,
            Details = Details.Of(new
            {
                run.Trigger,
                run.Status,
                run.Reason,
                Sentence = run.Status == RunStatus.Succeeded ? null : Details.Short(run.Sentence),
                run.Answer?.CostUsd,
                CostUnknown = OnlyTrue(run.CostUnknown),
                run.SettledUsd,
                OverBudget = OnlyTrue(run.OverBudget),
                run.ExcessUsd,
            }),
        };
    }

    private static bool? OnlyTrue(bool flag) => flag ? true : null;

    private static (ActivityType Type, ActivityState State) Words(RunStatus status) => status switch
    {
        RunStatus.Running => (ActivityType.RunStarted, ActivityState.Started),
        RunStatus.Waiting => (ActivityType.RunWaiting, ActivityState.Waiting),
        RunStatus.Succeeded => (ActivityType.RunCompleted, ActivityState.Completed),
        RunStatus.Failed or RunStatus.TimedOut => (ActivityType.RunFailed, ActivityState.Failed),
        RunStatus.Cancelled => (ActivityType.RunCancelled, ActivityState.Cancelled),
        RunStatus.Missed => (ActivityType.RunMissed, ActivityState.Missed),
        RunStatus.Skipped => (ActivityType.RunSkipped, ActivityState.Skipped),
        RunStatus.Rejected => (ActivityType.RunRejected, ActivityState.Rejected),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "a run that is only claimed has no feed entry yet"),
    };
}
