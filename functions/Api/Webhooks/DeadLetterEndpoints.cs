using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Base;
using AgentSched.Storage.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Api.Webhooks;

/// <summary>Lists, replays and deletes dead letters: events whose delivery was given up. They are kept as long as runs are.</summary>
public sealed class DeadLetterEndpoints(DeadLetters letters, DeliveryQueue queue, TimeProvider clock)
{
    private const string All = WebhookEndpoints.OfAgent + "/dead";
    private const string One = All + "/{deliveryId}";

    /// <summary><c>GET /api/agents/{agent}/webhooks/dead</c>: dead letters, those of the newest runs first.</summary>
    /// <remarks>If two routes match, the host takes the function whose name sorts first: this one's sorts before <see cref="WebhookEndpoints.GetWebhook"/>.</remarks>
    [Function(nameof(DeadDeliveries))]
    public async Task<IResult> DeadDeliveries([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = All)] HttpRequest request, CancellationToken cancel)
    {
        var errors = FieldErrors.Of(request);
        var paging = Paging.Read(request, errors);
        if (errors.Any)
        {
            return Problem.Invalid(errors);
        }

        var agent = request.FoundAgent().Agent;
        var (dead, next) = await letters.PageAsync(agent, paging.Limit, paging.Continuation, cancel);
        return Paging.Page(dead.Select(one => new DeliveryAnswer(one.Delivery) { DeadAt = one.DeadAt }), next);
    }

    /// <summary>
    /// <c>POST /api/agents/{agent}/webhooks/dead/{deliveryId}/replay</c>: sends the event again under the same id, with the full number of attempts;
    /// 202.
    /// </summary>
    [Function(nameof(ReplayDelivery))]
    public async Task<IResult> ReplayDelivery([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = One + "/replay")] HttpRequest request, string deliveryId, CancellationToken cancel)
    {
        var agent = request.FoundAgent().Agent;
        if (await letters.FindAsync(agent, deliveryId, cancel) is not { } dead)
        {
            return Unknown(deliveryId);
        }

        var delivery = dead.Delivery with { Attempts = 0, LastError = null, LastStatus = null, DueAt = clock.GetUtcNow() };
        if (request.FoundAgent().Webhooks.All(w => w.Id != delivery.Webhook))
        {
            return Problem.Conflict($"webhook \"{delivery.Webhook}\" was deleted, so the event cannot be sent");
        }

        if (!await letters.ReplayAsync(agent, dead, delivery, cancel))
        {
            return Unknown(deliveryId);
        }

        await queue.SendAsync(letters.ShardOf(agent), [delivery], cancel);
        request.HttpContext.Response.Headers.Location = $"/api/agents/{agent.Name}/webhooks/pending";
        return Results.Json(new { delivery.Id, webhook = delivery.Webhook, dueAt = delivery.DueAt }, Json.Options, statusCode: StatusCodes.Status202Accepted);
    }

    /// <summary><c>DELETE /api/agents/{agent}/webhooks/dead/{deliveryId}</c>: deletes the event without delivering it.</summary>
    [Function(nameof(ForgetDelivery))]
    public async Task<IResult> ForgetDelivery([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = One)] HttpRequest request, string deliveryId, CancellationToken cancel) =>
        await letters.FindAsync(request.FoundAgent().Agent, deliveryId, cancel) is { } dead && await letters.ForgetAsync(request.FoundAgent().Agent, dead, cancel)
            ? Results.NoContent()
            : Unknown(deliveryId);

    private static IResult Unknown(string id) => Problem.NotFound($"event \"{id}\"");
}
