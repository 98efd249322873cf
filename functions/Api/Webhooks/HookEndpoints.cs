using System.Text;
using System.Text.Json;
using AgentSched.Api.Http;
using AgentSched.Api.Runs;
using AgentSched.Api.Schedules;
using AgentSched.Base;
using AgentSched.Engine.Calls;
using AgentSched.Engine.Openings;
using AgentSched.Model.Openings;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
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

    /// <summary>Actor of hook runs in the feed.</summary>
    private const string Actor = "hook";

    /// <summary><c>POST /api/agents/{agent}/schedules/{id}/hook</c>: 201 with the hook's URL, shown only in this answer; an earlier URL becomes invalid.</summary>
    [Function(nameof(MakeHook))]
    public async Task<IResult> MakeHook(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = OfSchedule)] HttpRequest request, string agent, string id, CancellationToken cancel)
    {
        Schedule? hooked = null;
        var result = await editor.ChangeAsync(request, agent, id, (found, now) => new Edit(hooked = Changed(found.Schedule, HookTokens.NewVersion(), now)), cancel);
        if (result is ProblemResult)
        {
            return result;
        }

        var token = await tokens.OfAsync(hooked!, cancel);
        var address = callbacks.PublicUrl() ?? new Uri($"{request.Scheme}://{request.Host}");
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return Results.Json(new { url = new Uri(address, $"/api/hooks/{token}"), token }, Json.Options, statusCode: StatusCodes.Status201Created);
    }

    /// <summary><c>DELETE /api/agents/{agent}/schedules/{id}/hook</c>: invalidates the hook's token. Safe to repeat.</summary>
    [Function(nameof(RevokeHook))]
    public async Task<IResult> RevokeHook(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = OfSchedule)] HttpRequest request, string agent, string id, CancellationToken cancel) =>
        await editor.ChangeAsync(request, agent, id, (found, now) => found.Schedule.HookVersion == 0 ? default : new Edit(Changed(found.Schedule, version: 0, now)), cancel) is ProblemResult refused
            ? refused
            : Results.NoContent();

    /// <summary>
    /// <c>POST /api/hooks/{token} {context?}</c>: runs the schedule now; needs no key. 202 with the run's id, 429 if the agent's queue is full or its
    /// budget is spent.
    /// </summary>
    [Function(nameof(CallHook))]
    public async Task<IResult> CallHook([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "hooks/{token}")] HttpRequest request, string token, [DurableClient] DurableTaskClient durable, CancellationToken cancel)
    {
        if (await tokens.OpenAsync(token, cancel) is not { } target
            || await schedules.FindAsync(target.Tenant, target.Agent, target.Schedule, cancel) is not { Schedule: { DeletedAt: null } schedule }
            || schedule.HookVersion != target.Version
            || await agents.FindAsync(target.Tenant, target.Agent, cancel) is not { Agent: var agent })
        {
            return Problem.NotFound("this hook");
        }

        var (fields, problem) = await JsonBody.ReadOptionalAsync(request, cancel);
        if (fields is null)
        {
            return problem!;
        }

        using var _ = fields;
        var context = Context(fields, schedule);
        return fields.Finish() ?? await LaunchAnswer.OfAsync(
            request,
            launcher,
            durable,
            agent,
            (run, now) => Opening.Fill(Run.Requested(run, agent, RunTrigger.Manual, owner: null, now), schedule, agent, options.Value.MaxCostUsdPerRun) with { Context = context },
            Actor,
            scope: $"{Actor}/{schedule.Id}",
            static run => new { runId = run.Id.ToString(), run.Status },
            cancel);
    }

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

    private static Schedule Changed(Schedule schedule, int version, DateTimeOffset now) => schedule with { HookVersion = version, UpdatedAt = now, Version = schedule.Version + 1 };
}
