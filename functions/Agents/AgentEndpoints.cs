using AgentSched.Access;
using AgentSched.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Agents;

/// <summary>Register, read and list agents.</summary>
public sealed class AgentEndpoints(AgentTable agents, NetworkGuard guard, TimeProvider clock)
{
    /// <summary><c>POST /api/agents {name, url, …}</c>: registers an agent; 409 where the name is taken.</summary>
    [Function(nameof(RegisterAgent))]
    public async Task<IResult> RegisterAgent(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "agents")] HttpRequest request, CancellationToken cancel)
    {
        var (agent, problem) = await ReadAsync(request, name: null, cancel);
        if (agent is null)
        {
            return problem!;
        }

        return await agents.InsertAsync(agent, cancel) ? Created(agent) : Problem.Taken("name", $"an agent \"{agent.Name}\" exists already");
    }

    /// <summary><c>PUT /api/agents/{agent} {url, …}</c>: registers the agent or replaces its whole entry; its queue and its owner stay.</summary>
    [Function(nameof(PutAgent))]
    public async Task<IResult> PutAgent(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "agents/{agent}")] HttpRequest request, string agent, CancellationToken cancel)
    {
        var (wanted, problem) = await ReadAsync(request, agent, cancel);
        if (wanted is null)
        {
            return problem!;
        }

        var caller = Caller.Of(request);
        while (true)
        {
            if (await agents.FindAsync(caller.Tenant, agent, cancel) is not { } stored)
            {
                if (await agents.InsertAsync(wanted, cancel))
                {
                    return Created(wanted);
                }

                continue; // somebody registered it meanwhile: replace that one
            }

            if (!caller.CanChange(stored.Agent))
            {
                return caller.CanSee(stored.Agent)
                    ? Problem.Forbidden($"only the owner of agent \"{agent}\" changes it")
                    : Problem.Taken("agent", $"an agent \"{agent}\" exists already");
            }

            var replaced = wanted with { Owner = stored.Agent.Owner, CreatedAt = stored.Agent.CreatedAt };
            if (await agents.ReplaceAsync(replaced, stored, cancel))
            {
                return Results.Json(AgentContract.Answer(replaced, stored.Queue), Json.Options);
            }
        }
    }

    /// <summary><c>GET /api/agents/{agent}</c>.</summary>
    [Function(nameof(GetAgent))]
    public async Task<IResult> GetAgent(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "agents/{agent}")] HttpRequest request, string agent, CancellationToken cancel) =>
        await agents.FindVisibleAsync(Caller.Of(request), agent, cancel) is { } stored
            ? Results.Json(AgentContract.Answer(stored.Agent, stored.Queue), Json.Options)
            : Problem.NotFound($"agent \"{agent}\"");

    /// <summary><c>GET /api/agents</c>: those that the caller may use, by name.</summary>
    [Function(nameof(ListAgents))]
    public async Task<IResult> ListAgents(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "agents")] HttpRequest request, CancellationToken cancel)
    {
        var errors = new FieldErrors();
        var paging = Paging.Read(request, errors);
        if (errors.Any)
        {
            return Problem.Invalid(errors);
        }

        var caller = Caller.Of(request);
        var (page, next) = await agents.PageAsync(caller.Tenant, paging.Limit, paging.Continuation, cancel);
        return Paging.Page(page.Where(a => caller.CanSee(a.Agent)).Select(a => AgentContract.Answer(a.Agent, a.Queue)), next);
    }

    private async Task<(Agent? Agent, IResult? Problem)> ReadAsync(HttpRequest request, string? name, CancellationToken cancel)
    {
        if (name is not null && !AgentContract.Name().IsMatch(name))
        {
            return (null, Problem.Invalid("agent", $"\"{name}\" is not {AgentContract.NameShape}"));
        }

        var (fields, problem) = await JsonBody.ReadAsync(request, cancel);
        if (fields is null)
        {
            return (null, problem);
        }

        using (fields)
        {
            var agent = AgentContract.Parse(fields, name, Caller.Of(request), guard, clock.GetUtcNow());
            return fields.Finish() is { } wrong ? (null, wrong) : (agent, null);
        }
    }

    private static IResult Created(Agent agent) =>
        Results.Json(AgentContract.Answer(agent, AgentQueue.Empty), Json.Options, statusCode: StatusCodes.Status201Created);
}
