using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Schedules;

namespace AgentSched.Api.Access;

/// <summary>Reads across all agents that a caller may use.</summary>
internal static class VisibleAgents
{
    private const int PageSize = 200;
    private const int AtOnce = 8;

    /// <summary>All agents that the caller may use, by name.</summary>
    public static async Task<IReadOnlyList<Agent>> AllVisibleAsync(this AgentTable agents, Caller caller, CancellationToken cancel) =>
        [.. (await agents.AllVisibleStoredAsync(caller, cancel)).Select(a => a.Agent)];

    /// <summary>Agents that the caller may use, with queues and spending, by name.</summary>
    /// <param name="agents">The table.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <param name="enough">Stops reading when this many are found, for callers that only count them; there may be a few more.</param>
    public static async Task<IReadOnlyList<StoredAgent>> AllVisibleStoredAsync(this AgentTable agents, Caller caller, CancellationToken cancel, int enough = int.MaxValue)
    {
        var visible = new List<StoredAgent>();
        string? mark = null;
        do
        {
            (var page, mark) = await agents.PageAsync(caller.Tenant, PageSize, mark, cancel);
            visible.AddRange(page.Where(a => caller.CanSee(a.Agent)));
        }
        while (mark is not null && visible.Count < enough);
        return visible;
    }

    /// <summary>Queries each agent, at most 8 at a time; the results keep the order of the agents.</summary>
    public static async Task<IReadOnlyList<T>> AskEachAsync<TAgent, T>(this IReadOnlyList<TAgent> among, Func<TAgent, Task<T>> ask)
    {
        var answers = new List<T>(among.Count);
        foreach (var some in among.Chunk(AtOnce))
        {
            answers.AddRange(await Task.WhenAll(some.Select(ask)));
        }

        return answers;
    }

    /// <summary>The schedules of agents, deleted ones included.</summary>
    public static async Task<IEnumerable<Schedule>> OfAsync(this ScheduleTable schedules, IReadOnlyList<Agent> among, CancellationToken cancel) =>
        (await among.AskEachAsync(agent => schedules.ListAsync(agent.Key, cancel))).SelectMany(list => list).Select(stored => stored.Schedule);
}
