using AgentSched.Runs;
using AgentSched.Storage;
using Azure;

namespace AgentSched.Dispatch;

/// <summary>
/// One due row's step forward, as changes to rows: the due row moves to the next occurrence, each occurrence that starts
/// becomes an in-flight run, each missed one a record. All of it is one transaction, so an occurrence is never both
/// claimed and still due, and of two ticks that claim it only one succeeds.
/// </summary>
/// <param name="Due">The row that was read; its ETag guards the claim.</param>
/// <param name="Runs">The runs that start.</param>
/// <param name="Missed">The records of those that do not.</param>
/// <param name="Next">Where the due row goes. Null: the schedule has no occurrences left.</param>
internal sealed record Claim(DueRow Due, IReadOnlyList<Run> Runs, IReadOnlyList<Run> Missed, DateTimeOffset? Next)
{
    public static Claim Of(DueRow due, CatchUpPlan plan, DateTimeOffset now) => new(
        due,
        [.. plan.Start.Select(time => Queued(due, time, now))],
        [.. plan.Missed.Select(missed => Queued(due, missed.DueTime, now).End(RunStatus.Missed, missed.Reason, Sentence(missed.Reason), now))],
        plan.Next);

    /// <summary>The claim as changes; at most 63 of them, see <see cref="CatchUp.MaxOccurrences"/>.</summary>
    public Transaction ToTransaction()
    {
        var transaction = new Transaction(Due.Shard);
        if (Next is { } next)
        {
            var moved = Due with { DueTime = next };
            transaction.Delete(Due.Key, Due.ETag).Insert(moved.Write()).Upsert(moved.WritePointer());
        }
        else
        {
            transaction.Delete(Due.Key, Due.ETag).Delete(Due.PointerKey, ETag.All);
        }

        foreach (var run in Runs)
        {
            transaction.Insert(RunRow.InFlight(run, Due.Shard));
        }

        foreach (var run in Missed)
        {
            transaction.Insert(RunRow.Record(run, Due.Shard)).Insert(RunRow.RecordOfSchedule(run, Due.Shard));
        }

        return transaction;
    }

    private static Run Queued(DueRow due, DateTimeOffset time, DateTimeOffset now) => new()
    {
        Id = RunId.ForOccurrence(due.ScheduleId, time),
        Tenant = due.Tenant,
        Agent = due.Agent,
        ScheduleId = due.ScheduleId,
        Owner = due.Owner,
        Trigger = RunTrigger.Schedule,
        Status = RunStatus.Queued,
        NominalTime = time,
        ClaimedAt = now,
    };

    private static string Sentence(RunReason reason) => reason == RunReason.Coalesced
        ? "nobody could start it in time, and a later occurrence stands for it"
        : "nobody could start it within the catch-up window";
}
