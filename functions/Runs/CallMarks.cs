using AgentSched.Storage;
using Azure;
using Azure.Data.Tables;

namespace AgentSched.Runs;

/// <summary>
/// Notes in a run's in-flight row that a call of its agent begins, so that whoever takes the run up after a crash knows of it: how many
/// calls the agent got, and when the first began.
/// </summary>
internal static class CallMarks
{
    /// <summary>
    /// Written while the call is under way, so that the call does not wait for it: a crash in the milliseconds between the two forgets the
    /// call, as every crash did before. Whatever else changed in the row stays; a row that is gone belongs to a run that has ended.
    /// </summary>
    /// <param name="store">The table.</param>
    /// <param name="shard">The partition.</param>
    /// <param name="read">The run with <see cref="Run.Attempts"/> and <see cref="Run.StartedAt"/> as they are now that the call begins.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>The run with its row's ETag since. Null: that is not known, so the row has to be read again.</returns>
    public static async Task<InFlightRun?> MarkCallAsync(this TableStore store, string shard, InFlightRun read, CancellationToken cancel)
    {
        var columns = new TableEntity(shard, Keys.InFlight(read.Run.Id))
        {
            [nameof(Run.Attempts)] = read.Run.Attempts,
            [nameof(Run.StartedAt)] = read.Run.StartedAt,
        };
        var transaction = new Transaction(shard).Merge(columns, ETag.All);
        try
        {
            return await store.CommitAsync(transaction, cancel) && transaction.ETags is [var etag] && etag != default ? read with { ETag = etag } : null;
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException) // the latter: none of the tries was answered
        {
            return null; // the call matters more; if storage stays away, the close says so
        }
    }
}
