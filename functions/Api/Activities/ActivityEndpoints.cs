using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Model.Access;
using AgentSched.Model.Activities;
using AgentSched.Model.Agents;
using AgentSched.Storage.Activities;
using AgentSched.Storage.Agents;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Api.Activities;

/// <summary>Lists the activities of one agent, or of all agents that the caller may use.</summary>
public sealed class ActivityEndpoints(AgentTable agents, ActivityFeed feed)
{

    /// <summary><c>GET /api/agents/{agent}/activities?type=&amp;from=&amp;to=</c>: newest first; only entries that the caller may see.</summary>
    [Function(nameof(ListActivities))]
    public async Task<IResult> ListActivities(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "agents/{agent}/activities")] HttpRequest request, CancellationToken cancel) =>
        await ListAsync(request, [request.FoundAgent().Agent], withTenant: false, cancel);

    /// <summary>
    /// <c>GET /api/activities/timeline?type=&amp;from=&amp;to=</c>: over all agents that the caller may use. Admins also get the tenant's own
    /// entries: keys and deleted agents.
    /// </summary>
    [Function(nameof(ListTimeline))]
    public async Task<IResult> ListTimeline(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "activities/timeline")] HttpRequest request, CancellationToken cancel) =>
        await ListAsync(request, await agents.AllVisibleAsync(Caller.Of(request), cancel), withTenant: Caller.Of(request).IsAdmin, cancel);

    /// <remarks>One query per feed and page: the newest entries overall are among the newest of each feed.</remarks>
    private async Task<IResult> ListAsync(HttpRequest request, IReadOnlyList<Agent> among, bool withTenant, CancellationToken cancel)
    {
        var errors = FieldErrors.Of(request);
        var paging = Paging.Read(request, errors);
        var search = ActivitySearch.Read(request, errors);
        FeedPosition? behind = null;
        if (paging.Continuation is { } mark && !FeedPosition.TryParse(mark, out behind))
        {
            errors.Add("continuation", "is not a continuation token that a page returned");
        }

        if (errors.Any)
        {
            return Problem.Invalid(errors);
        }

        var caller = Caller.Of(request);
        var found = new List<FeedPage>();
        if (withTenant)
        {
            found.Add(await feed.SearchAsync(caller.Tenant, search, paging.Limit + 1, behind, cancel));
        }

        found.AddRange(await among.AskEachAsync(agent =>
            feed.SearchAsync(agent, search, entry => entry.IsVisibleTo(caller, agent), paging.Limit + 1, behind, cancel)));

        var (page, next) = FeedMerge.Page(found, paging.Limit);
        return Paging.Page(page.Select(entry => new ActivityAnswer(entry)), next?.ToString());
    }
}
