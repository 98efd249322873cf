using AgentSched.Engine.Calls;
using AgentSched.Model.Runs;
using AgentSched.Storage.Tables;
using Azure;
using Azure.Data.Tables;

namespace AgentSched.Storage.Rows;

/// <summary>
/// Tells runs that have their slots before their second (<see cref="EarlyRuns"/>) that their schedule or agent is about to change: each
/// decides again when its second comes. Written before the change is, which is safe: whoever opens a run changes its schedule and its
/// agent, so a run that opens in between takes the change its ETag, and the next try marks that run too. A mark for nothing does no harm.
/// </summary>
internal static class EarlyRunMarks
{
    /// <summary>Marks those whose second has not come. No request where there is none.</summary>
    /// <param name="store">The table.</param>
    /// <param name="shard">Their partition.</param>
    /// <param name="slots">Runs that have a slot, as they were read with the row that changes.</param>
    /// <param name="now">The moment.</param>
    /// <param name="cancel">Ends the call.</param>
    public static Task MarkAheadAsync(this TableStore store, string shard, IEnumerable<RunId> slots, DateTimeOffset now, CancellationToken cancel) =>
        Task.WhenAll(slots.Where(run => run.NominalTime > now).Select(run => store.CommitAsync(
            new Transaction(shard).Merge(new TableEntity(shard, Keys.InFlight(run)) { [Run.DecidesAgainColumn] = true }, ETag.All), cancel))); // false: it has ended
}
