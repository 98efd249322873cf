using AgentSched.Storage.Agents;
using AgentSched.Storage.Rows;

namespace AgentSched.Api.Live;

/// <summary>Lists a tenant's agents for streams that watch all agents visible to their caller; the list is cached for 30 s and shared by all streams.</summary>
public sealed class AgentDirectory(AgentTable agents, TimeProvider clock)
{
    private const int PageSize = 200;
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (DateTimeOffset At, Task<AgentList> List)> _lists = new(StringComparer.Ordinal);

    internal Task<AgentList> ListAsync(string tenant)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (!_lists.TryGetValue(tenant, out var known) || now - known.At >= GoodFor || known.List.IsFaulted)
            {
                _lists[tenant] = known = (now, ReadAsync(tenant, now)); // no caller's cancellation token: others await it, too
            }

            return known.List;
        }
    }

    private async Task<AgentList> ReadAsync(string tenant, DateTimeOffset now)
    {
        var all = new List<StoredAgent>();
        string? mark = null;
        do
        {
            (var page, mark) = await agents.PageAsync(tenant, PageSize, mark, CancellationToken.None);
            all.AddRange(page);
        }
        while (mark is not null);
        return new AgentList(now, all);
    }
}
