namespace AgentSched.Year;

/// <summary>How often what happened.</summary>
internal sealed class Counts
{
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    public long this[string what] => _counts.GetValueOrDefault(what);

    public IEnumerable<(string What, long Count)> All => _counts.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => (count.Key, count.Value));

    public void Add(string what, long count = 1) => _counts[what] = this[what] + count;
}
