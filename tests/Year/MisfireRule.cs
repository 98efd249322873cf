using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;

namespace AgentSched.Year;

/// <summary>
/// The misfire rule as the oracle knows it: what must become of a claimed run, given the moment of its opening or of its first call. It
/// knows from the records which later occurrences there were in the end, and nothing of how the app finds out.
/// </summary>
internal static class MisfireRule
{
    public static readonly TimeSpan OnTime = TimeSpan.FromMinutes(1);

    /// <summary>How far the clocks of two processes may be apart.</summary>
    public static readonly TimeSpan ClocksDiffer = TimeSpan.FromSeconds(4);

    private const int MostAtOnce = 100;
    private static readonly TimeSpan Aged = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Why it may not start at the moment of its opening; null: it may. Its own lateness is known to the millisecond. A later occurrence may have come about
    /// by the edit of a process whose clock is behind, so where one of them comes due right then, both answers are right.
    /// </summary>
    public static IEnumerable<RunReason?> AtOpening(RunTrace run, Definition definition, DateTimeOffset at) =>
        [Decide(run, definition, at, at), Decide(run, definition, at, at - ClocksDiffer), Decide(run, definition, at, at + ClocksDiffer)];

    /// <summary>The same at its first call, or instead of it: what was decided is written down a moment later.</summary>
    public static IEnumerable<RunReason?> AtCall(RunTrace run, Definition definition, DateTimeOffset at) =>
        AtOpening(run, definition, at).Concat(AtOpening(run, definition, at - ClocksDiffer));

    /// <summary>Whether its first call came so long after its opening that it had to be decided again. One that waited was on time when it came.</summary>
    public static bool IsAskedAgain(RunTrace run) => !run.Waited
        && (run.CalledAt - run.OpenedAt > Aged + ClocksDiffer || (run.OpenedAt - run.Due <= OnTime && run.CalledAt - run.Due > OnTime + ClocksDiffer));

    /// <summary>Whether overlap may have skipped it: late ones under fireAll wait for each other, as long as there is room.</summary>
    public static bool MaySkip(RunTrace run, Definition definition) =>
        definition.Overlap != OverlapPolicy.AllowAll
        && (definition.Misfire == MisfirePolicy.FireAll && run.FinishedAt - run.Due > OnTime ? Waiting(run) >= MostAtOnce : definition.Overlap != OverlapPolicy.CancelOther || Waiting(run) >= MostAtOnce);

    /// <summary>Whether a later occurrence may have taken its place before its first call.</summary>
    public static bool MaySupersede(RunTrace run, Definition definition) =>
        definition.Overlap == OverlapPolicy.CancelOther
        && run.Schedule.Runs.Any(other => other.Nominal > run.Nominal && other.OpenedAt <= run.FinishedAt + ClocksDiffer && other.ClaimedAt <= run.FinishedAt + ClocksDiffer);

    /// <summary>Late runs under fireAll have their slots in order, where the older one was claimed when the younger one opened.</summary>
    public static void CheckOrder(World world, History history)
    {
        var late = history.Runs.Where(run => run.OpenedAt - run.Due > OnTime && run.SlotNumber > 0 && CatchesUp(run)).OrderBy(run => run.Nominal).ToList();
        foreach (var (first, second) in late.Zip(late.Skip(1)))
        {
            world.Counts.Add("late run that followed another under fireAll");
            if (first.SlotNumber > second.SlotNumber && first.OpenVersion == second.OpenVersion && first.ClaimedAt < second.OpenedAt - ClocksDiffer)
            {
                world.Problem($"started after a younger one: {first} and {second}");
            }
        }
    }

    private static bool CatchesUp(RunTrace run) => run.Schedule.Versions[run.OpenVersion].Definition is { Misfire: MisfirePolicy.FireAll, Overlap: not OverlapPolicy.AllowAll };

    private static RunReason? Decide(RunTrace run, Definition definition, DateTimeOffset at, DateTimeOffset laterUntil)
    {
        var late = at - run.Due;
        return late > (definition.Window ?? Outcomes.DefaultWindow) ? RunReason.WindowPassed
            : late <= OnTime ? null
            : definition.Misfire switch
            {
                MisfirePolicy.Skip => RunReason.Misfired,
                MisfirePolicy.FireAll => Later() >= MostAtOnce ? RunReason.TooManyMissed : null,
                _ => Later() >= 1 ? RunReason.Coalesced : null,
            };

        int Later() => run.Schedule.Runs.Count(other =>
            other.Nominal > run.Nominal && other.Due <= laterUntil && !(other.Nominal < definition.PausedUntil) && definition.Spec.FiresAt(other.Nominal));
    }

    /// <summary>How many of its schedule's runs waited when it ended, as far as the records say.</summary>
    private static int Waiting(RunTrace run) =>
        run.Schedule.Runs.Count(other => other.Waited && other.OpenedAt <= run.FinishedAt + ClocksDiffer && (other.StartedAt ?? other.FinishedAt) >= run.FinishedAt - ClocksDiffer);
}
