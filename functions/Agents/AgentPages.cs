using AgentSched.Access;

namespace AgentSched.Agents;

/// <summary>What lists over several agents begin with.</summary>
internal static class AgentPages
{
    private const int PageSize = 200;

    /// <summary>All agents that the caller may use, by name.</summary>
    public static async Task<IReadOnlyList<Agent>> AllVisibleAsync(this AgentTable agents, Caller caller, CancellationToken cancel) =>
        [.. (await agents.AllVisibleStoredAsync(caller, cancel)).Select(a => a.Agent)];

    /// <summary>The same with their queues and books.</summary>
    public static async Task<IReadOnlyList<StoredAgent>> AllVisibleStoredAsync(this AgentTable agents, Caller caller, CancellationToken cancel)
    {
        var visible = new List<StoredAgent>();
        string? mark = null;
        do
        {
            (var page, mark) = await agents.PageAsync(caller.Tenant, PageSize, mark, cancel);
            visible.AddRange(page.Where(a => caller.CanSee(a.Agent)));
        }
        while (mark is not null);
        return visible;
    }
}
