using AgentSched.Model.Runs;
using AgentSched.Time.Specs;

namespace AgentSched.Model.Due;

/// <summary>
/// One due row's step forward: the due row moves to the next occurrence, each occurrence that starts
/// becomes an in-flight run, each missed one a record, and all missed ones together a row for the agent's feed. All of it is one transaction, so an occurrence is never both
/// claimed and still due, and of two ticks that claim it only one succeeds.
/// </summary>
/// <param name="Due">The row that was read; its ETag guards the claim.</param>
/// <param name="Runs">The runs that start.</param>
/// <param name="Missed">The records of those that do not.</param>
/// <param name="Next">Where the due row goes. Null: the schedule has no occurrences left.</param>
/// <param name="Until">The last nominal time that is dealt with.</param>
internal sealed record Claim(DueSchedule Due, IReadOnlyList<Run> Runs, IReadOnlyList<Run> Missed, Occurrence? Next, DateTimeOffset Until)
{
    /// <summary>The claim of a plan; null: the plan has nothing to claim.</summary>
    public static Claim? Of(DueSchedule due, CatchUpPlan plan, DateTimeOffset now) => plan.Start.Count + plan.Missed.Count == 0 ? null : new(
        due,
        [.. plan.Start.Select(occurrence => Queued(due, occurrence, now))],
        [.. plan.Missed.Select(missed => Queued(due, missed.Occurrence, now).End(RunStatus.Missed, missed.Reason, Sentence(missed.Reason), now))],
        plan.Next,
        plan.Start.Select(o => o.NominalTime).Concat(plan.Missed.Select(m => m.Occurrence.NominalTime)).Max());

    /// <summary>Whether some of its occurrences may have been claimed before: the schedule was edited in between.</summary>
    public bool MayBeKnown => Due.ClaimedUntil is { } until && Runs.Concat(Missed).Any(run => run.NominalTime <= until);

    public static Run Queued(DueSchedule due, Occurrence occurrence, DateTimeOffset now) =>
        Run.Queued(RunId.ForOccurrence(due.ScheduleId, occurrence.NominalTime), due.Tenant, due.Agent, RunTrigger.Schedule, due.Owner, occurrence.DueTime, now) with { ScheduleId = due.ScheduleId };

    private static string Sentence(RunReason reason) => reason switch
    {
        RunReason.Coalesced => "nobody could start it in time, and a later occurrence stands for it",
        RunReason.Misfired => "nobody could start it in time, and the schedule starts nothing late (misfire: skip)",
        RunReason.TooManyMissed => $"nobody could start it in time, and of so many only the latest {CatchUp.MaxFireAll} start",
        _ => "nobody could start it within the catch-up window",
    };
}
