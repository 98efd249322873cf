namespace AgentSched.Model.Schedules;

/// <summary>
/// Validates the chain of a schedule before it is saved: rejects cycles, chains that are too deep and chains that fan out too far.
/// Two concurrent edits may still create a cycle that neither sees; therefore <see cref="MaxDepth"/> is also enforced at run time.
/// </summary>
internal static class ChainWalk
{
    /// <summary>Maximum number of runs that follow each other after the first.</summary>
    public const int MaxDepth = 10;

    /// <summary>Maximum number of runs, over all branches, that may follow one run.</summary>
    public const int MaxFollowers = 100;

    /// <summary>The error in the chain of <paramref name="start"/>, in words; null: it is valid.</summary>
    /// <param name="start">The schedule as it is to be saved.</param>
    /// <param name="find">Reads a schedule; null: it no longer exists, and nothing follows it.</param>
    public static async Task<string?> ProblemAsync(ChainNode start, Func<ChainLink, Task<ChainNode?>> find)
    {
        var walk = new Walk(find);
        await walk.VisitAsync(start, [start]);
        return walk.Problem;
    }

    /// <param name="Depth">Number of schedules that follow each other.</param>
    /// <param name="Runs">Number of runs that follow one run, counted once per path.</param>
    private readonly record struct Reach(int Depth, int Runs);

    private sealed class Walk(Func<ChainLink, Task<ChainNode?>> find)
    {
        private readonly Dictionary<string, Reach> _reached = new(StringComparer.Ordinal);

        public string? Problem { get; private set; }

        public async Task<Reach> VisitAsync(ChainNode node, IReadOnlyList<ChainNode> path)
        {
            var reach = default(Reach);
            foreach (var link in node.Chain.DistinctBy(l => l.Schedule, StringComparer.Ordinal))
            {
                var below = await FollowAsync(link, path);
                reach = new Reach(Math.Max(reach.Depth, below.Depth), reach.Runs + below.Runs);
                if (Problem is not null)
                {
                    return reach;
                }
            }

            if (reach.Runs > MaxFollowers)
            {
                Problem = $"one run of \"{node.Name}\" would be followed by {reach.Runs} runs over all branches; at most {MaxFollowers} are allowed";
            }

            return reach;
        }

        private async Task<Reach> FollowAsync(ChainLink link, IReadOnlyList<ChainNode> path)
        {
            var again = path.Select(p => p.Id).ToList().IndexOf(link.Schedule);
            if (again >= 0)
            {
                Problem = $"forms a cycle: {Words(path.Skip(again).Append(path[again]))}";
                return default;
            }

            if (!_reached.TryGetValue(link.Schedule, out var below))
            {
                if (await find(link) is not { } next)
                {
                    return default;
                }

                IReadOnlyList<ChainNode> longer = [.. path, next];
                if (IsTooDeep(longer.Count - 1, longer))
                {
                    return default;
                }

                below = await VisitAsync(next, longer);
                _reached[link.Schedule] = below;
            }

            IsTooDeep(path.Count + below.Depth, path);
            return new Reach(below.Depth + 1, below.Runs + 1);
        }

        private bool IsTooDeep(int depth, IEnumerable<ChainNode> path)
        {
            if (depth <= MaxDepth)
            {
                return false;
            }

            Problem ??= $"is too long: at most {MaxDepth} runs may follow each other, but this chain is {Words(path)}{(depth > path.Count() - 1 ? " → …" : string.Empty)}";
            return true;
        }

        private static string Words(IEnumerable<ChainNode> path) => string.Join(" → ", path.Select(p => p.Name));
    }
}
