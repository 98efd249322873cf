using AgentSched.Model.Due;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;

namespace AgentSched.Storage.Rows;

/// <summary>A claim as changes to rows.</summary>
internal static class ClaimRows
{
    extension(Claim claim)
    {
        /// <summary>The row of missed occurrences for the agent's feed. Null: none were missed.</summary>
        public TableEntity? MissedEntity => claim.Missed.Count == 0 ? null : MissedRow.Of(claim.Due, claim.Missed, claim.Missed[^1].FinishedAt!.Value);

        /// <summary>At most 64 changes, see <see cref="CatchUp.MaxOccurrences"/>.</summary>
        public Transaction ToTransaction()
        {
            var due = claim.Due;
            var fired = due.Fired + claim.Runs.Count;
            var claimedUntil = due.ClaimedUntil > claim.Until ? due.ClaimedUntil.Value : claim.Until;
            var transaction = new Transaction(due.Shard).Delete(due.Key, due.ETag);
            if (claim.Next is { } next)
            {
                transaction.Insert((due with { Next = next, Fired = fired, ClaimedUntil = next.NominalTime <= due.ClaimedUntil ? due.ClaimedUntil : null }).Write());
            }

            transaction.Upsert(new DispatchProgress(claim.Next, claimedUntil, fired).Write(due.Shard, due.AgentKey, due.ScheduleId));
            foreach (var run in claim.Runs)
            {
                transaction.Insert(RunRow.InFlight(run, due.Shard)).InsertRecords(run);
            }

            foreach (var run in claim.Missed)
            {
                transaction.InsertRecords(run);
            }

            return claim.MissedEntity is { } missed ? transaction.Upsert(missed) : transaction;
        }
    }
}
