using AgentSched.Storage.Agents;
using AgentSched.Storage.Runs;
using AgentSched.Storage.Schedules;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;

namespace AgentSched.Storage.Shards;

/// <summary>Reads the rows of a shard for one decision about runs, and commits the result in one transaction.</summary>
public sealed class ShardRows(TableStore store, RowCache cache, ShardLocks locks, RunTable runs, AgentTable agents, ScheduleTable schedules)
{
    internal RunTable Runs => runs;

    internal AgentTable Agents => agents;

    internal ScheduleTable Schedules => schedules;

    /// <summary>Reads any other row. Null: there is none.</summary>
    internal Task<TableEntity?> GetAsync(string partition, string key, CancellationToken cancel) => store.GetAsync(partition, key, cancel);

    /// <summary>Commits a transaction and updates the cache of agents and schedules.</summary>
    /// <returns>False: a row has changed since it was read; nothing was written.</returns>
    internal Task<bool> CommitAsync(Transaction transaction, CancellationToken cancel) => cache.CommitAsync(transaction, cancel);

    /// <summary>Runs work on a partition under the in-process lock, which avoids ETag mismatches; see <see cref="ShardLocks"/>.</summary>
    internal Task<T> LockAsync<T>(string partition, Func<Task<T>> work, bool isUrgent = false) => locks.LockAsync(partition, work, isUrgent);
}
