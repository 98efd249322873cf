using AgentSched.Engine.Claims;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Time.Specs;

namespace AgentSched.Year;

/// <summary>
/// Says from the edits alone which occurrences must have a record, and from the moments at which they were claimed what must have
/// become of them. An edit claims as the schedule was what came due until then; the changed schedule looks strictly ahead.
/// </summary>
internal sealed class Oracle(World world)
{
    private static readonly TimeSpan LookAhead = new DispatchOptions().LookAhead;
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromSeconds(5);

    /// <summary>Occurrences that must have a record.</summary>
    public long Required { get; private set; }

    /// <summary>Occurrences that were claimed ahead of an edit that then took them away; they have records, too.</summary>
    public long Overtaken { get; private set; }

    public long Records { get; private set; }

    public long Lost { get; private set; }

    /// <summary>Records that no occurrence explains.</summary>
    public long Doubled { get; private set; }

    public long DecisionsChecked { get; private set; }

    public void Check()
    {
        foreach (var history in world.Audit.Schedules.Values)
        {
            Check(history);
        }
    }

    private void Check(History history)
    {
        var runs = new Dictionary<DateTimeOffset, RunTrace>();
        foreach (var run in history.Runs)
        {
            Records++;
            if (!runs.TryAdd(run.Nominal, run))
            {
                Doubled++;
                world.Problem($"a second record for one occurrence: {run}");
            }
        }

        var fired = 0;
        for (int from = 0, to; from < history.Versions.Count; from = to)
        {
            for (to = from + 1; to < history.Versions.Count && history.Versions[to].Definition.HasTimingOf(history.Versions[from].Definition);)
            {
                to++;
            }

            CheckTiming(history, from, to, runs, ref fired);
        }

        foreach (var run in history.Runs)
        {
            if (!run.IsExplained)
            {
                Doubled++;
                world.Problem($"no occurrence explains {run}");
            }

            Outcomes.Check(world, run);
        }

        MisfireRule.CheckOrder(world, history);
    }

    /// <summary>The time during which a schedule had one timing: versions <paramref name="from"/> to <paramref name="to"/> (not included).</summary>
    private void CheckTiming(History history, int from, int to, Dictionary<DateTimeOffset, RunTrace> runs, ref int fired)
    {
        var (definition, start) = (history.Versions[from].Definition, history.Versions[from].At);
        if (!definition.Fires)
        {
            return;
        }

        var next = to < history.Versions.Count ? history.Versions[to] : null;
        var end = next?.At ?? world.Options.End;
        var claimable = (next?.CommittedAt ?? world.Options.End) + LookAhead + ClocksDiffer;
        var first = definition.PausedUntil?.AddTicks(-1) is { } paused && paused > start ? paused : start;
        var occurrences = definition.Spec.Occurrences(first, claimable).Select(nominal => new Occurrence(nominal, definition.Spec.DueTime(history.Id, nominal))).ToList();
        for (var i = 0; i < occurrences.Count && !(fired >= definition.Spec.Text.MaxRuns); i++)
        {
            var (nominal, due) = occurrences[i];
            var isRequired = due <= end || (next?.Definition.Fires == true && nominal <= end);
            var isThere = runs.TryGetValue(nominal, out var run);
            if (!isRequired && due > claimable && !(isThere && nominal <= end))
            {
                continue; // one that an edit claimed because its time had come, before another edit was faster, may come due later (jitter)
            }

            if (run is null || (run.ClaimVersion >= to && isRequired && !run.IsExplained))
            {
                Required += isRequired ? 1 : 0;
                if (isRequired)
                {
                    Lost++;
                    world.Problem($"lost: {history.Id} {nominal:u} (due {due:u}), which versions {from}–{to - 1} wanted from {start:O} to {end:O}, {definition.Spec.Key}; {run}");
                }
            }
            else if (!run.IsExplained && run.ClaimVersion < to)
            {
                _ = isRequired ? Required++ : Overtaken++;
                run.IsExplained = true;
                fired += run.WasClaimed ? 1 : 0;
                CheckClaim(run, occurrences, i, history.Versions[run.ClaimVersion].Definition);
            }
        }
    }

    /// <summary>Given when it was claimed, it follows what became of an occurrence, to the millisecond.</summary>
    private void CheckClaim(RunTrace run, List<Occurrence> occurrences, int index, Definition definition)
    {
        DecisionsChecked++;
        var now = run.ClaimedAt;
        var late = now - run.Due;
        RunReason? expected = late > (definition.Window ?? Outcomes.DefaultWindow) ? RunReason.WindowPassed : definition.Misfire switch
        {
            MisfirePolicy.Skip => late > TimeSpan.FromMinutes(1) ? RunReason.Misfired : null,
            MisfirePolicy.FireAll => late > TimeSpan.FromMinutes(1) && HasPassed(index + 100) ? RunReason.TooManyMissed : null,
            _ => HasPassed(index + 1) ? RunReason.Coalesced : null,
        };
        if (run.Due != occurrences[index].DueTime)
        {
            world.Problem($"due at another time than {occurrences[index].DueTime:u}: {run}");
        }

        if (expected is null != run.WasClaimed || (!run.WasClaimed && run.Reason != expected))
        {
            world.Problem($"should have been {expected?.ToString() ?? "started"}: {run}");
        }

        if (run.Due > now + LookAhead && run.Nominal > now)
        {
            world.Problem($"claimed too early: {run}");
        }

        bool HasPassed(int later) => later < occurrences.Count && occurrences[later].DueTime <= now;
    }
}
