using System.Diagnostics;
using Azure;
using Azure.Data.Tables;

namespace AgentSched.Storage.Tables;

/// <summary>
/// In-process cache of agent and schedule rows, so that a run does not read again what an earlier run read or wrote.
/// A read caches its row. A commit updates the cached row if the table returned the new ETag, and evicts it otherwise.
/// Bounded; the least recently used row is evicted first.
/// </summary>
/// <remarks>
/// Another process may have changed a row since, so a cached row may be stale. Why acting on it is safe:
/// <list type="number">
/// <item>A change decided on a cached row has the row's ETag as a condition of its transaction. If the row is stale, the
/// transaction fails, every row that it touched is evicted, and the next try decides on rows read from the table.</item>
/// <item>A decision that does not change the row (a run is skipped, refused or cancelled because of the row's state) has no such
/// condition. The code that opens runs makes it again on rows read from the table before it takes effect.</item>
/// <item>What callers get over HTTP is always read from the table: <see cref="ReadAsync"/>.</item>
/// </list>
/// A store that returns no ETags (a simulation) is as safe: each commit then evicts its rows.
/// </remarks>
public sealed class RowCache(TableStore store)
{
    /// <summary>About 32 MiB: some 10,000 schedules with short messages, or 250 with the longest.</summary>
    internal const int MaxCharacters = 16 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Partition, string Row), LinkedListNode<Kept>> _rows = [];
    private readonly LinkedList<Kept> _byUse = new(); // most recently used first
    private long _characters;

    /// <summary>Number of cached rows.</summary>
    internal int Count
    {
        get
        {
            lock (_lock)
            {
                return _rows.Count;
            }
        }
    }

    /// <summary>Reads a row from the table and caches it. Null: there is none, which is not cached.</summary>
    internal async Task<TableEntity?> ReadAsync(string partition, string row, CancellationToken cancel)
    {
        var asked = Stopwatch.GetTimestamp();
        var read = await store.GetAsync(partition, row, cancel);
        if (read is null)
        {
            Forget(partition, row);
        }
        else
        {
            Keep(read, asked);
        }

        return read;
    }

    /// <summary>The cached row, for reading only. Null: it is not cached, or was read longer ago than <paramref name="within"/>.</summary>
    internal TableEntity? Recall(string partition, string row, TimeSpan? within = null)
    {
        lock (_lock)
        {
            if (!_rows.TryGetValue((partition, row), out var node) || Stopwatch.GetElapsedTime(node.Value.SeenAt) > within)
            {
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Row;
        }
    }

    /// <summary>Commits like <see cref="TableStore.CommitAsync"/> and updates the cache.</summary>
    internal async Task<bool> CommitAsync(Transaction transaction, CancellationToken cancel)
    {
        var asked = Stopwatch.GetTimestamp();
        var committed = false;
        try
        {
            return committed = await store.CommitAsync(transaction, cancel);
        }
        finally
        {
            // Also after an exception: the outcome is then unknown.
            for (var i = 0; i < transaction.Actions.Count; i++)
            {
                var action = transaction.Actions[i];
                if (Keys.IsAgentOrSchedule(action.Entity.PartitionKey, action.Entity.RowKey))
                {
                    Follow(action, committed ? transaction.ETags?[i] ?? default : default, asked);
                }
            }
        }
    }

    private void Follow(TableTransactionAction action, ETag now, long asked)
    {
        var row = (TableEntity)action.Entity;
        if (now != default && After(action, row) is { } after)
        {
            after.ETag = now;
            Keep(after, asked);
        }
        else
        {
            Forget(row.PartitionKey, row.RowKey);
        }
    }

    /// <summary>The whole row after an action. Null: it is deleted or unknown.</summary>
    private TableEntity? After(TableTransactionAction action, TableEntity row)
    {
        switch (action.ActionType)
        {
            case TableTransactionActionType.Add or TableTransactionActionType.UpdateReplace or TableTransactionActionType.UpsertReplace:
                return new TableEntity(row);
            case TableTransactionActionType.UpdateMerge when Recall(row.PartitionKey, row.RowKey) is { } before && before.ETag == action.ETag:
                var merged = new TableEntity(before);
                foreach (var (column, value) in row)
                {
                    if (value is not null) // a merge leaves columns without a value unchanged
                    {
                        merged[column] = value;
                    }
                }

                return merged;
            default:
                return null;
        }
    }

    private void Keep(TableEntity row, long seenAt)
    {
        var kept = new Kept(row, seenAt, row.Sum(column => column.Key.Length + ((column.Value as string)?.Length ?? 8) + 32L));
        lock (_lock)
        {
            Remove((row.PartitionKey, row.RowKey));
            _rows[(row.PartitionKey, row.RowKey)] = _byUse.AddFirst(kept);
            for (_characters += kept.Characters; _characters > MaxCharacters;)
            {
                Remove((_byUse.Last!.Value.Row.PartitionKey, _byUse.Last.Value.Row.RowKey));
            }
        }
    }

    private void Forget(string partition, string row)
    {
        lock (_lock)
        {
            Remove((partition, row));
        }
    }

    private void Remove((string Partition, string Row) key)
    {
        if (_rows.Remove(key, out var node))
        {
            _byUse.Remove(node);
            _characters -= node.Value.Characters;
        }
    }

    /// <param name="Row">Never modified: readers share it.</param>
    /// <param name="SeenAt">When the request that returned the row was sent; the row is of that time or later. A stopwatch timestamp.</param>
    /// <param name="Characters">Approximate size.</param>
    private sealed record Kept(TableEntity Row, long SeenAt, long Characters);
}
