using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;

namespace AgentSched.Storage.Tables;

/// <summary>The changes of one entity-group transaction: one partition, at most <see cref="MaxActions"/> rows, each once.</summary>
internal sealed class Transaction(string partition)
{
    /// <summary>The service's limit.</summary>
    public const int MaxActions = 100;

    /// <summary>Column with the ids of the last transactions that wrote the row, newest first. See <see cref="CommitProof"/>.</summary>
    public const string IdColumn = "Tx";

    /// <summary>Number of ids kept in a row whose writers pass on the ids that they read.</summary>
    private const int KeptIds = 6;

    private readonly List<TableTransactionAction> _actions = [];
    private readonly Dictionary<string, string?> _earlierIds = new(StringComparer.Ordinal);

    /// <summary>Random id that is stored with each row that the transaction writes: 64 bits, 11 characters.</summary>
    public string Id { get; } = Convert.ToBase64String(RandomNumberGenerator.GetBytes(8))[..11];

    public string Partition => partition;

    public IReadOnlyList<TableTransactionAction> Actions => _actions;

    /// <summary>
    /// The rows' ETags after the commit, one per action; default for a deleted row. Null: not committed, or the ETags are unknown,
    /// for example if the commit was only proved afterwards (<see cref="CommitProof"/>): rows may have changed again by then.
    /// </summary>
    public IReadOnlyList<ETag>? ETags { get; set; }

    /// <summary>Inserts a row; fails if it exists.</summary>
    public Transaction Insert(TableEntity row) => Add(TableTransactionActionType.Add, row, default);

    /// <summary>Replaces the whole row; fails if it changed since it was read.</summary>
    /// <param name="row">The new row.</param>
    /// <param name="etag">ETag of the row as it was read.</param>
    /// <param name="earlierIds">
    /// Value of <see cref="IdColumn"/> as it was read, to be kept: for a row that is alone in its transaction and has many writers. Null: the row keeps only the new id.
    /// </param>
    public Transaction Replace(TableEntity row, ETag etag, string? earlierIds = null)
    {
        _earlierIds[row.RowKey] = earlierIds;
        return Add(TableTransactionActionType.UpdateReplace, row, etag);
    }

    /// <summary>Changes only the given columns; fails if the row changed or is gone.</summary>
    public Transaction Merge(TableEntity row, ETag etag) => Add(TableTransactionActionType.UpdateMerge, row, etag);

    /// <summary>Inserts or replaces a row unconditionally.</summary>
    public Transaction Upsert(TableEntity row) => Add(TableTransactionActionType.UpsertReplace, row, default);

    /// <summary>Deletes a row; fails if it changed since it was read.</summary>
    public Transaction Delete(string row, ETag etag) =>
        Add(TableTransactionActionType.Delete, new TableEntity(partition, row), etag);

    /// <summary>
    /// Adds a row that holds only the id: for a transaction whose other rows may all be deleted soon, and whose caller must know whether it was committed.
    /// The partition has <see cref="Keys.Witnesses"/> such rows; a random one is overwritten, so none has to be removed.
    /// </summary>
    public Transaction WithWitness() => Upsert(new TableEntity(partition, Keys.Witness(RandomNumberGenerator.GetInt32(Keys.Witnesses))));

    /// <summary>Appends another transaction of the same partition.</summary>
    public Transaction Append(Transaction other)
    {
        _actions.AddRange(other._actions);
        foreach (var (row, ids) in other._earlierIds)
        {
            _earlierIds[row] = ids;
        }

        return this;
    }

    /// <summary>Stores the id in each row that is written. Idempotent.</summary>
    public void Sign()
    {
        foreach (var action in _actions.Where(action => action.ActionType != TableTransactionActionType.Delete))
        {
            ((TableEntity)action.Entity)[IdColumn] = _earlierIds.GetValueOrDefault(action.Entity.RowKey) is { Length: > 0 } earlier
                ? string.Join(' ', earlier.Split(' ').Take(KeptIds - 1).Prepend(Id))
                : Id;
        }
    }

    /// <summary>Whether a row, as it was read, holds this transaction's id.</summary>
    public bool Wrote(TableEntity row) => row.TryGetValue(IdColumn, out var ids) && ids is string text && text.Split(' ').Contains(Id, StringComparer.Ordinal);

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
