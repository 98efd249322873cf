using AgentSched.Storage.Account;
using AgentSched.Storage.Webhooks;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Engine.Webhooks;

/// <summary>
/// Processes the queue of webhook deliveries. Slow receivers delay each other here, never a run. The host moves a message that fails five times
/// (only storage can fail) to the poison queue; the row stays, and the sweep sends it again.
/// </summary>
public sealed class WebhookSender(Deliverer deliverer)
{
    /// <summary>Runs for each message of the queue <c>webhooks</c>.</summary>
    [Function(nameof(WebhookSender))]
    public Task RunAsync([QueueTrigger(StorageClients.WebhooksQueue)] DeliveryRequest request, CancellationToken cancel) => deliverer.DeliverAsync(request, cancel);
}
