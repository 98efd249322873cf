using AgentSched.Base;
using AgentSched.Model.Agents;
using AgentSched.Storage.Tables;
using Microsoft.Extensions.Options;

namespace AgentSched.Storage.Agents;

/// <summary>Limits the agents of an owner. They are counted each time, in all shards, so there is no counter to keep right; agents are added rarely.</summary>
/// <remarks>Additions of one owner in one process follow each other. Concurrent ones in several processes may exceed the limit by one for each process.</remarks>
public sealed class AgentQuota(TableStore store, ShardLocks locks, IOptions<AgentSchedOptions> shared, IOptions<AgentOptions> options)
{
    /// <summary>The limit.</summary>
    internal int Max => options.Value.MaxAgentsPerOwner;

    /// <summary>Adds an agent to those of an owner, if the limit allows one more.</summary>
    /// <param name="tenant">The owner's tenant.</param>
    /// <param name="owner">The owner.</param>
    /// <param name="add">Adds it; false: it did not work.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <returns>Whether it was added. Null: the owner has as many as it may have.</returns>
    internal Task<bool?> AddAsync(string tenant, string owner, Func<Task<bool>> add, CancellationToken cancel) =>
        locks.LockAsync<bool?>($"{Keys.Owner(tenant, owner)}|agents", async () => await CountAsync(tenant, owner, cancel) < Max ? await add() : null);

    private async Task<int> CountAsync(string tenant, string owner, CancellationToken cancel) =>
        (await Task.WhenAll(Keys.Shards(shared.Value.Shards).Select(shard => CountAsync(Keys.AgentsOf(shard, tenant, owner), cancel)))).Sum();

    private async Task<int> CountAsync(string filter, CancellationToken cancel)
    {
        var count = 0;
        await foreach (var _ in store.QueryAsync(filter, cancel, columns: ["Owner"]))
        {
            count++;
        }

        return count;
    }
}
