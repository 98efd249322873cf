using System.Runtime.CompilerServices;
using AgentSched.Base;
using AgentSched.Model.Activities;
using AgentSched.Model.Agents;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Tables;
using Microsoft.Extensions.Options;

namespace AgentSched.Storage.Activities;

/// <summary>Reads the feeds of agents, newest first or by a range of sequence numbers.</summary>
public sealed class ActivityFeed(TableStore store, IOptions<AgentSchedOptions> options)
{
    private const int MaxScanned = 2000;
    private const int PageSize = 1000;

    /// <summary>Upper bound by which an entry's sequence number is ahead of its time: clock skew between machines is smaller.</summary>
    private static readonly TimeSpan MostAhead = TimeSpan.FromMinutes(10);

    /// <summary>The newest matching entries of an agent. Examines a bounded number; if few match, the page is short and the next page continues.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="search">The filter.</param>
    /// <param name="isVisible">Whether the caller may see an entry.</param>
    /// <param name="limit">Maximum number of entries.</param>
    /// <param name="behind">The position behind which to start. Null: at the newest entry.</param>
    /// <param name="cancel">Cancels the call.</param>
    internal Task<FeedPage> SearchAsync(Agent agent, ActivitySearch search, Func<ActivityEntry, bool> isVisible, int limit, FeedPosition? behind, CancellationToken cancel) =>
        SearchAsync(ShardOf(agent), Keys.ActivitiesOf(agent.Key), agent.Name, search, isVisible, limit, behind, BeforeFirst(agent), cancel);

    /// <summary>The newest matching entries of a tenant's own feed, which concern no agent.</summary>
    internal Task<FeedPage> SearchAsync(string tenant, ActivitySearch search, int limit, FeedPosition? behind, CancellationToken cancel) =>
        SearchAsync(Keys.Tenant(tenant), Keys.Activities, string.Empty, search, static _ => true, limit, behind, after: -1, cancel);

    /// <summary>
    /// The entries of an agent after one sequence number up to another, inclusive, newest first: one request per 1,000, only as far as consumed.
    /// Excludes entries of an earlier agent with the same name.
    /// </summary>
    internal async IAsyncEnumerable<ActivityEntry> BetweenAsync(Agent agent, long after, long upTo, [EnumeratorCancellation] CancellationToken cancel)
    {
        var prefix = Keys.ActivitiesOf(agent.Key);
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
    /// Entries as in <see cref="BetweenAsync"/>, but oldest first and a page at a time. Rows are sorted newest first, so if there is more than
    /// one page, a first pass records only the page boundaries.
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

    private async Task<FeedPage> SearchAsync(
        string partition, string prefix, string agent, ActivitySearch search, Func<ActivityEntry, bool> isVisible, int limit, FeedPosition? behind, long after, CancellationToken cancel)
    {
        var newest = Math.Min(behind?.LimitOf(agent) ?? long.MaxValue, search.To is { } to ? ActivitySequence.Of(to + MostAhead) : long.MaxValue);
        var oldest = Math.Max(after, search.From is { } from ? ActivitySequence.Of(from) - 1 : -1);
        var found = new List<ActivityEntry>();
        var looked = 0;
        if (newest <= oldest)
        {
            return new FeedPage(found, Until: null);
        }

        await foreach (var row in store.QueryAsync(Keys.Between(partition, prefix, Keys.NewestFirst(newest), after: null, oldest < 0 ? null : Keys.NewestFirst(oldest)), cancel))
        {
            var entry = ActivityRow.Read(row);
            looked++;
            if (entry is not null && search.Matches(entry) && isVisible(entry))
            {
                found.Add(entry);
            }

            if (found.Count >= limit || looked >= MaxScanned)
            {
                return new FeedPage(found, new FeedPosition(ActivityRow.SequenceOf(row), agent));
            }
        }

        return new FeedPage(found, Until: null);
    }

    private static long BeforeFirst(Agent agent) => ActivitySequence.Of(agent.CreatedAt) - 1;

    private string ShardOf(Agent agent) => Keys.Shard(agent.Tenant, agent.Name, options.Value.Shards);
}
