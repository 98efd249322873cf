using Azure;
using Azure.Data.Tables;

namespace AgentSched.Storage;

/// <summary>The changes of one entity-group transaction: one partition, at most <see cref="MaxActions"/> rows, each once.</summary>
internal sealed class Transaction(string partition)
{
    /// <summary>The service's own limit.</summary>
    public const int MaxActions = 100;

    private readonly List<TableTransactionAction> _actions = [];

    public string Partition => partition;

    public IReadOnlyList<TableTransactionAction> Actions => _actions;

    /// <summary>What the rows' ETags are since the commit, one for each action; default for a deleted row. Null: it was not committed, or the store does not tell.</summary>
    public IReadOnlyList<ETag>? ETags { get; set; }

    /// <summary>Fails the transaction where the row exists.</summary>
    public Transaction Insert(TableEntity row) => Add(TableTransactionActionType.Add, row, default);

    /// <summary>Replaces the whole row; fails where it changed since it was read.</summary>
    public Transaction Replace(TableEntity row, ETag etag) => Add(TableTransactionActionType.UpdateReplace, row, etag);

    /// <summary>Changes the named properties only; fails where the row changed or is gone.</summary>
    public Transaction Merge(TableEntity row, ETag etag) => Add(TableTransactionActionType.UpdateMerge, row, etag);

    /// <summary>Inserts or replaces, whatever is there.</summary>
    public Transaction Upsert(TableEntity row) => Add(TableTransactionActionType.UpsertReplace, row, default);

    /// <summary>Deletes; fails where the row changed since it was read.</summary>
    public Transaction Delete(string row, ETag etag) =>
        Add(TableTransactionActionType.Delete, new TableEntity(partition, row), etag);

    /// <summary>Appends another transaction of the same partition.</summary>
    public Transaction Append(Transaction other)
    {
        _actions.AddRange(other._actions);
        return this;
    }

    private Transaction Add(TableTransactionActionType type, TableEntity row, ETag etag)
    {
        if (row.PartitionKey != partition)
        {
            throw new InvalidOperationException($"row \"{row.RowKey}\" belongs to partition \"{row.PartitionKey}\", not to \"{partition}\"");
        }

        _actions.Add(new TableTransactionAction(type, row, etag));
        return this;
    }
}
