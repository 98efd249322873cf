using AgentSched.Storage.Agents;
using AgentSched.Storage.Runs;
using AgentSched.Storage.Schedules;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;

namespace AgentSched.Storage.Shards;

/// <summary>The rows of a shard that one decision rests on, and their commit: whoever decides about runs reads here, and writes in one transaction.</summary>
public sealed class ShardRows(TableStore store, RowCache cache, ShardLine turns, RunTable runs, AgentTable agents, ScheduleTable schedules)
{
    internal RunTable Runs => runs;

    internal AgentTable Agents => agents;

    internal ScheduleTable Schedules => schedules;

    /// <summary>Any other row. Null: there is none.</summary>
    internal Task<TableEntity?> GetAsync(string partition, string key, CancellationToken cancel) => store.GetAsync(partition, key, cancel);

    /// <summary>Commits a transaction, and remembers agents and schedules as it leaves them.</summary>
    /// <returns>False: a row has changed since it was read; nothing was written.</returns>
    internal Task<bool> CommitAsync(Transaction transaction, CancellationToken cancel) => cache.CommitAsync(transaction, cancel);

    /// <summary>Lets one of this process after the other work on a partition, instead of having them meet at its rows' ETags.</summary>
    internal Task<T> TakeTurnAsync<T>(string partition, Func<Task<T>> work, bool isUrgent = false) => turns.TakeAsync(partition, work, isUrgent);
}
