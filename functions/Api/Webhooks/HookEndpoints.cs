using System.Text;
using System.Text.Json;
using AgentSched.Api.Http;
using AgentSched.Api.Runs;
using AgentSched.Api.Schedules;
using AgentSched.Base;
using AgentSched.Engine.Calls;
using AgentSched.Engine.Openings;
using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using AgentSched.Model.Openings;
using AgentSched.Model.Schedules;
using AgentSched.Model.Webhooks;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Schedules;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;

namespace AgentSched.Api.Webhooks;

/// <summary>Hooks: URLs that trigger one schedule without an API key.</summary>
public sealed class HookEndpoints(
    HookTokens tokens, CallbackTokens callbacks, AgentTable agents, ScheduleTable schedules, ScheduleEditing editor, RunLauncher launcher, IOptions<ScheduleOptions> options)
{
    private const string OfSchedule = ScheduleEndpoints.One + "/hook";
    private const string OfToken = "hooks/{token}";

    /// <summary>
    /// <c>POST /api/agents/{agent}/schedules/{id}/hook {body?}</c>: 201 with the hook's URL, shown only in this answer; an earlier URL becomes invalid. With
    /// <c>body: "context"</c>, the hook takes any JSON.
    /// </summary>
    [Function(nameof(MakeHook))]
    public async Task<IResult> MakeHook(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = OfSchedule)] HttpRequest request, string agent, string id, CancellationToken cancel)
    {
        var (fields, problem) = await JsonBody.ReadOptionalAsync(request, cancel);
        if (fields is null)
        {
            return problem!;
        }

        using var _ = fields;
        var body = fields.Word<HookBody>("body") ?? HookBody.Fields;
        if (fields.Finish() is { } wrong)
        {
            return wrong;
        }

        Schedule? hooked = null;
        var result = await editor.ChangeAsync(request, agent, id, (found, now) => new Edit(hooked = Changed(found.Schedule, HookTokens.NewVersion(), body, now)), cancel);
        if (result is ProblemResult)
        {
            return result;
        }

        var token = await tokens.OfAsync(hooked!, cancel);
        request.HttpContext.Response.Headers.Location = $"/api/agents/{hooked!.Agent}/schedules/{hooked.Id}/hook"; // the hook's own URL is a secret and stands in the body alone
        var address = callbacks.PublicUrl() ?? new Uri($"{request.Scheme}://{request.Host}");
        return Results.Json(new { url = new Uri(address, $"/api/hooks/{token}"), token, body }, Json.Options, statusCode: StatusCodes.Status201Created);
    }

    /// <summary><c>DELETE /api/agents/{agent}/schedules/{id}/hook</c>: invalidates the hook's token. Safe to repeat.</summary>
    [Function(nameof(RevokeHook))]
    public async Task<IResult> RevokeHook(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = OfSchedule)] HttpRequest request, string agent, string id, CancellationToken cancel) =>
        await editor.ChangeAsync(request, agent, id, (found, now) => found.Schedule.HookVersion == 0 ? default : new Edit(Changed(found.Schedule, version: 0, HookBody.Fields, now)), cancel, need: Need.Stop) is ProblemResult refused
            ? refused
            : Results.NoContent();

    /// <summary>
    /// <c>POST /api/hooks/{token} {context?}</c>: runs the schedule now; needs no key. 202 with the run's id, 429 if the agent's queue is full or its
    /// budget is spent. A hook of <see cref="HookBody.Context"/> takes any JSON object or list, and answers Event Grid's validation without a run.
    /// </summary>
    [Function(nameof(CallHook))]
    public async Task<IResult> CallHook([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = OfToken)] HttpRequest request, string token, [DurableClient] DurableTaskClient durable, CancellationToken cancel)
    {
        if (await FindAsync(token, cancel) is not var (schedule, agent))
        {
            return Unknown();
        }

        var (context, answer) = schedule.HookBody == HookBody.Context ? await ReadEventAsync(request, schedule, cancel) : await ReadFieldsAsync(request, schedule, cancel);
        return answer ?? await LaunchAnswer.OfAsync(
            request,
            launcher,
            durable,
            agent,
            (run, now) => Opening.Triggered(run, schedule, agent, now, options.Value.MaxCostUsdPerRun) with { Context = context },
            OwnerName.Hook,
            scope: $"{OwnerName.Hook}/{schedule.Id}",
            static run => new { runId = run.Id.ToString(), run.Status },
            cancel,
            isAnonymous: true);
    }

    /// <summary><c>GET /api/hooks/{token}</c>: for systems that ask an address before they post to it. 200 for a hook that takes any JSON; runs nothing.</summary>
    [Function(nameof(ProbeHook))]
    public async Task<IResult> ProbeHook([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = OfToken)] HttpRequest request, string token, CancellationToken cancel) =>
        await FindAsync(token, cancel) is not var (schedule, _) ? Unknown()
        : schedule.HookBody == HookBody.Context ? Results.Json(new { ready = true }, Json.Options)
        : Problem.NoSuchMethod(request, ["POST"]);

    /// <summary><c>HEAD /api/hooks/{token}</c>: as GET, without the body.</summary>
    [Function(nameof(ProbeHookHead))]
    public Task<IResult> ProbeHookHead([HttpTrigger(AuthorizationLevel.Anonymous, "head", Route = OfToken)] HttpRequest request, string token, CancellationToken cancel) => ProbeHook(request, token, cancel);

    /// <summary>The schedule and the agent of a valid token. Null: the token is not valid, or they are gone.</summary>
    private async Task<(Schedule Schedule, Agent Agent)?> FindAsync(string token, CancellationToken cancel) =>
        await tokens.OpenAsync(token, cancel) is { } target
        && await agents.FindAsync(target.Tenant, target.Agent, cancel) is { Agent: var agent }
        && await schedules.FindAsync(agent.Key, target.Schedule, cancel) is { Schedule: { DeletedAt: null } schedule }
        && schedule.HookVersion == target.Version
            ? (schedule, agent)
            : null;

    private static async Task<(string? Context, IResult? Answer)> ReadFieldsAsync(HttpRequest request, Schedule schedule, CancellationToken cancel)
    {
        if (!string.IsNullOrEmpty(request.ContentType) && MediaTypes.Objection(request, [MediaTypes.Json]) is { } type)
        {
            return (null, type);
        }

        var (fields, problem) = await JsonBody.ReadOptionalAsync(request, cancel);
        if (fields is null)
        {
            return (null, problem);
        }

        using var _ = fields;
        return (Context(fields, schedule), fields.Finish());
    }

    /// <summary>Reads an event. The answer is that to a validation, or a problem; null: the event is to run the schedule with this context.</summary>
    private static async Task<(string? Context, IResult? Answer)> ReadEventAsync(HttpRequest request, Schedule schedule, CancellationToken cancel)
    {
        var (body, problem) = await JsonBody.ReadWholeAsync(request, HookEvent.MaxLength, cancel);
        if (body is null or [])
        {
            return (schedule.Context, problem);
        }

        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 32 });
            var posted = document.RootElement;
            var wrong = posted.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array) ? $"is {JsonFields.Words(posted.ValueKind)}, not an object or a list"
                : JsonCheck.HasUnreadableName(posted) ? "has a field whose name is not valid Unicode"
                : JsonCheck.ProblemInside(posted);
            return wrong is not null ? (null, Problem.Invalid(HookEvent.Field, wrong))
                : request.Headers["aeg-event-type"] != "SubscriptionValidation" ? (HookEvent.ContextOf(schedule.Context, posted), null)
                : HookEvent.ValidationCodeOf(posted) is { } code ? (null, Results.Json(new { validationResponse = code }, Json.Options))
                : (null, Problem.Invalid(HookEvent.Field, "has no validationCode, although the header aeg-event-type says SubscriptionValidation"));
        }
        catch (JsonException e)
        {
            return (null, Problem.Invalid(HookEvent.Field, $"is not valid JSON, or is nested more than 32 levels deep, at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}"));
        }
    }

    private static IResult Unknown() => Problem.NotFound("this hook");

    /// <summary>Merges the request's context into the schedule's: objects merge, null removes a nested field.</summary>
    private static string? Context(JsonFields fields, Schedule schedule)
    {
        var brought = fields.Object("context", Schedule.MaxContextLength);
        if (brought is null || schedule.Context is null)
        {
            return brought ?? schedule.Context;
        }

        using var own = JsonDocument.Parse(schedule.Context);
        using var more = JsonDocument.Parse(brought);
        var merged = Encoding.UTF8.GetString(MergePatch.Apply(own.RootElement, more.RootElement));
        if (merged.Length > Schedule.MaxContextLength)
        {
            fields.Errors.Add("context", $"has {merged.Length} characters when merged with the schedule's own; at most {Schedule.MaxContextLength} are allowed");
        }

        return merged;
    }

    private static Schedule Changed(Schedule schedule, int version, HookBody body, DateTimeOffset now) =>
        schedule with { HookVersion = version, HookBody = body, UpdatedAt = now, Version = schedule.Version + 1 };
}
