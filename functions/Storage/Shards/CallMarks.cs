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
    /// Writes the marks while the calls of a full second are in flight, so that no call waits for them: a crash in the milliseconds in between
    /// loses the marks. Other changes of a row are kept; a row that is gone belongs to a run that has ended.
    /// </summary>
    /// <param name="rows">The table.</param>
    /// <param name="shard">The partition.</param>
    /// <param name="reads">The runs with <see cref="Run.Attempts"/> and <see cref="Run.StartedAt"/> as of the start of these calls: one transaction for all.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <returns>The runs with the new ETags of their rows. A run that is missing must be read again.</returns>
    public static async Task<IReadOnlyDictionary<RunId, InFlightRun>> MarkCallsAsync(this ShardRows rows, string shard, IReadOnlyList<InFlightRun> reads, CancellationToken cancel)
    {
        try
        {
            return await rows.MarkAsync(shard, reads, isFirst: false, cancel);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException) // the latter: none of the tries was answered
        {
            return None; // The calls matter more; if storage stays unavailable, the closes report it.
        }
    }

    /// <summary>Writes the marks before the calls begin, so that no crash loses them: a call that is repeated has a higher number.</summary>
    /// <returns>As <see cref="MarkCallsAsync"/>. A run that is missing may have ended.</returns>
    /// <exception cref="RequestFailedException">Storage is unavailable; the agents must not be called.</exception>
    /// <exception cref="InvalidOperationException">A row has changed since it was read: another process calls that agent, too.</exception>
    public static Task<IReadOnlyDictionary<RunId, InFlightRun>> MarkBeforeCallsAsync(this ShardRows rows, string shard, IReadOnlyList<InFlightRun> reads, CancellationToken cancel) =>
        rows.MarkAsync(shard, reads, isFirst: true, cancel);

    private static async Task<IReadOnlyDictionary<RunId, InFlightRun>> MarkAsync(this ShardRows rows, string shard, IReadOnlyList<InFlightRun> reads, bool isFirst, CancellationToken cancel)
    {
        if (reads.Count == 0)
        {
            return None;
        }

        var transaction = new Transaction(shard);
        foreach (var (run, etag) in reads)
        {
            transaction.Merge(
                new TableEntity(shard, Keys.InFlight(run.Id)) { [nameof(Run.Attempts)] = run.Attempts, [nameof(Run.StartedAt)] = run.StartedAt }, isFirst ? etag : ETag.All);
        }

        if (await rows.CommitAsync(transaction, cancel))
        {
            return transaction.ETags is { } etags ? reads.Zip(etags).ToDictionary(pair => pair.First.Run.Id, pair => pair.First with { ETag = pair.Second }) : None;
        }

        if (reads.Count > 1)
        {
            var half = reads.Count / 2; // one of them has ended or changed
            var halves = await Task.WhenAll(rows.MarkAsync(shard, [.. reads.Take(half)], isFirst, cancel), rows.MarkAsync(shard, [.. reads.Skip(half)], isFirst, cancel));
            return halves.SelectMany(one => one).ToDictionary();
        }

        return !isFirst || await rows.Runs.FindInFlightAsync(shard, reads[0].Run.Id, cancel) is null
            ? None
            : throw new InvalidOperationException($"run {reads[0].Run.Id} changed before its agent was called");
    }

    private static IReadOnlyDictionary<RunId, InFlightRun> None { get; } = new Dictionary<RunId, InFlightRun>();
}
