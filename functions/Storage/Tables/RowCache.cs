using System.Diagnostics;
using Azure;
using Azure.Data.Tables;

namespace AgentSched.Storage.Tables;

/// <summary>
/// Rows of agents and schedules as this process last saw them, so that a run does not read again what the run before it read or wrote.
/// A read leaves its row here; a commit changes the row here as it changed it in the table, where the table told the new ETag, and
/// forgets it otherwise. Bounded; the row that was not used for longest goes first.
/// </summary>
/// <remarks>
/// Another process may have changed a row meanwhile, so what is remembered is a guess. Why acting on it is safe:
/// <list type="number">
/// <item>A change that is decided on a remembered row names the row's ETag as a condition of its transaction. Where the guess is
/// wrong the transaction fails, every row that it touched is forgotten, and the next try decides on rows that are read.</item>
/// <item>A decision that does not change the row (a run that is skipped, refused or cancelled because of what the row says) has no such
/// condition. It is made again on rows that are read before it counts: whoever opens runs does.</item>
/// <item>What callers are told over HTTP is read, always: <see cref="ReadAsync"/>.</item>
/// </list>
/// A store that tells no ETags (a simulation) is as safe: then rows are forgotten with each commit.
/// </remarks>
public sealed class RowCache(TableStore store)
{
    /// <summary>About 32 MiB: some 10,000 schedules with short messages, or 250 with the longest.</summary>
    internal const int MaxCharacters = 16 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Partition, string Row), LinkedListNode<Kept>> _rows = [];
    private readonly LinkedList<Kept> _byUse = new(); // the latest first
    private long _characters;

    /// <summary>How many rows are remembered.</summary>
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

    /// <summary>Reads a row, and remembers it. Null: there is none; that is not remembered.</summary>
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

    /// <summary>The row as this process last saw it, for reading only. Null: it is not remembered, or was seen longer ago than <paramref name="within"/>.</summary>
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

    /// <summary>As <see cref="TableStore.CommitAsync"/>, and what is remembered follows.</summary>
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
            // Also where it threw: then nobody knows what happened.
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

    /// <summary>The whole row after an action. Null: it is gone, or not known.</summary>
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
                    if (value is not null) // a merge leaves a column alone where it is given none
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

    /// <param name="Row">Never changed: readers hold it too.</param>
    /// <param name="SeenAt">When the request that told it was sent: it was so then, or later. A stopwatch's stamp.</param>
    /// <param name="Characters">About how large it is.</param>
    private sealed record Kept(TableEntity Row, long SeenAt, long Characters);
}
