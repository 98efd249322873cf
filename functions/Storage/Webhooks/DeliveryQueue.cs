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
/// Sends deliveries to their queue, each visible when it is due. The sweep finds rows without a message (after a crash or a failure of
/// the queue), so a failure here does not affect the code that ended a run.
/// </summary>
public sealed class DeliveryQueue(StorageClients clients, TableStore store, TimeProvider clock, ILogger<DeliveryQueue> logger)
{
    private static readonly TimeSpan Forever = TimeSpan.FromSeconds(-1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(7); // the service's limit

    /// <summary>Sends the deliveries that a transaction has just written.</summary>
    /// <param name="shard">Their partition.</param>
    /// <param name="deliveries">The deliveries.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <param name="ahead">How much earlier than due their messages become visible, so that the attempt is in time although an idle queue is polled rarely.</param>
    internal async Task SendAsync(string shard, IEnumerable<Delivery> deliveries, CancellationToken cancel, TimeSpan ahead = default)
    {
        foreach (var some in deliveries.Chunk(Webhook.MaxPerAgent))
        {
            try
            {
                await Task.WhenAll(some.Select(delivery => SendAsync(shard, delivery, ahead, cancel)));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                logger.NotSent(e, some[0].Id);
            }
        }
    }

    /// <summary>Sends a delivery again that is still pending long after it was due. Updates its due time first, so that not every sweep adds a message to a long queue.</summary>
    /// <param name="row">The delivery's row.</param>
    /// <param name="after">Minimum time since it was due.</param>
    /// <param name="now">Current time.</param>
    /// <param name="cancel">Cancels the call.</param>
    internal async Task ResendAsync(TableEntity row, TimeSpan after, DateTimeOffset now, CancellationToken cancel)
    {
        if (now - row.Time("DueAt") < after)
        {
            return;
        }

        var change = new TableEntity(row.PartitionKey, row.RowKey) { ["DueAt"] = now };
        if (await store.CommitAsync(new Transaction(row.PartitionKey).Merge(change, row.ETag), cancel)) // else it is being processed
        {
            var delivery = Delivery.Read(row) with { DueAt = now };
            await SendAsync(row.PartitionKey, delivery, ahead: TimeSpan.Zero, cancel);
            logger.SentAgain(delivery.Id, delivery.Attempts);
        }
    }

    private Task SendAsync(string shard, Delivery delivery, TimeSpan ahead, CancellationToken cancel)
    {
        // Rounded up to whole seconds: an early message would have to wait for its second.
        var delay = TimeSpan.FromSeconds(Math.Ceiling((delivery.DueAt - ahead - clock.GetUtcNow()).TotalSeconds));
        var visibleIn = delay < TimeSpan.Zero ? TimeSpan.Zero : delay < LongestDelay ? delay : LongestDelay;
        return clients.Webhooks.SendMessageAsync(JsonSerializer.Serialize(new DeliveryRequest(shard, delivery.Id), Json.Options), visibleIn, Forever, cancel);
    }
}
