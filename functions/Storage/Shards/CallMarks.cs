using AgentSched.Model.Runs;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Tables;
using Azure;
using Azure.Data.Tables;

namespace AgentSched.Storage.Shards;

/// <summary>
/// Records in the in-flight rows of runs that the calls of their agents begin, so that a process that resumes a run after a crash knows
/// how many calls the agent got and when the first began.
/// </summary>
internal static class CallMarks
{
    /// <summary>
    /// Writes the marks before the calls begin, so that no crash loses them: a call that is repeated has a higher number. A row that has
    /// changed since it was read is not marked.
    /// </summary>
    /// <param name="rows">The table.</param>
    /// <param name="shard">The partition.</param>
    /// <param name="reads">The runs with <see cref="Run.Attempts"/> and <see cref="Run.StartedAt"/> as of the start of these calls: one transaction for all.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <returns>The marked runs, with the new ETags of their rows. A run that is missing must not be called.</returns>
    public static Task<IReadOnlyDictionary<RunId, InFlightRun>> MarkBeforeCallsAsync(this ShardRows rows, string shard, IReadOnlyList<InFlightRun> reads, CancellationToken cancel) =>
        rows.MarkAsync(shard, reads, isBefore: true, cancel);

    /// <summary>
    /// Writes the marks while the calls are in flight, so that no call waits for them: for runs that were held for their second. A crash in the
    /// milliseconds in between loses the marks. Other changes of a row are kept; a row that is gone belongs to a run that has ended.
    /// </summary>
    /// <returns>The runs with the new ETags of their rows. A run that is missing must be read again.</returns>
    public static Task<IReadOnlyDictionary<RunId, InFlightRun>> MarkCallsAsync(this ShardRows rows, string shard, IReadOnlyList<InFlightRun> reads, CancellationToken cancel) =>
        rows.MarkAsync(shard, reads, isBefore: false, cancel);

    private static async Task<IReadOnlyDictionary<RunId, InFlightRun>> MarkAsync(this ShardRows rows, string shard, IReadOnlyList<InFlightRun> reads, bool isBefore, CancellationToken cancel)
    {
        if (reads.Count == 0)
        {
            return None;
        }

        var transaction = new Transaction(shard);
        foreach (var (run, etag) in reads)
        {
            var marks = new TableEntity(shard, Keys.InFlight(run.Id)) { [nameof(Run.Attempts)] = run.Attempts, [nameof(Run.StartedAt)] = run.StartedAt };
            if (run.Calls.Count > 0)
            {
                marks[nameof(Run.Calls)] = RunCall.ToColumn(run.Calls);
            }

            transaction.Merge(marks, isBefore ? etag : ETag.All);
        }

        try
        {
            if (await rows.CommitAsync(transaction, cancel))
            {
                return transaction.ETags is { } etags ? reads.Zip(etags).ToDictionary(pair => pair.First.Run.Id, pair => pair.First with { ETag = pair.Second })
                    : isBefore ? (await rows.Runs.FindInFlightAsync(shard, [.. reads.Select(read => read.Run.Id)], cancel)).ToDictionary(read => read.Run.Id)
                    : None;
            }

            if (reads.Count > 1)
            {
                var half = reads.Count / 2; // one of them has ended or changed
                var halves = await Task.WhenAll(rows.MarkAsync(shard, [.. reads.Take(half)], isBefore, cancel), rows.MarkAsync(shard, [.. reads.Skip(half)], isBefore, cancel));
                return halves.SelectMany(one => one).ToDictionary();
            }
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException) // the latter: none of the tries was answered
        {
            // Calls in flight matter more; if storage stays unavailable, the closes report it. Calls that have not begun are repeated later.
        }

        return None;
    }

    private static IReadOnlyDictionary<RunId, InFlightRun> None { get; } = new Dictionary<RunId, InFlightRun>();
}
