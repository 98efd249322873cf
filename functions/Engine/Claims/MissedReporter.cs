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
/// Reports occurrences that a claim recorded as missed, to feeds and webhooks. A claim does not write the agents' rows, so that ticks and runs do
/// not contend for them. Instead, its transaction adds a row, which becomes a feed entry here, right after the claim or, after a crash, by
/// the sweep. The transaction that writes the entry deletes the row, so each is reported once.
/// </summary>
public sealed class MissedReporter(TableStore store, RowCache cache, AgentTable agents, ScheduleTable schedules, DeliveryQueue webhooks, ILogger<MissedReporter> logger) : IUnfinished
{
    private const int Tries = 10;

    /// <summary>Reports the rows that claims have just written. If this fails, the sweep does it.</summary>
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

    /// <summary>Turns a row into a feed entry. Safe to repeat.</summary>
    /// <remarks>Does not acquire the shard's lock: a close that pauses a schedule already has it when it calls this.</remarks>
    internal async Task TellAsync(TableEntity row, CancellationToken cancel)
    {
        var (agent, schedule) = (row.AgentKey(), row.Text("ScheduleId"));
        for (var tries = 1; tries <= Tries; tries++)
        {
            var transaction = new Transaction(row.PartitionKey).Delete(row.RowKey, ETag.All);
            AgentFeedWriter? feed = null;
            if (await (tries == 1 ? agents.RecallAsync(agent, cancel) : agents.FindAsync(agent, cancel)) is { } stored)
            {
                var name = (await schedules.RecallAsync(agent, schedule, cancel))?.Schedule.Name;
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
