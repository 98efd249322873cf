using AgentSched.Model.Runs;
using AgentSched.Time.Specs;

namespace AgentSched.Model.Due;

/// <summary>
/// The claim of one due row: the row advances to the next occurrence, each occurrence that starts becomes an in-flight run, each missed one
/// a record, and all missed ones together a row for the agent's feed. It is one transaction, so an occurrence is never both claimed and still
/// due, and of two ticks that claim it only one succeeds.
/// </summary>
/// <param name="Due">The row that was read; its ETag guards the claim.</param>
/// <param name="Runs">The runs that start.</param>
/// <param name="Missed">The records of the missed ones.</param>
/// <param name="Next">The next occurrence of the due row. Null: the schedule has no occurrences left.</param>
/// <param name="Until">The last nominal time that is handled.</param>
internal sealed record Claim(DueSchedule Due, IReadOnlyList<Run> Runs, IReadOnlyList<Run> Missed, Occurrence? Next, DateTimeOffset Until)
{
    /// <summary>The claim of a plan; null: the plan has nothing to claim.</summary>
    public static Claim? Of(DueSchedule due, CatchUpPlan plan, DateTimeOffset now) => plan.Start.Count + plan.Missed.Count == 0 ? null : new(
        due,
        [.. plan.Start.Select(occurrence => Queued(due, occurrence, now))],
        [.. plan.Missed.Select(missed => Queued(due, missed.Occurrence, now).End(RunStatus.Missed, missed.Reason, Sentence(missed.Reason), now))],
        plan.Next,
        plan.Start.Select(o => o.NominalTime).Concat(plan.Missed.Select(m => m.Occurrence.NominalTime)).Max());

    /// <summary>Whether some of its occurrences may have been claimed before, because the schedule was edited meanwhile.</summary>
    public bool MayOverlapEarlierClaims => Due.ClaimedUntil is { } until && Runs.Concat(Missed).Any(run => run.NominalTime <= until);

    public static Run Queued(DueSchedule due, Occurrence occurrence, DateTimeOffset now) =>
        Run.Queued(RunId.ForOccurrence(due.ScheduleId, occurrence.NominalTime), due.AgentKey, RunTrigger.Schedule, due.Owner, occurrence.DueTime, now) with { ScheduleId = due.ScheduleId, ScheduleName = due.ScheduleName };

    /// <summary>Why an occurrence was missed, in words; the same at its claim and at its opening.</summary>
    public static string Sentence(RunReason reason) => reason switch
    {
        RunReason.Coalesced => "could not be started on time; a later occurrence runs instead",
        RunReason.Misfired => "could not be started on time, and the schedule does not start late occurrences (misfire: skip)",
        RunReason.TooManyMissed => $"could not be started on time; of the late occurrences only the latest {CatchUp.MaxFireAll} start",
        _ => "could not be started within the catch-up window",
    };
}
