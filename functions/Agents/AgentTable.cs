using System.Collections.Immutable;
using AgentSched.Access;
using AgentSched.Runs;
using AgentSched.Storage;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;

namespace AgentSched.Agents;

/// <summary>An agent as it was read: its entry, its queue, and the ETag that guards a change to either.</summary>
internal sealed record StoredAgent(Agent Agent, AgentQueue Queue, ETag ETag);

/// <summary>Rows of agents: <c>g|…</c> in the agent's shard, and an entry in the tenant's list.</summary>
public sealed class AgentTable(TableStore store, StorageClients clients, IOptions<AgentSchedOptions> options)
{
    private readonly int _shards = options.Value.Shards;

    internal string ShardOf(string tenant, string agent) => Keys.Shard(tenant, agent, _shards);

    internal async Task<StoredAgent?> FindAsync(string tenant, string name, CancellationToken cancel) =>
        await store.GetAsync(ShardOf(tenant, name), Keys.Agent(tenant, name), cancel) is { } row ? Read(row) : null;

    /// <summary>An agent that the caller may see; null where there is none or it may not.</summary>
    internal async Task<StoredAgent?> FindVisibleAsync(Caller caller, string name, CancellationToken cancel) =>
        AgentContract.Name().IsMatch(name) && await FindAsync(caller.Tenant, name, cancel) is { } stored && caller.CanSee(stored.Agent) ? stored : null;

    /// <summary>Inserts an agent. The tenant's list comes first: a crash in between leaves a list entry without an agent, which lists skip.</summary>
    /// <returns>False: the name is taken.</returns>
    internal async Task<bool> InsertAsync(Agent agent, CancellationToken cancel)
    {
        await AddAsync(new TableEntity(Keys.Tenant(agent.Tenant), Keys.TenantAgent(agent.Name)), cancel);
        return await AddAsync(Write(agent, AgentQueue.Empty), cancel);
    }

    /// <summary>Replaces an agent's entry and keeps its queue.</summary>
    /// <returns>False: it changed since it was read.</returns>
    internal Task<bool> ReplaceAsync(Agent agent, StoredAgent read, CancellationToken cancel) =>
        store.CommitAsync(new Transaction(ShardOf(agent.Tenant, agent.Name)).Replace(Write(agent, read.Queue), read.ETag), cancel);

    /// <summary>The agents of a tenant by name. Costs one request for the list and one per agent.</summary>
    internal async Task<(IReadOnlyList<StoredAgent> Agents, string? Next)> PageAsync(string tenant, int limit, string? continuation, CancellationToken cancel)
    {
        var (rows, next) = await store.PageAsync(Keys.Tenant(tenant), Keys.TenantAgent(string.Empty), limit, continuation, cancel);
        var found = await Task.WhenAll(rows.Select(row => FindAsync(tenant, row.RowKey[2..], cancel)));
        return (found.OfType<StoredAgent>().ToList(), next);
    }

    /// <summary>The columns that a run's opening or closing changes.</summary>
    internal TableEntity QueueColumns(Agent agent, AgentQueue queue) => new(ShardOf(agent.Tenant, agent.Name), Keys.Agent(agent.Tenant, agent.Name))
    {
        ["Running"] = string.Join(' ', queue.Running),
        ["Waiting"] = string.Join(' ', queue.Waiting),
    };

    private TableEntity Write(Agent agent, AgentQueue queue) => new(ShardOf(agent.Tenant, agent.Name), Keys.Agent(agent.Tenant, agent.Name))
    {
        ["Tenant"] = agent.Tenant,
        ["Name"] = agent.Name,
        ["Kind"] = agent.Kind.ToString(),
        ["Url"] = agent.Url.AbsoluteUri,
        ["Owner"] = agent.Owner,
        ["SharedWith"] = agent.SharedWith.ToColumn(),
        ["MaxConcurrent"] = agent.MaxConcurrent,
        ["QueueDepth"] = agent.QueueDepth,
        ["TimeoutMs"] = (long)agent.Timeout.TotalMilliseconds,
        ["Secret"] = agent.Secret,
        ["Enabled"] = agent.Enabled,
        ["CreatedAt"] = agent.CreatedAt,
        ["UpdatedAt"] = agent.UpdatedAt,
        ["Running"] = string.Join(' ', queue.Running),
        ["Waiting"] = string.Join(' ', queue.Waiting),
    };

    internal static StoredAgent Read(TableEntity row) => new(
        new Agent(
            row.Text("Tenant"),
            row.Text("Name"),
            row.Word<AgentKind>("Kind"),
            new Uri(row.Text("Url")),
            row.Text("Owner"),
            row.List("SharedWith"),
            row.Int("MaxConcurrent"),
            row.Int("QueueDepth"),
            row.Duration("TimeoutMs") ?? Agent.DefaultTimeout,
            row.GetString("Secret"),
            row.Flag("Enabled"),
            row.Time("CreatedAt"),
            row.Time("UpdatedAt")),
        new AgentQueue(Ids(row, "Running"), Ids(row, "Waiting")),
        row.ETag);

    private async Task<bool> AddAsync(TableEntity row, CancellationToken cancel)
    {
        try
        {
            await clients.Table.AddEntityAsync(row, cancel);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return false;
        }
    }

    private static ImmutableArray<RunId> Ids(TableEntity row, string column) =>
        [.. (row.GetString(column) ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(RunId.Parse)];
}
