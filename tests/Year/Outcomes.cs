using AgentSched.Engine.Claims;
using AgentSched.Model.Runs;

namespace AgentSched.Year;

/// <summary>Whether a run may have ended as it did, given what its schedule was when it was opened.</summary>
internal static class Outcomes
{
    public static readonly TimeSpan DefaultWindow = new DispatchOptions().CatchUpWindow;

    /// <summary>How long after a look at its schedule an ending may be written down, by a clock that may be ahead of the one that dates edits.</summary>
    private static readonly TimeSpan LookToEnd = TimeSpan.FromSeconds(5) + MisfireRule.ClocksDiffer;

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
            if (!Opens(run, Version(run, run.OpenVersion), run.OpenedAt))
            {
                world.Problem($"its schedule did not want it: {run}");
            }

            if (run.CalledAt is { } calledAt && MisfireRule.IsAskedAgain(run) && !Versions(run, run.CallVersion, calledAt).Any(definition => MisfireRule.AtCall(run, definition, calledAt).Contains(value: null)))
            {
                world.Problem($"called although it was too late: {run}");
            }

            world.Counts.Add(run.OpenedAt - run.Due > MisfireRule.OnTime ? "opened late, and started" : "opened on time, and started");
        }
        else if (!Versions(run, run.EndVersion, run.FinishedAt).Any(definition => Fits(run, definition)))
        {
            world.Problem($"not what its schedule says: {run}; it was {string.Join(" and ", run.Schedule.Versions.Index().Where(v => v.Index >= run.OpenVersion - 1 && v.Index <= run.EndVersion + 1).Select(v => $"version {v.Index} from {v.Item.CommittedAt:MM-dd HH:mm:ss.fff} {v.Item.Definition}"))}; ended by version {run.EndVersion}");
        }
    }

    /// <summary>What the schedule may have been when it was looked at: an ending, or a call, changes nothing of it, so an edit may come in between.</summary>
    private static IEnumerable<Definition> Versions(RunTrace run, int last, DateTimeOffset? at)
    {
        for (var version = last; version >= 0; version--)
        {
            yield return Version(run, version);
            if (run.Schedule.Versions[version].CommittedAt < at - LookToEnd)
            {
                yield break;
            }
        }
    }

    private static bool Opens(RunTrace run, Definition definition, DateTimeOffset? at) =>
        definition.Fires && !(run.Nominal < definition.PausedUntil) && definition.Spec.FiresAt(run.Nominal)
        && (at is not { } time || MisfireRule.AtOpening(run, definition, time).Contains(value: null));

    private static bool Fits(RunTrace run, Definition definition) => (run.Status, run.Reason) switch
    {
        (RunStatus.Cancelled, RunReason.ScheduleDeleted) => definition.Deleted,
        (RunStatus.Cancelled, RunReason.ScheduleDisabled) => !definition.Deleted && (!definition.Enabled || run.Nominal < definition.PausedUntil),
        (RunStatus.Cancelled, RunReason.ScheduleChanged) => definition.Fires && !definition.Spec.FiresAt(run.Nominal),
        (RunStatus.Missed, RunReason.WindowPassed or RunReason.Misfired or RunReason.Coalesced or RunReason.TooManyMissed) =>
            definition.Fires && (run.SlotNumber == 0 ? MisfireRule.AtOpening(run, definition, run.FinishedAt!.Value) : MisfireRule.AtCall(run, definition, run.FinishedAt!.Value)).Contains(run.Reason),
        (RunStatus.Skipped, RunReason.Overlap) => Opens(run, definition, run.FinishedAt) && MisfireRule.MaySkip(run, definition),
        (RunStatus.Failed, RunReason.QueueFull or RunReason.AgentDisabled) => Opens(run, definition, run.FinishedAt),
        (RunStatus.Failed, RunReason.Poisoned) => true,
        (RunStatus.Cancelled, RunReason.Superseded) => Opens(run, definition, run.FinishedAt) && MisfireRule.MaySupersede(run, definition),
        _ => false,
    };

    private static Definition Version(RunTrace run, int version) => run.Schedule.Versions[version].Definition;
}
