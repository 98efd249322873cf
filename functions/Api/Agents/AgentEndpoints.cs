using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Base;
using AgentSched.Model.Access;
using AgentSched.Model.Activities;
using AgentSched.Model.Agents;
using AgentSched.Model.Queues;
using AgentSched.Storage.Activities;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Rows;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Api.Agents;

/// <summary>Registers, reads, lists, changes and deletes agents. Edits carry an ETag, which runs do not change.</summary>
public sealed class AgentEndpoints(AgentTable agents, AgentReader reader, AgentRegistration registration, TenantFeed feed, TimeProvider clock)
{
    private const string All = "agents";
    private const string One = All + "/{agent}";
    private const int Tries = 20;

    /// <summary><c>POST /api/agents {name, url, …}</c>: registers an agent; 409 if the name is taken.</summary>
    [Function(nameof(RegisterAgent))]
    public async Task<IResult> RegisterAgent(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = All)] HttpRequest request, CancellationToken cancel)
    {
        var (fields, problem) = await JsonBody.ReadAsync(request, cancel);
        if (fields is null)
        {
            return problem!;
        }

        using var _ = fields;
        var (agent, wrong) = await reader.ReadAsync(request, fields, name: null, stored: null, cancel);
        return agent is null ? wrong!
            : await registration.AddAsync(request, agent, Problem.Taken("name", $"agent \"{agent.Name}\" already exists"), cancel) ?? Created(request, agent);
    }

    /// <summary>
    /// <c>PUT /api/agents/{agent} {url, …}</c>: registers the agent or replaces its whole entry. Keeps its queue, and its owner unless the body names
    /// another.
    /// </summary>
    [Function(nameof(PutAgent))]
    public async Task<IResult> PutAgent(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = One)] HttpRequest request, string agent, CancellationToken cancel)
    {
        if (!AgentName.Shape().IsMatch(agent))
        {
            return Problem.Invalid("agent", $"\"{agent}\" is not {AgentName.Words}");
        }

        // An agent that the caller may not see is treated as absent, until nothing else is wrong with the request; then the answer is that to every other verb.
        var stored = RouteResource.In(request)?.Agent;
        var visible = stored is not null && Caller.Of(request).CanSee(stored.Agent) ? stored : null;
        if (visible is not null && Stale(request, visible.Agent) is { } objection)
        {
            return objection;
        }

        if (visible is null && request.Headers.IfMatch.Count > 0)
        {
            return Problem.Changed($"agent \"{agent}\" does not exist; to register it, send no If-Match");
        }

        var (fields, problem) = await JsonBody.ReadAsync(request, cancel);
        return fields is null ? problem! : await WriteAsync(request, agent, visible, fields, cancel, isTaken: stored is not null && visible is null);
    }

    /// <summary><c>PATCH /api/agents/{agent} {…}</c>: changes the fields in the body (JSON merge patch); null resets a field to its default.</summary>
    [Function(nameof(PatchAgent))]
    public Task<IResult> PatchAgent(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = One)] HttpRequest request, string agent, CancellationToken cancel) =>
        WithAsync(
            request,
            agent,
            async stored =>
            {
                var (fields, problem) = await JsonBody.ReadPatchAsync(request, AgentFields.Of(stored.Agent), AgentJson.Answer(stored.Agent, stored.Queue, clock.GetUtcNow()), cancel);
                return fields is null ? problem! : await WriteAsync(request, agent, stored, fields, cancel);
            },
            cancel);

    /// <summary><c>POST /api/agents/{agent}/enable</c>: no effect if it is already enabled.</summary>
    [Function(nameof(EnableAgent))]
    public Task<IResult> EnableAgent(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = One + "/enable")] HttpRequest request, string agent, CancellationToken cancel) =>
        SwitchAsync(request, agent, enabled: true, cancel);

    /// <summary><c>POST /api/agents/{agent}/disable</c>: new runs and retries fail with that reason; a call in flight continues.</summary>
    [Function(nameof(DisableAgent))]
    public Task<IResult> DisableAgent(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = One + "/disable")] HttpRequest request, string agent, CancellationToken cancel) =>
        SwitchAsync(request, agent, enabled: false, cancel);

    /// <summary><c>DELETE /api/agents/{agent}</c>: 409 while it has schedules, or running or waiting runs.</summary>
    [Function(nameof(DeleteAgent))]
    public Task<IResult> DeleteAgent(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = One)] HttpRequest request, string agent, CancellationToken cancel) =>
        WithAsync(
            request,
            agent,
            async stored =>
            {
                const int Named = 3;
                var schedules = await agents.SomeSchedulesAsync(stored.Agent, Named + 1, cancel);
                if (schedules.Count > 0)
                {
                    var names = string.Join(", ", schedules.Take(Named).Select(name => $"\"{name}\""));
                    return Problem.Conflict($"agent \"{agent}\" has schedules: {names}{(schedules.Count > Named ? " and more" : string.Empty)}; delete them first");
                }

                if (stored.Queue.Running.Length + stored.Queue.Waiting.Length is > 0 and var active)
                {
                    return Problem.Conflict($"agent \"{agent}\" has {active} running or waiting run(s); cancel them or wait until they end");
                }

                if (!await agents.DeleteAsync(stored, clock.GetUtcNow(), cancel))
                {
                    return null;
                }

                await feed.AddAsync(stored.Agent.Tenant, AgentActivity.Deleted(stored.Agent, Caller.Of(request).Name, clock.GetUtcNow()), cancel);
                return Results.NoContent();
            },
            cancel);

    /// <summary><c>GET /api/agents/{agent}</c>.</summary>
    [Function(nameof(GetAgent))]
    public IResult GetAgent(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = One)] HttpRequest request) =>
        Answer(request, request.FoundAgent().Agent, request.FoundAgent().Queue);

    /// <summary><c>GET /api/agents</c>: the agents that the caller may use, by name.</summary>
    [Function(nameof(ListAgents))]
    public async Task<IResult> ListAgents(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = All)] HttpRequest request, CancellationToken cancel)
    {
        var errors = FieldErrors.Of(request);
        var paging = Paging.Read(request, errors);
        if (errors.Any)
        {
            return Problem.Invalid(errors);
        }

        var caller = Caller.Of(request);
        var (page, next) = await agents.PageAsync(caller.Tenant, paging.Limit, paging.Continuation, cancel);
        return Paging.Page(page.Where(a => caller.CanSee(a.Agent)).Select(a => AgentJson.Answer(a.Agent, a.Queue, clock.GetUtcNow())), next);
    }

    private Task<IResult> SwitchAsync(HttpRequest request, string name, bool enabled, CancellationToken cancel) =>
        WithAsync(
            request,
            name,
            async stored =>
            {
                if (stored.Agent.Enabled == enabled)
                {
                    return Answer(request, stored.Agent, stored.Queue);
                }

                var changed = stored.Agent with { Enabled = enabled, UpdatedAt = clock.GetUtcNow(), Version = stored.Agent.Version + 1 };
                return await agents.UpdateAsync(changed, stored, cancel, Caller.Of(request).Name) ? Answer(request, changed, stored.Queue) : null;
            },
            cancel);

    /// <summary>
    /// Applies a change to the agent that the access middleware loaded. If <paramref name="change"/> returns null (ETag mismatch), reads the agent
    /// again and retries.
    /// </summary>
    private async Task<IResult> WithAsync(HttpRequest request, string name, Func<StoredAgent, Task<IResult?>> change, CancellationToken cancel)
    {
        var stored = request.FoundAgent();
        for (var tries = 0; tries < Tries; tries++)
        {
            if ((Stale(request, stored.Agent) ?? await change(stored)) is { } answer)
            {
                return answer;
            }

            var again = await agents.FindAsync(stored.Agent.Key, cancel);
            var relation = again is null ? Relation.Stranger : Caller.Of(request).RelationTo(again.Agent);
            if (Refusal.Of(Need.Change, relation, $"agent \"{name}\"", again?.Agent.Owner) is { } objection)
            {
                return objection;
            }

            stored = again!;
        }

        return Problem.Conflict($"agent \"{name}\" is changing too often; try again");
    }

    /// <summary>Writes the entry that a body describes. Retries if runs changed the row meanwhile; if the entry itself changed, answers 412.</summary>
    private async Task<IResult> WriteAsync(HttpRequest request, string name, StoredAgent? stored, JsonFields fields, CancellationToken cancel, bool isTaken = false)
    {
        using var _ = fields;
        var (wanted, wrong) = await reader.ReadAsync(request, fields, name, stored?.Agent, cancel);
        if (wanted is null || isTaken)
        {
            return wrong ?? Problem.NotFound($"agent \"{name}\"");
        }

        if (stored is null)
        {
            return await registration.AddAsync(request, wanted, Changed(name), cancel) ?? Created(request, wanted);
        }

        var read = stored;
        for (var tries = 0; tries < Tries; tries++)
        {
            var stale = Changed(name);
            var objection = await registration.ChangeAsync(request, wanted, read, stale, cancel);
            if (objection != stale)
            {
                return objection ?? Answer(request, wanted, read.Queue);
            }

            if (await agents.FindAsync(wanted.Tenant, name, cancel) is not { } again || again.Agent.Key != stored.Agent.Key || again.Agent.Version != stored.Agent.Version)
            {
                return Changed(name);
            }

            read = again;
        }

        return Problem.Conflict($"agent \"{name}\" is changing too often; try again");
    }

    private static IResult? Stale(HttpRequest request, Agent agent) => ETags.Objection(request, agent.Version, $"agent \"{agent.Name}\"");

    private IResult Created(HttpRequest request, Agent agent)
    {
        request.HttpContext.Response.Headers.Location = $"/api/agents/{agent.Name}";
        return Answer(request, agent, AgentQueue.Empty, StatusCodes.Status201Created);
    }

    private IResult Answer(HttpRequest request, Agent agent, AgentQueue queue, int status = StatusCodes.Status200OK)
    {
        ETags.Show(request, agent.Version);
        return Results.Json(AgentJson.Answer(agent, queue, clock.GetUtcNow()), Json.Options, statusCode: status);
    }

    private static IResult Changed(string name) => Problem.Changed($"agent \"{name}\" was changed concurrently; read it and send the change again");
}
