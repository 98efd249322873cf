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
            await SendAsync(row.PartitionKey, delivery, cancel);
            logger.SentAgain(delivery.Id, delivery.Attempts);
        }
    }

    private Task SendAsync(string shard, Delivery delivery, CancellationToken cancel)
    {
        // Rounded up to whole seconds: an early message would find that the delivery is not due.
        var delay = TimeSpan.FromSeconds(Math.Ceiling((delivery.DueAt - clock.GetUtcNow()).TotalSeconds));
        var visibleIn = delay < TimeSpan.Zero ? TimeSpan.Zero : delay < LongestDelay ? delay : LongestDelay;
        return clients.Webhooks.SendMessageAsync(JsonSerializer.Serialize(new DeliveryRequest(shard, delivery.Id), Json.Options), visibleIn, Forever, cancel);
    }
}
