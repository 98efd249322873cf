using AgentSched.Agents;

namespace AgentSched.Live;

/// <summary>The agents of a tenant at a moment.</summary>
/// <param name="At">When the reading began: it was so then, or later.</param>
/// <param name="Agents">All of them.</param>
internal sealed record AgentList(DateTimeOffset At, IReadOnlyList<StoredAgent> Agents);

/// <summary>Lists a tenant's agents for streams that watch whatever their caller may see; one reading serves all of them for half a minute.</summary>
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
                _lists[tenant] = known = (now, ReadAsync(tenant, now)); // nobody's token: others wait for it, too
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
