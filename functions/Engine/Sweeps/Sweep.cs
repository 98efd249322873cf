using AgentSched.Base;
using AgentSched.Engine.After;
using AgentSched.Engine.Claims;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentSched.Engine.Sweeps;

/// <summary>
/// Completes work that a crash interrupted: abandoned runs, chained runs, backfills, missing feed entries and undelivered webhook events.
/// </summary>
public sealed class Sweep(
    TableStore store, UnfinishedRuns runs, IEnumerable<IUnfinished> others, Telemeter telemeter, IOptions<AgentSchedOptions> shared, IOptions<DispatchOptions> options, ILogger<Sweep> logger)
{
    private readonly IReadOnlyList<IUnfinished> _others = [.. others];

    /// <summary>Checks every row of pending work that was due long enough ago. One query per shard if there is none.</summary>
    internal async Task SweepAsync(DurableTaskClient durable, DateTimeOffset now, CancellationToken cancel)
    {
        var stuck = await Task.WhenAll(Keys.Shards(shared.Value.Shards).Select(shard => SweepShardAsync(shard, durable, now, cancel)));
        telemeter.Swept(stuck.Sum());
    }

    /// <returns>How many runs were stuck.</returns>
    private async Task<int> SweepShardAsync(string shard, DurableTaskClient durable, DateTimeOffset now, CancellationToken cancel)
    {
        var found = new SweptShard(durable, now);
        try
        {
            await foreach (var row in store.QueryAsync(Keys.WorkUntil(shard, now - options.Value.ResendAfter), cancel))
            {
                try
                {
                    await ResumeAsync(row, found, cancel);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    logger.SweepFailed(e, shard, row.RowKey); // one bad row never stops a scan
                }
            }

            await runs.ResendAsync(shard, found.Stuck, now, cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.SweepFailed(e, shard, string.Empty); // the other shards go on; the next sweep looks at this one again
        }

        return found.Stuck.Count + found.Closed;
    }

    private Task ResumeAsync(TableEntity row, SweptShard found, CancellationToken cancel) =>
        _others.FirstOrDefault(other => row.RowKey.StartsWith(other.Prefix, StringComparison.Ordinal)) is { } kind
            ? kind.ResumeAsync(row, found.Now, cancel)
            : runs.ResolveAsync(row, found, cancel);
}
