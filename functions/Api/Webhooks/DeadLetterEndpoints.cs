using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Base;
using AgentSched.Engine.Webhooks;
using AgentSched.Model.Agents;
using AgentSched.Model.Webhooks;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Tables;
using AgentSched.Storage.Webhooks;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Api.Webhooks;

/// <summary>Events that were given up: see them, send them again, forget them. They are kept as long as runs are.</summary>
public sealed class DeadLetterEndpoints(TableStore store, AgentTable agents, DeliveryQueue queue, TimeProvider clock)
{
    private const string All = WebhookEndpoints.OfAgent + "/dead";
    private const string One = All + "/{deliveryId}";

    /// <summary><c>GET /api/agents/{agent}/webhooks/dead</c>: those of the newest runs first.</summary>
    /// <remarks>Where two routes match, the host takes the function whose name comes first: this one's before <see cref="WebhookEndpoints.GetWebhook"/>.</remarks>
    [Function(nameof(DeadDeliveries))]
    public async Task<IResult> DeadDeliveries([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = All)] HttpRequest request, CancellationToken cancel)
    {
        var errors = new FieldErrors();
        var paging = Paging.Read(request, errors);
        if (errors.Any)
        {
            return Problem.Invalid(errors);
        }

        var agent = request.FoundAgent().Agent;
        var (rows, next) = await store.PageAsync(ShardOf(agent), Keys.DeadDeliveries(agent.Tenant, agent.Name), paging.Limit, paging.Continuation, cancel);
        return Paging.Page(rows.Where(row => IsOf(agent, row)).Select(Answer), next);
    }

    /// <summary><c>POST /api/agents/{agent}/webhooks/dead/{deliveryId}/replay</c>: on its way again under the same id, with all its attempts; 202.</summary>
    [Function(nameof(ReplayDelivery))]
    public async Task<IResult> ReplayDelivery([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = One + "/replay")] HttpRequest request, string deliveryId, CancellationToken cancel)
    {
        if (await FindAsync(request, deliveryId, cancel) is not { } row)
        {
            return Unknown(deliveryId);
        }

        var delivery = Delivery.Read(row) with { Attempts = 0, LastError = null, LastStatus = null, DueAt = clock.GetUtcNow() };
        if (request.FoundAgent().Webhooks.All(w => w.Id != delivery.Webhook))
        {
            return Problem.Conflict($"webhook \"{delivery.Webhook}\" is deleted, so there is nowhere to send it");
        }

        var shard = row.PartitionKey;
        if (!await store.CommitAsync(new Transaction(shard).Delete(row.RowKey, row.ETag).Insert(delivery.Write(shard)).WithWitness(), cancel))
        {
            return Unknown(deliveryId); // somebody else replayed or forgot it just now
        }

        await queue.SendAsync(shard, [delivery], cancel);
        return Results.Json(new { delivery.Id, webhook = delivery.Webhook, dueAt = delivery.DueAt }, Json.Options, statusCode: StatusCodes.Status202Accepted);
    }

    /// <summary><c>DELETE /api/agents/{agent}/webhooks/dead/{deliveryId}</c>: nobody will be told of it.</summary>
    [Function(nameof(ForgetDelivery))]
    public async Task<IResult> ForgetDelivery([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = One)] HttpRequest request, string deliveryId, CancellationToken cancel) =>
        await FindAsync(request, deliveryId, cancel) is { } row && await store.CommitAsync(new Transaction(row.PartitionKey).Delete(row.RowKey, row.ETag).WithWitness(), cancel)
            ? Results.NoContent()
            : Unknown(deliveryId);

    private async Task<TableEntity?> FindAsync(HttpRequest request, string id, CancellationToken cancel)
    {
        var agent = request.FoundAgent().Agent;
        return Delivery.IdShape().IsMatch(id) && await store.GetAsync(ShardOf(agent), Keys.DeadDelivery(agent.Tenant, agent.Name, id), cancel) is { } row && IsOf(agent, row) ? row : null;
    }

    /// <summary>Not those of an agent that had the name before.</summary>
    private static bool IsOf(Agent agent, TableEntity row) => row.Time("At") >= agent.CreatedAt;

    private string ShardOf(Agent agent) => agents.ShardOf(agent.Tenant, agent.Name);

    private static object Answer(TableEntity row)
    {
        var delivery = Delivery.Read(row);
        return new
        {
            delivery.Id,
            delivery.Webhook,
            type = WebhookPayload.TypeOf(delivery.Event),
            runId = delivery.Run.ToString(),
            delivery.ScheduleId,
            delivery.ScheduleName,
            createdAt = delivery.At,
            deadAt = row.Time("DeadAt"),
            delivery.Attempts,
            delivery.LastStatus,
            delivery.LastError,
        };
    }

    private static IResult Unknown(string id) => Problem.NotFound($"event \"{id}\"");
}
