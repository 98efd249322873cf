using System.Runtime.CompilerServices;
using AgentSched.Base;
using AgentSched.Model.Activities;
using AgentSched.Model.Agents;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Tables;
using Microsoft.Extensions.Options;

namespace AgentSched.Storage.Activities;

/// <summary>Reads the feeds of agents, newest first or from one number to another.</summary>
public sealed class ActivityFeed(TableStore store, IOptions<AgentSchedOptions> options)
{
    private const int MostLookedAt = 2000;
    private const int PageSize = 1000;

    /// <summary>How far an entry's number may be ahead of its time: the clocks of two machines differ by less.</summary>
    private static readonly TimeSpan MostAhead = TimeSpan.FromMinutes(10);

    /// <summary>The newest entries of an agent that match. Looks at a bounded number of them; where few match, the page is short and the next one goes on.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="search">What to look for.</param>
    /// <param name="isVisible">Whether the caller may see an entry.</param>
    /// <param name="limit">Most entries.</param>
    /// <param name="behind">The place behind which to look. Null: from the newest.</param>
    /// <param name="cancel">Ends the call.</param>
    internal Task<FeedFound> SearchAsync(Agent agent, ActivitySearch search, Func<ActivityEntry, bool> isVisible, int limit, FeedPosition? behind, CancellationToken cancel) =>
        SearchAsync(ShardOf(agent), Keys.ActivitiesOf(agent.Tenant, agent.Name), agent.Name, search, isVisible, limit, behind, BeforeFirst(agent), cancel);

    /// <summary>The same for what belongs to a tenant and to no agent.</summary>
    internal Task<FeedFound> SearchAsync(string tenant, ActivitySearch search, int limit, FeedPosition? behind, CancellationToken cancel) =>
        SearchAsync(Keys.Tenant(tenant), Keys.Activities, string.Empty, search, static _ => true, limit, behind, after: -1, cancel);

    /// <summary>
    /// The entries of an agent after one number up to another, included, newest first: one request for each 1,000, none beyond what is consumed.
    /// What was told of an agent that had the name before is not among them.
    /// </summary>
    internal async IAsyncEnumerable<ActivityEntry> BetweenAsync(Agent agent, long after, long upTo, [EnumeratorCancellation] CancellationToken cancel)
    {
        var prefix = Keys.ActivitiesOf(agent.Tenant, agent.Name);
        after = Math.Max(after, BeforeFirst(agent));
        if (upTo <= after)
        {
            yield break;
        }

        await foreach (var row in store.QueryAsync(Keys.Between(ShardOf(agent), prefix, Keys.NewestFirst(upTo), after: null, Keys.NewestFirst(after)), cancel))
        {
            if (ActivityRow.Read(row) is { } entry)
            {
                yield return entry;
            }
        }
    }

    /// <summary>
    /// The same, oldest first and a page at a time, however many there are: rows lie newest first, so where there is more than a page,
    /// a first walk notes only where pages end.
    /// </summary>
    internal async IAsyncEnumerable<IReadOnlyList<ActivityEntry>> OldestFirstAsync(Agent agent, long after, long upTo, [EnumeratorCancellation] CancellationToken cancel)
    {
        var (page, ends) = (new List<ActivityEntry>(), new Stack<long>());
        await foreach (var entry in BetweenAsync(agent, after, upTo, cancel))
        {
            if (page.Count == PageSize)
            {
                ends.Push(upTo);
                (upTo, page) = (entry.Sequence, []);
            }

            page.Add(entry);
        }

        page.Reverse();
        yield return page;
        for (var from = upTo; ends.TryPop(out var end); from = end)
        {
            var next = new List<ActivityEntry>();
            await foreach (var entry in BetweenAsync(agent, from, end, cancel))
            {
                next.Add(entry);
            }

            next.Reverse();
            yield return next;
        }
    }

    private async Task<FeedFound> SearchAsync(
        string partition, string prefix, string agent, ActivitySearch search, Func<ActivityEntry, bool> isVisible, int limit, FeedPosition? behind, long after, CancellationToken cancel)
    {
        var newest = Math.Min(behind?.LimitOf(agent) ?? long.MaxValue, search.To is { } to ? ActivitySequence.Of(to + MostAhead) : long.MaxValue);
        var oldest = Math.Max(after, search.From is { } from ? ActivitySequence.Of(from) - 1 : -1);
        var found = new List<ActivityEntry>();
        var looked = 0;
        if (newest <= oldest)
        {
            return new FeedFound(found, Until: null);
        }

        await foreach (var row in store.QueryAsync(Keys.Between(partition, prefix, Keys.NewestFirst(newest), after: null, oldest < 0 ? null : Keys.NewestFirst(oldest)), cancel))
        {
            var entry = ActivityRow.Read(row);
            looked++;
            if (entry is not null && search.Matches(entry) && isVisible(entry))
            {
                found.Add(entry);
            }

            if (found.Count >= limit || looked >= MostLookedAt)
            {
                return new FeedFound(found, new FeedPosition(ActivityRow.SequenceOf(row), agent));
            }
        }

        return new FeedFound(found, Until: null);
    }

    private static long BeforeFirst(Agent agent) => ActivitySequence.Of(agent.CreatedAt) - 1;

    private string ShardOf(Agent agent) => Keys.Shard(agent.Tenant, agent.Name, options.Value.Shards);
}
