using AgentSched.Model.Budgets;
using AgentSched.Model.Runs;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Shards;
using AgentSched.Storage.Tables;

namespace AgentSched.Engine.Closings;

/// <summary>Records in waiting runs why a budget keeps them from starting, and until when. Safe to repeat; only the record depends on it.</summary>
public sealed class HeldRuns(ShardRows rows)
{
    internal async Task MarkAsync(string shard, IEnumerable<(RunId Run, BudgetHold Hold)> held, CancellationToken cancel)
    {
        foreach (var (id, hold) in held)
        {
            if (await rows.Runs.FindInFlightAsync(shard, id, cancel) is { } read)
            {
                await MarkAsync(shard, read, hold, cancel);
            }
        }
    }

    /// <returns>False: it says so already, or has changed meanwhile.</returns>
    internal async Task<bool> MarkAsync(string shard, InFlightRun read, BudgetHold hold, CancellationToken cancel)
    {
        if (read.Run.Status != RunStatus.Waiting || hold.IsSaidBy(read.Run))
        {
            return false;
        }

        var marked = hold.Mark(read.Run);
        return await rows.CommitAsync(new Transaction(shard).Replace(RunRow.InFlight(marked, shard), read.ETag).UpsertRecords(marked), cancel);
    }
}
