using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Storage.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Api.Webhooks;

/// <summary>Lists the events of an agent that are still to be delivered.</summary>
public sealed class PendingDeliveryEndpoints(PendingDeliveries deliveries)
{
    /// <summary><c>GET /api/agents/{agent}/webhooks/pending</c>: events that no receiver has accepted yet, those of the newest runs first.</summary>
    /// <remarks>If two routes match, the host takes the function whose name sorts first: this one's sorts before <see cref="WebhookEndpoints.GetWebhook"/>.</remarks>
    [Function(nameof(DeliveriesPending))]
    public async Task<IResult> DeliveriesPending(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = WebhookEndpoints.OfAgent + "/pending")] HttpRequest request, CancellationToken cancel)
    {
        var errors = FieldErrors.Of(request);
        var paging = Paging.Read(request, errors);
        if (errors.Any)
        {
            return Problem.Invalid(errors);
        }

        var (pending, next) = await deliveries.PageAsync(request.FoundAgent().Agent, paging.Limit, paging.Continuation, cancel);
        return Paging.Page(pending.Select(delivery => new DeliveryAnswer(delivery) { NextAttemptAt = delivery.DueAt }), next);
    }
}
