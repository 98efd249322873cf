using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Tables;

namespace AgentSched.Storage.Runs;

/// <summary>Reads runs: in-flight rows, and records by id, by agent and by schedule.</summary>
public sealed class RunTable(TableStore store, AgentTable agents)
{
    private const int MaxScanned = 2000;

    /// <summary>A run between claim and end; null: it has ended, or never existed.</summary>
    internal async Task<InFlightRun?> FindInFlightAsync(string shard, RunId id, CancellationToken cancel) =>
        await store.GetAsync(shard, Keys.InFlight(id), cancel) is { } row ? new InFlightRun(RunRow.Read(row), row.ETag) : null;

    /// <summary>The in-flight runs of one message or batch, which usually all have the same nominal time: one request for all.</summary>
    internal async Task<IReadOnlyList<InFlightRun>> FindInFlightAsync(string shard, IReadOnlyCollection<RunId> ids, CancellationToken cancel)
    {
        if (ids.Count == 1)
        {
            return await FindInFlightAsync(shard, ids.First(), cancel) is { } only ? [only] : [];
        }

        var found = new List<InFlightRun>();
        await foreach (var row in store.QueryAsync(Keys.InFlightAmong(shard, ids), cancel))
        {
            var run = RunRow.Read(row);
            if (ids.Contains(run.Id))
            {
                found.Add(new InFlightRun(run, row.ETag));
            }
        }

        return found;
    }

    /// <summary>The claimed runs of a shard that have not opened yet, with a nominal time from one instant (included) to another (excluded). One query.</summary>
    internal async Task<IReadOnlyList<InFlightRun>> FindQueuedAsync(string shard, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        var found = new List<InFlightRun>();
        await foreach (var row in store.QueryAsync(Keys.InFlightBetween(shard, from, to), cancel))
        {
            if (RunRow.Read(row) is { Status: RunStatus.Queued } run)
            {
                found.Add(new InFlightRun(run, row.ETag));
            }
        }

        return found;
    }

    /// <summary>A run by id: its record, or while it is only claimed, its in-flight row.</summary>
    internal async Task<Run?> FindAsync(AgentKey agent, RunId id, CancellationToken cancel)
    {
        var shard = agents.ShardOf(agent);
        if (await store.GetAsync(shard, Keys.Run(agent, id), cancel) is { } record)
        {
            return RunRow.Read(record);
        }

        // The in-flight key does not name the agent, and agents share shards.
        return await FindInFlightAsync(shard, id, cancel) is { } claimed && claimed.Run.AgentKey == agent ? claimed.Run : null;
    }

    /// <summary>The newest matching runs of an agent. Examines a bounded number of runs; if few match, the page is short and the next page continues.</summary>
    /// <param name="now">Current time, see <see cref="Run.AsOf"/>.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="search">The filter.</param>
    /// <param name="isVisible">Whether the caller may see a run.</param>
    /// <param name="limit">Maximum number of runs.</param>
    /// <param name="after">The id behind which to start. Null: at the newest run.</param>
    /// <param name="cancel">Cancels the call.</param>
    internal async Task<RunPage> SearchAsync(DateTimeOffset now, Agent agent, RunSearch search, Func<Run, bool> isVisible, int limit, string? after, CancellationToken cancel)
    {
        var shard = agents.ShardOf(agent.Tenant, agent.Name);
        var prefix = search.Schedule is { } schedule ? Keys.RunOfSchedule(agent.Key, schedule, run: default) : Keys.Run(agent.Key, run: default);

        // Later ids sort first, so the range begins at "to".
        var first = search.To is { } to ? RunId.TimeOf(to.AddSeconds(-1)) : null;
        var end = search.From is { } from ? RunId.TimeOf(from.AddSeconds(-1)) : null;
        var found = new List<Run>();
        var looked = 0;
        await foreach (var row in store.QueryAsync(Keys.Between(shard, prefix, first, after, end), cancel, RunRow.ColumnsOfLists))
        {
            var run = RunRow.Read(row).AsOf(now);
            looked++;
            if (search.Matches(run) && isVisible(run))
            {
                found.Add(run);
            }

            if (found.Count >= limit || looked >= MaxScanned)
            {
                return new RunPage(found, run.Id.ToString());
            }
        }

        return new RunPage(found, Until: null);
    }
}
