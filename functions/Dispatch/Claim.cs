using AgentSched.Activities;
using AgentSched.Runs;
using AgentSched.Schedules;
using AgentSched.Storage;
using Azure.Data.Tables;

namespace AgentSched.Dispatch;

/// <summary>
/// One due row's step forward, as changes to rows: the due row moves to the next occurrence, each occurrence that starts
/// becomes an in-flight run, each missed one a record, and all missed ones together a row for the agent's feed. All of it is one transaction, so an occurrence is never both
/// claimed and still due, and of two ticks that claim it only one succeeds.
/// </summary>
/// <param name="Due">The row that was read; its ETag guards the claim.</param>
/// <param name="Runs">The runs that start.</param>
/// <param name="Missed">The records of those that do not.</param>
/// <param name="Next">Where the due row goes. Null: the schedule has no occurrences left.</param>
/// <param name="Until">The last nominal time that is dealt with.</param>
internal sealed record Claim(DueRow Due, IReadOnlyList<Run> Runs, IReadOnlyList<Run> Missed, Occurrence? Next, DateTimeOffset Until)
{
    /// <summary>The claim of a plan; null: the plan has nothing to claim.</summary>
    public static Claim? Of(DueRow due, CatchUpPlan plan, DateTimeOffset now) => plan.Start.Count + plan.Missed.Count == 0 ? null : new(
        due,
        [.. plan.Start.Select(occurrence => Queued(due, occurrence, now))],
        [.. plan.Missed.Select(missed => Queued(due, missed.Occurrence, now).End(RunStatus.Missed, missed.Reason, Sentence(missed.Reason), now))],
        plan.Next,
        plan.Start.Select(o => o.NominalTime).Concat(plan.Missed.Select(m => m.Occurrence.NominalTime)).Max());

    /// <summary>Whether some of its occurrences may have been claimed before: the schedule was edited in between.</summary>
    public bool MayBeKnown => Due.ClaimedUntil is { } until && Runs.Concat(Missed).Any(run => run.NominalTime <= until);

    /// <summary>What the agent's feed has to tell of it. Null: nothing.</summary>
    public TableEntity? News => Missed.Count == 0 ? null : MissedNews.RowOf(Due, Missed, Missed[^1].FinishedAt!.Value);

    /// <summary>The claim as changes; at most 64 of them, see <see cref="CatchUp.MaxOccurrences"/>.</summary>
    public Transaction ToTransaction()
    {
        var fired = Due.Fired + Runs.Count;
        var claimedUntil = Due.ClaimedUntil > Until ? Due.ClaimedUntil.Value : Until;
        var transaction = new Transaction(Due.Shard).Delete(Due.Key, Due.ETag);
        if (Next is { } next)
        {
            transaction.Insert((Due with { Next = next, Fired = fired, ClaimedUntil = next.NominalTime <= Due.ClaimedUntil ? Due.ClaimedUntil : null }).Write());
        }

        transaction.Upsert(new Mark(Next, claimedUntil, fired).Write(Due.Shard, Due.Tenant, Due.Agent, Due.ScheduleId));
        foreach (var run in Runs)
        {
            transaction.Insert(RunRow.InFlight(run, Due.Shard));
        }

        foreach (var run in Missed)
        {
            transaction.InsertRecords(run);
        }

        return News is { } news ? transaction.Upsert(news) : transaction;
    }

    public static Run Queued(DueRow due, Occurrence occurrence, DateTimeOffset now) =>
        Run.Queued(RunId.ForOccurrence(due.ScheduleId, occurrence.NominalTime), due.Tenant, due.Agent, RunTrigger.Schedule, due.Owner, occurrence.DueTime, now) with { ScheduleId = due.ScheduleId };

    private static string Sentence(RunReason reason) => reason switch
    {
        RunReason.Coalesced => "nobody could start it in time, and a later occurrence stands for it",
        RunReason.Misfired => "nobody could start it in time, and the schedule starts nothing late (misfire: skip)",
        RunReason.TooManyMissed => $"nobody could start it in time, and of so many only the latest {CatchUp.MaxFireAll} start",
        _ => "nobody could start it within the catch-up window",
    };
}
