using AgentSched.Agents;
using AgentSched.Dispatch;
using AgentSched.Runs;
using AgentSched.Schedules;
using AgentSched.Storage;
using AgentSched.Webhooks;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;

namespace AgentSched.Activities;

/// <summary>
/// Tells the feeds, and webhooks, of occurrences that a claim recorded as missed. A claim does not touch the agents' rows, or ticks and runs would be in each
/// other's way; so it leaves a row beside its records, in its transaction, and here the row becomes an entry, right after the claim or,
/// after a crash, by the sweep. The row goes in the transaction that writes the entry: told once, whoever tells it.
/// </summary>
public sealed class MissedNews(TableStore store, RowCache cache, AgentTable agents, ScheduleTable schedules, DeliveryQueue webhooks, ILogger<MissedNews> logger)
{
    private const int Tries = 10;

    /// <summary>The row that a claim leaves; one for all occurrences that it records.</summary>
    /// <param name="due">The due row that is claimed.</param>
    /// <param name="missed">The records, in order; at least one.</param>
    /// <param name="now">The moment.</param>
    internal static TableEntity RowOf(DueRow due, IReadOnlyList<Run> missed, DateTimeOffset now) => new(due.Shard, Keys.Missed(due.Tenant, due.Agent, due.ScheduleId, missed[^1].NominalTime))
    {
        ["Tenant"] = due.Tenant,
        ["Agent"] = due.Agent,
        ["ScheduleId"] = due.ScheduleId,
        ["Owner"] = due.Owner,
        ["At"] = now,
        ["Count"] = missed.Count,
        ["First"] = missed[0].DueTime,
        ["Last"] = missed[^1].DueTime,
        ["Reason"] = missed[^1].Reason!.Value.ToString(),
        ["Sentence"] = missed[^1].Sentence,
        ["RunId"] = missed.Count == 1 ? missed[0].Id.ToString() : null,
        ["LastRunId"] = missed[^1].Id.ToString(),
    };

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

    /// <summary>Makes an entry of a row. Safe to repeat.</summary>
    /// <remarks>Takes no turn of its shard: a close that pauses its schedule comes here within its own.</remarks>
    internal async Task TellAsync(TableEntity row, CancellationToken cancel)
    {
        var (tenant, agent, schedule) = (row.Text("Tenant"), row.Text("Agent"), row.Text("ScheduleId"));
        for (var tries = 1; tries <= Tries; tries++)
        {
            var transaction = new Transaction(row.PartitionKey).Delete(row.RowKey, ETag.All);
            FeedEntries? feed = null;
            if (await (tries == 1 ? agents.RecallAsync(tenant, agent, cancel) : agents.FindAsync(tenant, agent, cancel)) is { } stored)
            {
                var name = (await schedules.RecallAsync(tenant, agent, schedule, cancel))?.Schedule.Name;
                feed = new FeedEntries(stored).Add(EntryOf(row, name), OccurrencesOf(row));
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

    /// <summary>Null: the row is of a release that did not say which run was the last.</summary>
    private static MissedOccurrences? OccurrencesOf(TableEntity row) =>
        row.GetString("LastRunId") is { } last ? new MissedOccurrences(RunId.Parse(last), row.Int("Count"), row.Time("First"), row.Time("Last")) : null;

    private static ActivityEntry EntryOf(TableEntity row, string? schedule) => new(ActivityType.RunMissed, ActivityState.Missed, ActivityEntry.Scheduler, row.Time("At"))
    {
        ScheduleId = row.Text("ScheduleId"),
        ScheduleName = schedule,
        Owner = row.GetString("Owner"),
        RelatedRunId = row.GetString("RunId") is { } run ? RunId.Parse(run) : null,
        Details = Details.Of(new
        {
            Trigger = RunTrigger.Schedule,
            Status = RunStatus.Missed,
            Reason = row.Word<RunReason>("Reason"),
            Sentence = Details.Short(row.GetString("Sentence")),
            Count = row.Int("Count"),
            FirstDueTime = row.Time("First"),
            LastDueTime = row.Time("Last"),
        }),
    };
}
