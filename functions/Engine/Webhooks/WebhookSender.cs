using AgentSched.Storage.Account;
using AgentSched.Storage.Webhooks;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Engine.Webhooks;

/// <summary>
/// Posts what has been put on the queue for webhooks. Slow receivers keep each other waiting here, never a run. A message that fails five times
/// (storage is what can fail) is set aside by the host; the row stays, and the sweep sends it again.
/// </summary>
public sealed class WebhookSender(Deliverer deliverer)
{
    /// <summary>Runs for each message of the queue <c>webhooks</c>.</summary>
    [Function(nameof(WebhookSender))]
    public Task RunAsync([QueueTrigger(StorageClients.WebhooksQueue)] DeliveryRequest request, CancellationToken cancel) => deliverer.DeliverAsync(request, cancel);
}
