using AgentSched.Base;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Runs;
using AgentSched.Storage.Schedules;
using AgentSched.Storage.Tables;
using Azure;
using Azure.Data.Tables;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentSched.Engine.Retention;

/// <summary>
/// Deletes expired data: schedules that were deleted 30 days ago, with their runs, and runs and feed entries older than the
/// retention. Works in small transactions; each is safe to repeat, so a crash needs no recovery.
/// </summary>
public sealed class Purge(
    TableStore store,
    ScheduleTable schedules,
    RunLogs logs,
    ActivityPurge activities,
    IOptions<AgentSchedOptions> shared,
    IOptions<RetentionOptions> options,
    ILogger<Purge> logger)
{
    private const int RunsAtOnce = 40; // two rows each, in one transaction

    internal async Task PurgeAsync(DurableTaskClient durable, DateTimeOffset now, CancellationToken cancel)
    {
        var tenants = new HashSet<string>(StringComparer.Ordinal);
        foreach (var shard in Keys.Shards(shared.Value.Shards))
        {
            try
            {
                await foreach (var row in store.QueryAsync(Keys.PurgeUntil(shard, now), cancel))
                {
                    await PurgeScheduleAsync(shard, row, durable, cancel);
                }

                await foreach (var row in store.QueryAsync(Keys.AllAgents(shard), cancel))
                {
                    var (agent, deletedAt) = AgentRow.ReadKey(row);
                    tenants.Add(agent.Tenant);
                    await PurgeOldRunsAsync(shard, agent, now - options.Value.RunRetention, durable, cancel);
                    if (deletedAt < now - options.Value.RunRetention)
                    {
                        await PurgeFormerAsync(row, agent, cancel);
                    }
                }

                await activities.PurgeAsync(shard, now - options.Value.RunRetention, cancel);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                logger.PurgeFailed(e, shard); // the other shards continue; the next hour tries again
            }
        }

        foreach (var tenant in tenants)
        {
            try
            {
                await activities.PurgeAsync(Keys.Tenant(tenant), now - options.Value.RunRetention, cancel);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                logger.PurgeFailed(e, Keys.Tenant(tenant));
            }
        }
    }

    private async Task PurgeScheduleAsync(string shard, TableEntity row, DurableTaskClient durable, CancellationToken cancel)
    {
        var (agent, id) = (row.AgentKey(), row.Text("ScheduleId"));
        if (await schedules.FindAsync(agent, id, cancel) is not { Schedule.DeletedAt: not null } stored)
        {
            await store.CommitAsync(new Transaction(shard).Delete(row.RowKey, row.ETag), cancel);
            return;
        }

        var runs = await PurgeRunsAsync(shard, Keys.Prefix(shard, Keys.RunOfSchedule(agent, id, run: default)), durable, cancel);
        if (await schedules.PurgeAsync(stored, cancel))
        {
            logger.SchedulePurged(id, runs);
        }
    }

    private async Task PurgeOldRunsAsync(string shard, AgentKey agent, DateTimeOffset before, DurableTaskClient durable, CancellationToken cancel)
    {
        // Newest first: everything after the first id of that time is older.
        var runs = await PurgeRunsAsync(shard, Keys.PrefixAfter(shard, Keys.Run(agent, run: default), RunId.TimeOf(before)), durable, cancel);
        await DeleteAsync(shard, Keys.RequestKey(agent, string.Empty), key => key.Time("At") < before, cancel);
        await DeleteAsync(shard, Keys.Backfills(agent), order => order.GetDateTimeOffset("FinishedAt") < before, cancel);

        await DeleteAsync(shard, Keys.DeadDeliveries(agent), dead => dead.Time("DeadAt") < before, cancel);

        if (runs > 0)
        {
            logger.RunsPurged(agent.Name, runs, before);
        }
    }

    /// <summary>Removes the usage of an agent that was deleted long ago, and the row that names it. Its schedules, runs and feed are gone by then.</summary>
    private async Task PurgeFormerAsync(TableEntity row, AgentKey agent, CancellationToken cancel)
    {
        await DeleteAsync(row.PartitionKey, Keys.UsageOf(agent), static _ => true, cancel);
        await DeleteAsync(row.PartitionKey, Keys.UsageOfSchedules(agent), static _ => true, cancel);
        await store.CommitAsync(new Transaction(row.PartitionKey).Delete(row.RowKey, row.ETag), cancel);
    }

    private async Task DeleteAsync(string shard, string prefix, Func<TableEntity, bool> isOld, CancellationToken cancel)
    {
        var old = new List<TableEntity>();
        await foreach (var row in store.QueryAsync(Keys.Prefix(shard, prefix), cancel))
        {
            if (isOld(row))
            {
                old.Add(row);
            }
        }

        foreach (var some in old.Chunk(Transaction.MaxActions))
        {
            await store.CommitAsync(some.Aggregate(new Transaction(shard), (t, row) => t.Delete(row.RowKey, ETag.All)), cancel);
        }
    }

    private async Task<int> PurgeRunsAsync(string shard, string filter, DurableTaskClient durable, CancellationToken cancel)
    {
        var ended = new List<Run>();
        await foreach (var row in store.QueryAsync(filter, cancel))
        {
            var run = RunRow.Read(row);
            if (run.Status.HasEnded())
            {
                ended.Add(run);
            }
        }

        foreach (var some in ended.Chunk(RunsAtOnce))
        {
            foreach (var instance in some.SelectMany(InstancesOf).Distinct(StringComparer.Ordinal))
            {
                await durable.PurgeInstanceAsync(instance, options: null, cancel);
            }

            var transaction = new Transaction(shard);
            foreach (var run in some)
            {
                await logs.DeleteAsync(run, cancel); // before the record, which is the only reference to the log
                transaction.Delete(Keys.Run(run.AgentKey, run.Id), ETag.All);
                if (run.ScheduleId is not null)
                {
                    transaction.Delete(Keys.RunOfSchedule(run.AgentKey, run.ScheduleId, run.Id), ETag.All);
                }
            }

            await store.CommitAsync(transaction, cancel);
        }

        return ended.Count;
    }

    /// <summary>The orchestrations that called a run's agent; runs of one batch share one.</summary>
    private static IEnumerable<string> InstancesOf(Run run)
    {
        if (run.Batch is { } batch)
        {
            yield return batch;
        }

        if (run is { IsHandedOver: true } or { Batch: null, StartedAt: not null })
        {
            yield return run.Id.ToString();
        }
    }
}
