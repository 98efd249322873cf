using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Base;
using AgentSched.Engine.Webhooks;
using AgentSched.Model.Agents;
using AgentSched.Model.Webhooks;
using AgentSched.Outbound.Guard;
using AgentSched.Outbound.Webhooks;
using AgentSched.Storage.Schedules;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Api.Webhooks;

/// <summary>Creates, reads, changes, tests and deletes the webhooks of an agent; for its owner and admins.</summary>
public sealed class WebhookEndpoints(
    WebhookEdits table, WebhookSecrets secrets, WebhookHttp http, ScheduleTable schedules, NetworkGuard guard, TimeProvider clock)
{
    internal const string OfAgent = "agents/{agent}/webhooks";
    internal const string One = OfAgent + "/{webhookId}";

    /// <summary><c>POST /api/agents/{agent}/webhooks {url, on, schedule?, description?}</c>: 201 with the webhook and its secret, shown only in this answer.</summary>
    [Function(nameof(CreateWebhook))]
    public async Task<IResult> CreateWebhook(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = OfAgent)] HttpRequest request, CancellationToken cancel)
    {
        var (fields, problem) = await JsonBody.ReadAsync(request, cancel);
        if (fields is null)
        {
            return problem!;
        }

        using var _ = fields;
        var (webhook, wrong) = await ParseAsync(fields, before: null, request.FoundAgent().Agent, cancel);
        if (webhook is null)
        {
            return wrong!;
        }

        request.HttpContext.Response.Headers.Location = $"/api/agents/{request.FoundAgent().Agent.Name}/webhooks/{webhook.Id}";
        var created = await WithSecretAsync(request, webhook, StatusCodes.Status201Created, cancel);
        return await table.ChangeAsync(
            request,
            webhooks => webhooks.Count < Webhook.MaxPerAgent ? new WebhookEdit([.. webhooks, webhook], created) : new WebhookEdit(
                null, Problem.Conflict($"the agent has {webhooks.Count} webhooks, the maximum for one agent")),
            cancel);
    }

    /// <summary><c>GET /api/agents/{agent}/webhooks</c>: all of them.</summary>
    [Function(nameof(ListWebhooks))]
    public IResult ListWebhooks([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = OfAgent)] HttpRequest request) =>
        Paging.Page(request.FoundAgent().Webhooks.Select(WebhookJson.Answer), next: null);

    /// <summary><c>GET /api/agents/{agent}/webhooks/{webhookId}</c>.</summary>
    [Function(nameof(GetWebhook))]
    public IResult GetWebhook([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = One)] HttpRequest request, string webhookId) =>
        Find(request, webhookId) is { } webhook ? Results.Json(WebhookJson.Answer(webhook), Json.Options) : Unknown(webhookId);

    /// <summary><c>PATCH /api/agents/{agent}/webhooks/{webhookId} {…}</c>: changes the fields in the body (JSON merge patch).</summary>
    [Function(nameof(ChangeWebhook))]
    public async Task<IResult> ChangeWebhook(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = One)] HttpRequest request, string webhookId, CancellationToken cancel)
    {
        if (Find(request, webhookId) is not { } before)
        {
            return Unknown(webhookId);
        }

        var (fields, problem) = await JsonBody.ReadPatchAsync(request, WebhookJson.Written(before), cancel);
        if (fields is null)
        {
            return problem!;
        }

        using var _ = fields;
        var (changed, wrong) = await ParseAsync(fields, before, request.FoundAgent().Agent, cancel);
        return changed is null ? wrong! : await ReplaceAsync(
            request, webhookId, webhook => changed with { Version = webhook.Version }, Results.Json(WebhookJson.Answer(changed), Json.Options), cancel);
    }

    /// <summary><c>DELETE /api/agents/{agent}/webhooks/{webhookId}</c>: its pending events are not delivered.</summary>
    [Function(nameof(DeleteWebhook))]
    public Task<IResult> DeleteWebhook(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = One)] HttpRequest request, string webhookId, CancellationToken cancel) =>
        table.ChangeAsync(
            request,
            webhooks => webhooks.Any(w => w.Id == webhookId) ? new WebhookEdit([.. webhooks.Where(w => w.Id != webhookId)], Results.NoContent()) : new WebhookEdit(null, Unknown(webhookId)),
            cancel);

    /// <summary><c>POST /api/agents/{agent}/webhooks/{webhookId}/rotate</c>: issues a new secret, shown only in this answer; the old one is no longer used.</summary>
    [Function(nameof(RotateWebhook))]
    public async Task<IResult> RotateWebhook(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = One + "/rotate")] HttpRequest request, string webhookId, CancellationToken cancel)
    {
        if (Find(request, webhookId) is not { } before)
        {
            return Unknown(webhookId);
        }

        var rotated = before with { Version = before.Version + 1, UpdatedAt = clock.GetUtcNow() };
        var answer = await WithSecretAsync(request, rotated, StatusCodes.Status200OK, cancel);
        return await table.ChangeAsync(
            request,
            webhooks => webhooks.FirstOrDefault(w => w.Id == webhookId) is not { } webhook ? new WebhookEdit(null, Unknown(webhookId))
                : webhook.Version != before.Version ? new WebhookEdit(null, Problem.Conflict("the secret was rotated concurrently; try again"))
                : new WebhookEdit(Replaced(webhooks, webhook with { Version = rotated.Version, UpdatedAt = rotated.UpdatedAt }), answer),
            cancel);
    }

    /// <summary><c>POST /api/agents/{agent}/webhooks/{webhookId}/test</c>: posts an event of type <c>test</c>. Always 200; <c>delivered</c> has the result.</summary>
    [Function(nameof(TestWebhook))]
    public async Task<IResult> TestWebhook(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = One + "/test")] HttpRequest request, string webhookId, CancellationToken cancel)
    {
        if (Find(request, webhookId) is not { } webhook)
        {
            return Unknown(webhookId);
        }

        var agent = request.FoundAgent().Agent;
        var id = $"test-{Webhook.NewId()}";
        var secret = await secrets.OfAsync(agent.Tenant, agent.Name, webhook, cancel);
        var reply = await http.PostAsync(webhook.Url, secret, id, WebhookPayload.Test(id, agent.Tenant, agent.Name, clock.GetUtcNow()), trace: null, cancel);
        return Results.Json(new { id, delivered = reply.IsTaken, status = (int?)reply.Status, error = reply.Sentence, answer = reply.Text, reply.Duration }, Json.Options);
    }

    private Task<IResult> ReplaceAsync(HttpRequest request, string id, Func<Webhook, Webhook> change, IResult answer, CancellationToken cancel) => table.ChangeAsync(
        request,
        webhooks => webhooks.FirstOrDefault(w => w.Id == id) is { } webhook ? new WebhookEdit(Replaced(webhooks, change(webhook)), answer) : new WebhookEdit(null, Unknown(id)),
        cancel);

    private static IReadOnlyList<Webhook> Replaced(IReadOnlyList<Webhook> webhooks, Webhook webhook) => [.. webhooks.Select(w => w.Id == webhook.Id ? webhook : w)];

    private async Task<(Webhook? Webhook, IResult? Problem)> ParseAsync(JsonFields fields, Webhook? before, Agent agent, CancellationToken cancel)
    {
        var webhook = WebhookJson.Parse(fields, before, guard, clock.GetUtcNow());
        if (!fields.Errors.Has("url") && webhook.Url != before?.Url && await guard.ObjectionToNameAsync(webhook.Url, cancel) is { } objection)
        {
            fields.Errors.Add("url", objection);
        }

        if (webhook.Schedule is { } id && id != before?.Schedule && !fields.Errors.Has("schedule")
            && await schedules.FindAsync(agent.Tenant, agent.Name, id, cancel) is not { Schedule.DeletedAt: null })
        {
            fields.Errors.Add("schedule", $"agent \"{agent.Name}\" has no schedule \"{id}\"");
        }

        return fields.Finish() is { } wrong ? (null, wrong) : (webhook, null);
    }

    private async Task<IResult> WithSecretAsync(HttpRequest request, Webhook webhook, int status, CancellationToken cancel)
    {
        var agent = request.FoundAgent().Agent;
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return Results.Json(WebhookJson.Answer(webhook, await secrets.OfAsync(agent.Tenant, agent.Name, webhook, cancel)), Json.Options, statusCode: status);
    }

    private static Webhook? Find(HttpRequest request, string id) => request.FoundAgent().Webhooks.FirstOrDefault(w => w.Id == id);

    internal static IResult Unknown(string id) => Problem.NotFound($"webhook \"{id}\"");
}
