using AgentSched.Engine.Calls;
using AgentSched.Model.Runs;
using AgentSched.Storage.Tables;
using Azure;
using Azure.Data.Tables;

namespace AgentSched.Storage.Rows;

/// <summary>
/// Marks runs that have slots before they are due (<see cref="EarlyRuns"/>) when their schedule or agent is about to change: each decides
/// again when it is due. Written before the change, which is safe: opening a run changes the rows of its schedule and agent, so a run
/// that opens in between invalidates the change's ETag, and the next try marks that run, too. An unnecessary mark is harmless.
/// </summary>
internal static class EarlyRunMarks
{
    /// <summary>Marks the runs whose nominal time is still ahead. No request if there are none.</summary>
    /// <param name="store">The table.</param>
    /// <param name="shard">The runs' partition.</param>
    /// <param name="slots">Runs that have a slot, as they were read with the row that changes.</param>
    /// <param name="now">Current time.</param>
    /// <param name="cancel">Cancels the call.</param>
    public static Task MarkAheadAsync(this TableStore store, string shard, IEnumerable<RunId> slots, DateTimeOffset now, CancellationToken cancel) =>
        Task.WhenAll(slots.Where(run => run.NominalTime > now).Select(run => store.CommitAsync(
            new Transaction(shard).Merge(new TableEntity(shard, Keys.InFlight(run)) { [Run.DecidesAgainColumn] = true }, ETag.All), cancel))); // false: it has ended
}
