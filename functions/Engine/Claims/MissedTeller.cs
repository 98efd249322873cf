using AgentSched.Engine.After;
using AgentSched.Storage.Activities;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Schedules;
using AgentSched.Storage.Tables;
using AgentSched.Storage.Webhooks;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;

namespace AgentSched.Engine.Claims;

/// <summary>
/// Tells the feeds, and webhooks, of occurrences that a claim recorded as missed. A claim does not touch the agents' rows, or ticks and runs would be in each
/// other's way; so it leaves a row beside its records, in its transaction, and here the row becomes an entry, right after the claim or,
/// after a crash, by the sweep. The row goes in the transaction that writes the entry: told once, whoever tells it.
/// </summary>
public sealed class MissedTeller(TableStore store, RowCache cache, AgentTable agents, ScheduleTable schedules, DeliveryQueue webhooks, ILogger<MissedTeller> logger) : IUnfinished
{
    private const int Tries = 10;

    /// <summary>Tells what claims have just left behind. Where this fails, the sweep does it.</summary>
    internal async Task TellAsync(IEnumerable<TableEntity> rows, CancellationToken cancel)
    {
        foreach (var row in rows)
        {
            try
            {
                await TellAsync(row, cancel);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                logger.NotTold(e, row.PartitionKey, row.RowKey);
            }
        }
    }

    string IUnfinished.Prefix => Keys.MissedPrefix;

    Task IUnfinished.ResumeAsync(TableEntity row, DateTimeOffset now, CancellationToken cancel) => TellAsync(row, cancel);

    /// <summary>Makes an entry of a row. Safe to repeat.</summary>
    /// <remarks>Takes no turn of its shard: a close that pauses its schedule comes here within its own.</remarks>
    internal async Task TellAsync(TableEntity row, CancellationToken cancel)
    {
        var (tenant, agent, schedule) = (row.Text("Tenant"), row.Text("Agent"), row.Text("ScheduleId"));
        for (var tries = 1; tries <= Tries; tries++)
        {
            var transaction = new Transaction(row.PartitionKey).Delete(row.RowKey, ETag.All);
            AgentFeedWriter? feed = null;
            if (await (tries == 1 ? agents.RecallAsync(tenant, agent, cancel) : agents.FindAsync(tenant, agent, cancel)) is { } stored)
            {
                var name = (await schedules.RecallAsync(tenant, agent, schedule, cancel))?.Schedule.Name;
                feed = new AgentFeedWriter(stored).Add(MissedRow.EntryOf(row, name), MissedRow.OccurrencesOf(row));
                transaction.Merge(feed.Write(transaction, agents.NoColumns(stored)), stored.ETag);
            }

            if (await cache.CommitAsync(transaction, cancel))
            {
                await webhooks.SendAsync(row.PartitionKey, feed?.Deliveries ?? [], cancel);
                return;
            }

            if (await store.GetAsync(row.PartitionKey, row.RowKey, cancel) is null)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(2, 10 * tries)), cancel);
        }
    }
}
