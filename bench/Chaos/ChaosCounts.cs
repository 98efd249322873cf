using System.Collections.Concurrent;

namespace AgentSched.Bench;

/// <summary>How often what was done to the app. From any thread.</summary>
internal sealed class ChaosCounts
{
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public IEnumerable<(string What, int Count)> All => _counts.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => (count.Key, count.Value));

    public void Add(string what) => _counts.AddOrUpdate(what, 1, static (_, count) => count + 1);
}
