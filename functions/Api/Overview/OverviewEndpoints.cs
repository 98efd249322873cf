using AgentSched.Api.Access;
using AgentSched.Base;
using AgentSched.Model.Access;
using AgentSched.Storage.Agents;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Api.Overview;

/// <summary>What needs attention, what runs and what comes next, in one request.</summary>
public sealed class OverviewEndpoints(AgentTable agents, OverviewReader reader, TimeProvider clock)
{
    /// <summary>
    /// <c>GET /api/overview</c>: over all agents that the caller may use: schedules that fail, runs that have not ended, the next occurrences, and the
    /// outcomes of the last 24 hours by half hours. Per agent, two requests per 1,000 schedules, one query for its runs of the day and one for those
    /// in flight.
    /// </summary>
    [Function(nameof(GetOverview))]
    public async Task<IResult> GetOverview([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "overview")] HttpRequest request, CancellationToken cancel)
    {
        var (caller, now) = (Caller.Of(request), clock.GetUtcNow());
        var parts = await (await agents.AllVisibleStoredAsync(caller, cancel)).AskEachAsync(agent => reader.ReadAsync(caller, agent, now, cancel));
        return Results.Json(OverviewAnswer.Of(parts, now), Json.Options);
    }
}
