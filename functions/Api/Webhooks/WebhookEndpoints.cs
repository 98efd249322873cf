using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Base;
using AgentSched.Engine.Webhooks;
using AgentSched.Model.Access;
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

    /// <summary>
    /// <c>POST /api/agents/{agent}/webhooks {url, on, schedule?, description?}</c>: 201 with the webhook and its secret, shown only in this answer. With an
    /// <c>Idempotency-Key</c>, a repeated request returns the webhook that the first one created.
    /// </summary>
    [Function(nameof(CreateWebhook))]
    public async Task<IResult> CreateWebhook(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = OfAgent)] HttpRequest request, CancellationToken cancel)
    {
        var (key, tooLong) = IdempotencyKey.Read(request);
        if (tooLong is not null)
        {
            return tooLong;
        }

        var (fields, problem) = await JsonBody.ReadAsync(request, cancel);
        if (fields is null)
        {
            return problem!;
        }

        using var _ = fields;
        var agent = request.FoundAgent().Agent;
        var id = key.Length == 0 ? Webhook.NewId() : Webhook.IdOf(agent.Tenant, Caller.Of(request).Name, agent.Key.Segment, key);
        var (webhook, wrong) = await ParseAsync(request, fields, before: null, id, cancel);
        if (webhook is null)
        {
            return wrong!;
        }

        webhook = webhook with { RequestHash = key.Length == 0 ? null : BodyHash.Of(request) };
        var created = await WithSecretAsync(request, webhook, StatusCodes.Status201Created, cancel);
        var location = $"/api/agents/{agent.Name}/webhooks/{webhook.Id}";
        return await table.ChangeAsync(
            request,
            async webhooks =>
            {
                if (webhooks.FirstOrDefault(w => w.Id == webhook.Id) is { } known)
                {
                    return new WebhookEdit(null, BodyHash.IsSame(request, known.RequestHash)
                        ? At(request, location, await WithSecretAsync(request, known, StatusCodes.Status201Created, cancel))
                        : Problem.Conflict("this Idempotency-Key was used for another request; a new webhook needs a new key"));
                }

                return webhooks.Count < Webhook.MaxPerAgent
                    ? new WebhookEdit([.. webhooks, webhook], At(request, location, created))
                    : new WebhookEdit(null, Problem.Conflict($"the agent has {webhooks.Count} webhooks, the maximum for one agent"));
            },
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
        if (Find(request, webhookId) is null)
        {
            return Unknown(webhookId);
        }

        var (body, problem) = await JsonBody.ReadBytesAsync(request, cancel);
        return body is null ? problem! : await table.ChangeAsync(
            request,
            async webhooks =>
            {
                if (webhooks.FirstOrDefault(w => w.Id == webhookId) is not { } before)
                {
                    return new WebhookEdit(null, Unknown(webhookId));
                }

                using var fields = JsonBody.Patched(body, WebhookJson.Written(before), WebhookJson.Answer(before), request);
                var (changed, wrong) = await ParseAsync(request, fields, before, before.Id, cancel);
                return changed is null ? new WebhookEdit(null, wrong!) : new WebhookEdit(Replaced(webhooks, changed), Results.Json(WebhookJson.Answer(changed), Json.Options));
            },
            cancel);
    }

    /// <summary><c>DELETE /api/agents/{agent}/webhooks/{webhookId}</c>: its pending events are not delivered.</summary>
    [Function(nameof(DeleteWebhook))]
    public Task<IResult> DeleteWebhook(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = One)] HttpRequest request, string webhookId, CancellationToken cancel) =>
        table.ChangeAsync(
            request,
            webhooks => webhooks.Any(w => w.Id == webhookId) ? new WebhookEdit([.. webhooks.Where(w => w.Id != webhookId)], Results.NoContent()) : new WebhookEdit(null, Unknown(webhookId)),
            cancel);

    /// <summary>
    /// <c>POST /api/agents/{agent}/webhooks/{webhookId}/rotate</c>: issues a new secret, shown only in this answer. For a day events are signed with the
    /// previous one, too.
    /// </summary>
    [Function(nameof(RotateWebhook))]
    public async Task<IResult> RotateWebhook(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = One + "/rotate")] HttpRequest request, string webhookId, CancellationToken cancel)
    {
        if (Find(request, webhookId) is not { } before)
        {
            return Unknown(webhookId);
        }

        var now = clock.GetUtcNow();
        var rotated = before with { Version = before.Version + 1, RotatedAt = now, UpdatedAt = now };
        var answer = await WithSecretAsync(request, rotated, StatusCodes.Status200OK, cancel);
        return await table.ChangeAsync(
            request,
            webhooks => webhooks.FirstOrDefault(w => w.Id == webhookId) is not { } webhook ? new WebhookEdit(null, Unknown(webhookId))
                : webhook.Version != before.Version ? new WebhookEdit(null, Problem.Conflict("the secret was rotated concurrently; try again"))
                : new WebhookEdit(Replaced(webhooks, webhook with { Version = rotated.Version, RotatedAt = now, UpdatedAt = now }), answer),
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
        var now = clock.GetUtcNow();
        var reply = await http.PostAsync(
            webhook.Url, await secrets.SigningAsync(agent.Tenant, agent.Name, webhook, now, cancel), id, WebhookPayload.Test(id, agent.Tenant, agent.Name, now), trace: null, cancel);
        return Results.Json(new { id, delivered = reply.IsTaken, status = (int?)reply.Status, error = reply.Sentence, answer = reply.Text, reply.Duration }, Json.Options);
    }

    private static IReadOnlyList<Webhook> Replaced(IReadOnlyList<Webhook> webhooks, Webhook webhook) => [.. webhooks.Select(w => w.Id == webhook.Id ? webhook : w)];

    private async Task<(Webhook? Webhook, IResult? Problem)> ParseAsync(HttpRequest request, JsonFields fields, Webhook? before, string id, CancellationToken cancel)
    {
        var agent = request.FoundAgent().Agent;
        var webhook = WebhookJson.Parse(fields, before, guard, clock.GetUtcNow(), id);
        if (!fields.Errors.Has("url") && webhook.Url != before?.Url && await guard.ObjectionToNameAsync(webhook.Url, showsAddress: Caller.Of(request).IsAdmin, cancel) is { } objection)
        {
            fields.Errors.Add("url", objection);
        }

        if (webhook.Schedule is { } schedule && schedule != before?.Schedule && !fields.Errors.Has("schedule")
            && await schedules.FindAsync(agent.Key, schedule, cancel) is not { Schedule.DeletedAt: null })
        {
            fields.Errors.Add("schedule", $"agent \"{agent.Name}\" has no schedule \"{schedule}\"");
        }

        return fields.Finish() is { } wrong ? (null, wrong) : (webhook, null);
    }

    private async Task<IResult> WithSecretAsync(HttpRequest request, Webhook webhook, int status, CancellationToken cancel)
    {
        var agent = request.FoundAgent().Agent;
        return Results.Json(WebhookJson.Answer(webhook, await secrets.OfAsync(agent.Tenant, agent.Name, webhook, cancel)), Json.Options, statusCode: status);
    }

    private static IResult At(HttpRequest request, string location, IResult answer)
    {
        request.HttpContext.Response.Headers.Location = location;
        return answer;
    }

    private static Webhook? Find(HttpRequest request, string id) => request.FoundAgent().Webhooks.FirstOrDefault(w => w.Id == id);

    internal static IResult Unknown(string id) => Problem.NotFound($"webhook \"{id}\"");
}
