using AgentSched.Engine.Claims;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;

namespace AgentSched.Year;

/// <summary>Whether a run may have ended as it did, given what its schedule was when it was opened.</summary>
internal static class Outcomes
{
    public static readonly TimeSpan DefaultWindow = new DispatchOptions().CatchUpWindow;

    public static void Check(World world, RunTrace run)
    {
        world.Counts.Add($"record: {run.Status} {run.Reason}");
        if (!run.Status.HasEnded())
        {
            world.Problem($"never ended: {run}");
        }
        else if (!run.WasClaimed)
        {
            return; // the oracle knows exactly what had to become of it
        }
        else if (run.StartedAt is not null || run.Waited)
        {
            if (!Opens(run, Version(run, run.OpenVersion), run.Waited ? null : run.StartedAt))
            {
                world.Problem($"its schedule did not want it: {run}");
            }
        }
        else if (!Candidates(run).Any(definition => Fits(run, definition)))
        {
            world.Problem($"not what its schedule says: {run}");
        }
    }

    /// <summary>An ending changes nothing of the schedule, so an edit may come between the look at it and the record.</summary>
    private static IEnumerable<Definition> Candidates(RunTrace run)
    {
        for (var version = run.EndVersion; version >= 0; version--)
        {
            yield return Version(run, version);
            if (run.Schedule.Versions[version].CommittedAt < run.FinishedAt - TimeSpan.FromSeconds(5))
            {
                yield break;
            }
        }
    }

    private static bool Opens(RunTrace run, Definition definition, DateTimeOffset? at) =>
        definition.Fires && !(run.Nominal < definition.PausedUntil) && definition.Spec.FiresAt(run.Nominal)
        && !(at - run.Due > (definition.Window ?? DefaultWindow));

    private static bool Fits(RunTrace run, Definition definition) => (run.Status, run.Reason) switch
    {
        (RunStatus.Cancelled, RunReason.ScheduleDeleted) => definition.Deleted,
        (RunStatus.Cancelled, RunReason.ScheduleDisabled) => !definition.Deleted && (!definition.Enabled || run.Nominal < definition.PausedUntil),
        (RunStatus.Cancelled, RunReason.ScheduleChanged) => definition.Fires && !definition.Spec.FiresAt(run.Nominal),
        (RunStatus.Missed, RunReason.WindowPassed) => definition.Fires && run.FinishedAt - run.Due > (definition.Window ?? DefaultWindow),
        (RunStatus.Skipped, RunReason.Overlap) => Opens(run, definition, run.FinishedAt) && definition.Overlap is not (OverlapPolicy.AllowAll or OverlapPolicy.CancelOther),
        (RunStatus.Failed, RunReason.QueueFull or RunReason.AgentDisabled) => Opens(run, definition, run.FinishedAt),
        (RunStatus.Failed, RunReason.Poisoned) => true,
        _ => false,
    };

    private static Definition Version(RunTrace run, int version) => run.Schedule.Versions[version].Definition;
}
