using AgentSched.Base;
using AgentSched.Model.Access;
using AgentSched.Model.Activities;
using AgentSched.Model.Agents;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;
using AgentSched.Storage.Activities;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Spending;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;

namespace AgentSched.Storage.Agents;

/// <summary>Rows of agents: <c>g|…</c> in the agent's shard, and an entry in the tenant's list.</summary>
public sealed class AgentTable(TableStore store, RowCache cache, IOptions<AgentSchedOptions> options)
{
    /// <summary>Maximum age of a cached agent row that is used for a call.</summary>
    private static readonly TimeSpan FreshForCall = TimeSpan.FromSeconds(10);

    private readonly int _shards = options.Value.Shards;

    internal string ShardOf(string tenant, string agent) => Keys.Shard(tenant, agent, _shards);

    /// <summary>All agents of a name, former ones included, are in one shard.</summary>
    internal string ShardOf(AgentKey agent) => Keys.Shard(agent.Tenant, agent.Name, _shards);

    /// <summary>The agent that has a name now.</summary>

    internal async Task<StoredAgent?> FindAsync(string tenant, string name, CancellationToken cancel) =>
        await cache.ReadAsync(ShardOf(tenant, name), Keys.Agent(tenant, name), cancel) is { } row ? AgentRow.Read(row) : null;

    /// <summary>An agent. Null: it was deleted, whoever has its name now.</summary>
    internal async Task<StoredAgent?> FindAsync(AgentKey agent, CancellationToken cancel) =>
        await FindAsync(agent.Tenant, agent.Name, cancel) is { } stored && stored.Agent.Id == agent.Id ? stored : null;

    /// <summary>
    /// An agent from the cache, or else from the table. Only for a transaction that has the row's ETag as a condition, see <see cref="RowCache"/>.
    /// </summary>
    internal async Task<StoredAgent?> RecallAsync(AgentKey agent, CancellationToken cancel) =>
        cache.Recall(ShardOf(agent), Keys.Agent(agent.Tenant, agent.Name)) is { } known && AgentRow.Read(known) is var stored && stored.Agent.Id == agent.Id
            ? stored with { IsRecalled = true }
            : await FindAsync(agent, cancel);

    /// <summary>
    /// The agent to call for a run. A cached row is used if it lists the run among those with a slot: then it is not older
    /// than the run's start, and an edit after that is equivalent to one during the call.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="wasHeld">Whether it got its slot early and has just become due: then any edit has marked it, so a cached row of any age is used.</param>
    /// <param name="cancel">Cancels the call.</param>
    internal async Task<StoredAgent?> FindForCallAsync(Run run, bool wasHeld, CancellationToken cancel) =>
        cache.Recall(ShardOf(run.AgentKey), Keys.Agent(run.Tenant, run.Agent), wasHeld ? null : FreshForCall) is { } known && AgentRow.Read(known) is { } stored && stored.Queue.Running.Contains(run.Id)
            ? stored
            : await FindAsync(run.AgentKey, cancel);

    /// <summary>An agent that the caller may see; null if there is none or the caller may not see it.</summary>
    internal async Task<StoredAgent?> FindVisibleAsync(Caller caller, string name, CancellationToken cancel) =>
        AgentName.Shape().IsMatch(name) && await FindAsync(caller.Tenant, name, cancel) is { } stored && caller.CanSee(stored.Agent) ? stored : null;

    /// <summary>Inserts an agent. The entry in the tenant's list is written first: a crash in between leaves an entry without an agent, which lists skip.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <param name="actor">Who registers it. Null: its owner.</param>
    /// <returns>False: the name is taken.</returns>
    internal async Task<bool> InsertAsync(Agent agent, CancellationToken cancel, string? actor = null)
    {
        // Written even if it exists: its new ETag keeps a concurrent delete of the agent from removing it.
        var list = new TableEntity(Keys.Tenant(agent.Tenant), Keys.TenantAgent(agent.Name));
        await store.CommitAsync(new Transaction(list.PartitionKey).Upsert(list), cancel);
        var row = AgentRow.New(agent, ShardOf(agent.Tenant, agent.Name));
        var transaction = new Transaction(row.PartitionKey);

        var feed = new AgentFeedWriter(agent.Key).Add(AgentActivity.Registered(agent, actor ?? agent.Owner));
        return await cache.CommitAsync(transaction.Insert(feed.Write(transaction, row)), cancel);
    }

    /// <summary>Changes an agent's entry; its queue and all other columns of its row stay.</summary>
    /// <param name="agent">The new version.</param>
    /// <param name="read">The agent as it was read.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <param name="actor">Who changes it. Null: its owner.</param>
    /// <returns>False: the row changed since it was read, by an edit or by a run.</returns>
    internal async Task<bool> UpdateAsync(Agent agent, StoredAgent read, CancellationToken cancel, string? actor = null)
    {
        var transaction = new Transaction(ShardOf(agent.Tenant, agent.Name));
        await store.MarkAheadAsync(transaction.Partition, read.Queue.Running, agent.UpdatedAt, cancel);
        var feed = new AgentFeedWriter(read).Add(AgentActivity.Changed(read.Agent, agent, actor ?? agent.Owner));
        return await cache.CommitAsync(transaction.Merge(feed.Write(transaction, AgentRow.Entry(agent, read.Agent, transaction.Partition)), read.ETag), cancel);
    }

    /// <summary>Deletes an agent. Its row is deleted first: a crash in between leaves a list entry without an agent, which lists skip.</summary>
    /// <remarks>What belongs to it stays under its key, out of sight, until it is purged: another row names it for that.</remarks>
    /// <param name="read">The agent as it was read.</param>
    /// <param name="now">Current time.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <returns>False: the row changed since it was read.</returns>
    internal async Task<bool> DeleteAsync(StoredAgent read, DateTimeOffset now, CancellationToken cancel)
    {
        var (agent, partition) = (read.Agent, Keys.Tenant(read.Agent.Tenant));
        var entry = await store.GetAsync(partition, Keys.TenantAgent(agent.Name), cancel);
        var transaction = new Transaction(ShardOf(agent.Tenant, agent.Name)).Delete(Keys.Agent(agent.Tenant, agent.Name), read.ETag).Upsert(AgentRow.Former(agent, now, ShardOf(agent.Key))).WithWitness();
        await UsageTable.AddLastDayAsync(store, transaction, agent, read.Queue.Spending, cancel);
        if (!await cache.CommitAsync(transaction, cancel))
        {
            return false;
        }

        if (entry is not null)
        {
            // Fails if the name was registered again meanwhile: then the entry belongs to the new agent.
            await store.CommitAsync(new Transaction(partition).Delete(entry.RowKey, entry.ETag), cancel);
        }

        return true;
    }

    /// <summary>Names of up to <paramref name="most"/> of an agent's schedules, without deleted ones.</summary>
    internal async Task<IReadOnlyList<string>> SomeSchedulesAsync(Agent agent, int most, CancellationToken cancel)
    {
        var names = new List<string>();
        await foreach (var row in store.QueryAsync(Keys.Prefix(ShardOf(agent.Tenant, agent.Name), Keys.Schedule(agent.Key, string.Empty)), cancel))
        {
            if (row.GetDateTimeOffset("DeletedAt") is null)
            {
                names.Add(row.Text("Name"));
            }

            if (names.Count == most)
            {
                break;
            }
        }

        return names;
    }

    /// <summary>The agents of a tenant by name. Costs one request for the list and one per agent.</summary>
    internal async Task<(IReadOnlyList<StoredAgent> Agents, string? Next)> PageAsync(string tenant, int limit, string? continuation, CancellationToken cancel)
    {
        var (rows, next) = await store.PageAsync(Keys.Tenant(tenant), Keys.TenantAgent(string.Empty), limit, continuation, cancel);
        var found = await Task.WhenAll(rows.Select(row => FindAsync(tenant, row.RowKey[2..], cancel)));
        return (found.OfType<StoredAgent>().ToList(), next);
    }

    /// <summary>An agent's row without columns: for a change that only adds feed entries.</summary>
    internal TableEntity NoColumns(StoredAgent agent) => AgentRow.None(agent.Agent, ShardOf(agent.Agent.Tenant, agent.Agent.Name));

    /// <summary>The column that the record of a refused request changes.</summary>
    internal TableEntity RefusedColumns(Agent agent, DateTimeOffset now) => AgentRow.Refused(agent, now, ShardOf(agent.Tenant, agent.Name));

    /// <summary>The columns that a run's opening or closing changes.</summary>
    internal TableEntity QueueColumns(Agent agent, AgentQueue queue) => AgentRow.Queue(agent, queue, ShardOf(agent.Tenant, agent.Name));
}
