using System.Text.Json;
using AgentSched.Base;
using AgentSched.Model.Webhooks;
using AgentSched.Storage.Account;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;

namespace AgentSched.Storage.Webhooks;

/// <summary>
/// Puts deliveries on their queue, each to be seen when it is due. A row without a message (a crash came between, or the queue did not
/// answer) is found by the sweep; so nothing that fails here is of concern to whoever ended a run.
/// </summary>
public sealed class DeliveryQueue(StorageClients clients, TableStore store, TimeProvider clock, ILogger<DeliveryQueue> logger)
{
    private static readonly TimeSpan Forever = TimeSpan.FromSeconds(-1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(7); // the service's own limit

    /// <summary>Sends what a transaction has just written.</summary>
    internal async Task SendAsync(string shard, IEnumerable<Delivery> deliveries, CancellationToken cancel)
    {
        foreach (var some in deliveries.Chunk(Webhook.MaxPerAgent))
        {
            try
            {
                await Task.WhenAll(some.Select(delivery => SendAsync(shard, delivery, cancel)));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                logger.NotSent(e, some[0].Id);
            }
        }
    }

    /// <summary>Sends a delivery that is still there long after it was due. It is due anew first, so that a long queue does not get a message for it from every sweep.</summary>
    /// <param name="row">Its row.</param>
    /// <param name="after">How long after.</param>
    /// <param name="now">The moment.</param>
    /// <param name="cancel">Ends the call.</param>
    internal async Task ResendAsync(TableEntity row, TimeSpan after, DateTimeOffset now, CancellationToken cancel)
    {
        if (now - row.Time("DueAt") < after)
        {
            return;
        }

        var change = new TableEntity(row.PartitionKey, row.RowKey) { ["DueAt"] = now };
        if (await store.CommitAsync(new Transaction(row.PartitionKey).Merge(change, row.ETag), cancel)) // else somebody is at work on it
        {
            var delivery = Delivery.Read(row) with { DueAt = now };
            await SendAsync(row.PartitionKey, delivery, cancel);
            logger.SentAgain(delivery.Id, delivery.Attempts);
        }
    }

    private Task SendAsync(string shard, Delivery delivery, CancellationToken cancel)
    {
        // Whole seconds, the fraction counted as one: a message that comes early would find that it is not due.
        var delay = TimeSpan.FromSeconds(Math.Ceiling((delivery.DueAt - clock.GetUtcNow()).TotalSeconds));
        var visibleIn = delay < TimeSpan.Zero ? TimeSpan.Zero : delay < LongestDelay ? delay : LongestDelay;
        return clients.Webhooks.SendMessageAsync(JsonSerializer.Serialize(new DeliveryRequest(shard, delivery.Id), Json.Options), visibleIn, Forever, cancel);
    }
}
