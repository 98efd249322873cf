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
    /// <summary>How long what is remembered of an agent will do for a call.</summary>
    private static readonly TimeSpan FreshForCall = TimeSpan.FromSeconds(10);

    private readonly int _shards = options.Value.Shards;

    internal string ShardOf(string tenant, string agent) => Keys.Shard(tenant, agent, _shards);

    internal async Task<StoredAgent?> FindAsync(string tenant, string name, CancellationToken cancel) =>
        await cache.ReadAsync(ShardOf(tenant, name), Keys.Agent(tenant, name), cancel) is { } row ? AgentRow.Read(row) : null;

    /// <summary>
    /// An agent as this process remembers it, else as it is. Only for a transaction that has the row's ETag as a condition, see <see cref="RowCache"/>.
    /// </summary>
    internal async Task<StoredAgent?> RecallAsync(string tenant, string name, CancellationToken cancel) =>
        cache.Recall(ShardOf(tenant, name), Keys.Agent(tenant, name)) is { } known ? AgentRow.Read(known) with { IsRecalled = true } : await FindAsync(tenant, name, cancel);

    /// <summary>
    /// The agent to call for a run. What is remembered will do where it names the run among those that have a slot: then it is
    /// not older than the run's start, and a later edit is as good as one that comes during the call.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="wasHeld">Whether it had its slot ahead of its second, and that has come just now: then an edit has marked it, however long ago it was opened.</param>
    /// <param name="cancel">Ends the call.</param>
    internal async Task<StoredAgent?> FindForCallAsync(Run run, bool wasHeld, CancellationToken cancel) =>
        cache.Recall(ShardOf(run.Tenant, run.Agent), Keys.Agent(run.Tenant, run.Agent), wasHeld ? null : FreshForCall) is { } known && AgentRow.Read(known) is { } stored && stored.Queue.Running.Contains(run.Id)
            ? stored
            : await FindAsync(run.Tenant, run.Agent, cancel);

    /// <summary>An agent that the caller may see; null where there is none or it may not.</summary>
    internal async Task<StoredAgent?> FindVisibleAsync(Caller caller, string name, CancellationToken cancel) =>
        AgentName.Shape().IsMatch(name) && await FindAsync(caller.Tenant, name, cancel) is { } stored && caller.CanSee(stored.Agent) ? stored : null;

    /// <summary>Inserts an agent. The tenant's list comes first: a crash in between leaves a list entry without an agent, which lists skip.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <param name="actor">Who registers it. Null: its owner.</param>
    /// <returns>False: the name is taken.</returns>
    internal async Task<bool> InsertAsync(Agent agent, CancellationToken cancel, string? actor = null)
    {
        // Written even where it is there already: its new ETag tells a delete that is under way to leave it alone.
        var list = new TableEntity(Keys.Tenant(agent.Tenant), Keys.TenantAgent(agent.Name));
        await store.CommitAsync(new Transaction(list.PartitionKey).Upsert(list), cancel);
        var row = AgentRow.New(agent, ShardOf(agent.Tenant, agent.Name));
        var transaction = new Transaction(row.PartitionKey);

        // Whoever had the name before has left a feed, perhaps: it goes on, so that its numbers still only grow.
        var (before, _) = await store.PageAsync(row.PartitionKey, Keys.ActivitiesOf(agent.Tenant, agent.Name), limit: 1, after: null, cancel);
        var last = before is [var newest] ? ActivityRow.SequenceOf(newest) : 0;
        var feed = new AgentFeedWriter(agent.Tenant, agent.Name, last).Add(AgentActivity.Registered(agent, actor ?? agent.Owner));
        return await cache.CommitAsync(transaction.Insert(feed.Write(transaction, row)), cancel);
    }

    /// <summary>Changes an agent's entry; its queue and all else in its row stay.</summary>
    /// <param name="agent">As it shall be.</param>
    /// <param name="read">As it was read.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <param name="actor">Who changes it. Null: its owner.</param>
    /// <returns>False: the row changed since it was read, be it by an edit or by a run.</returns>
    internal async Task<bool> UpdateAsync(Agent agent, StoredAgent read, CancellationToken cancel, string? actor = null)
    {
        var transaction = new Transaction(ShardOf(agent.Tenant, agent.Name));
        await store.MarkAheadAsync(transaction.Partition, read.Queue.Running, agent.UpdatedAt, cancel);
        var feed = new AgentFeedWriter(read).Add(AgentActivity.Changed(read.Agent, agent, actor ?? agent.Owner));
        return await cache.CommitAsync(transaction.Merge(feed.Write(transaction, AgentRow.Entry(agent, transaction.Partition)), read.ETag), cancel);
    }

    /// <summary>Deletes an agent. Its row goes first: a crash in between leaves a list entry without an agent, as above.</summary>
    /// <returns>False: the row changed since it was read.</returns>
    internal async Task<bool> DeleteAsync(StoredAgent read, CancellationToken cancel)
    {
        var (agent, partition) = (read.Agent, Keys.Tenant(read.Agent.Tenant));
        var entry = await store.GetAsync(partition, Keys.TenantAgent(agent.Name), cancel);
        var transaction = new Transaction(ShardOf(agent.Tenant, agent.Name)).Delete(Keys.Agent(agent.Tenant, agent.Name), read.ETag).WithWitness();
        await UsageTable.AddLastDayAsync(store, transaction, agent, read.Queue.Books, cancel);
        if (!await cache.CommitAsync(transaction, cancel))
        {
            return false;
        }

        if (entry is not null)
        {
            // Not done where somebody has registered the name again meanwhile: then the entry is that one's.
            await store.CommitAsync(new Transaction(partition).Delete(entry.RowKey, entry.ETag), cancel);
        }

        return true;
    }

    /// <summary>The names of some of an agent's schedules, deleted ones left out.</summary>
    internal async Task<IReadOnlyList<string>> SomeSchedulesAsync(Agent agent, int most, CancellationToken cancel)
    {
        var names = new List<string>();
        await foreach (var row in store.QueryAsync(Keys.Prefix(ShardOf(agent.Tenant, agent.Name), Keys.Schedule(agent.Tenant, agent.Name, string.Empty)), cancel))
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

    /// <summary>None of an agent's columns: for a change that has only its feed to tell.</summary>
    internal TableEntity NoColumns(StoredAgent agent) => AgentRow.None(agent.Agent, ShardOf(agent.Agent.Tenant, agent.Agent.Name));

    /// <summary>The columns that a run's opening or closing changes.</summary>
    internal TableEntity QueueColumns(Agent agent, AgentQueue queue) => AgentRow.Queue(agent, queue, ShardOf(agent.Tenant, agent.Name));
}
