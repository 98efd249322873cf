using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using AgentSched.Model.Due;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Schedules;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Api.Schedules;

/// <summary>Lists schedules of one agent, or of all agents that the caller may use: filtered, sorted, in pages.</summary>
public sealed class ScheduleListEndpoints(AgentTable agents, ScheduleTable schedules, TimeProvider clock)
{
    /// <summary><c>GET /api/agents/{agent}/schedules?enabled=&amp;tag=&amp;text=&amp;sort=&amp;deleted=</c>.</summary>
    [Function(nameof(ListSchedules))]
    public async Task<IResult> ListSchedules(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = ScheduleEndpoints.OfAgent)] HttpRequest request, CancellationToken cancel) =>
        await ListAsync(request, [request.FoundAgent().Agent], cancel);

    /// <summary><c>GET /api/schedules?agent=&amp;enabled=&amp;tag=&amp;text=&amp;sort=&amp;deleted=</c>: over all agents that the caller may use.</summary>
    [Function(nameof(ListAllSchedules))]
    public async Task<IResult> ListAllSchedules(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "schedules")] HttpRequest request, CancellationToken cancel)
    {
        var caller = Caller.Of(request);
        if (request.One("agent") is { } one)
        {
            return await agents.FindVisibleAsync(caller, one, cancel) is { } target
                ? await ListAsync(request, [target.Agent], cancel)
                : Problem.NotFound($"agent \"{one}\"");
        }

        return await ListAsync(request, await agents.AllVisibleAsync(caller, cancel), cancel);
    }

    /// <remarks>
    /// Each page reads all schedules of these agents, with two requests per agent and 1,000 schedules: the cost depends on what the caller has, not
    /// on all that is stored.
    /// </remarks>
    private async Task<IResult> ListAsync(HttpRequest request, IReadOnlyList<Agent> among, CancellationToken cancel)
    {
        var errors = FieldErrors.Of(request);
        var paging = Paging.Read(request, errors);
        var search = ScheduleSearch.Read(request, errors);
        if (errors.Any)
        {
            return Problem.Invalid(errors);
        }

        var (caller, now) = (Caller.Of(request), clock.GetUtcNow());
        var lists = await among.AskEachAsync(async agent =>
            (await schedules.ListAsync(agent.Key, cancel)).Where(s => caller.CanSee(s.Schedule, agent) && search.Matches(s.Schedule)));
        var found = lists.SelectMany(list => list).Select(s => (Place: search.PlaceOf(s.Schedule, s.Schedule.NextOccurrence(s.Mark, now)), s.Schedule, s.Mark));
        var page = found
            .Where(f => paging.Continuation is null || string.CompareOrdinal(f.Place, paging.Continuation) > 0)
            .OrderBy(f => f.Place, StringComparer.Ordinal)
            .Take(paging.Limit + 1)
            .ToList();
        var next = page.Count > paging.Limit ? page[paging.Limit - 1].Place : null;
        return Paging.Page(page.Take(paging.Limit).Select(f => ScheduleAnswer.Of(f.Schedule, f.Mark, now)), next);
    }
}
