using AgentSched.Storage.Tables;
using Azure;
using Azure.Data.Tables;

namespace AgentSched.Year;

/// <summary>
/// A table as the service is: rows sorted by key in their partition, entity tags that change with each write, transactions that
/// change all of their rows or none. Rows go in and out as copies.
/// </summary>
internal sealed class MemoryTable
{
    private const string TagColumn = "odata.etag";

    private readonly Dictionary<(string Partition, char Kind), SortedList<string, TableEntity>> _rows = [];
    private readonly Dictionary<(string Partition, string Row), string> _notKept = [];
    private readonly Queue<(string Partition, string Row)> _notKeptInOrder = [];
    private long _writes;

    /// <summary>Sees each transaction before it takes effect, and says which rows need not be kept: those of ended runs.</summary>
    public Func<Transaction, IReadOnlySet<string>>? Committing { get; set; }

    /// <summary>Of how many rows that are not kept it is known which transaction wrote them: more than are written while a client waits for an answer. 0: no answer is lost here.</summary>
    public int MostNotKept { get; init; } = 5000;

    /// <summary>Whether a row that is not kept exists all the same.</summary>
    public Func<string, bool>? IsArchived { get; set; }

    public TableEntity? Get(string partition, string row) =>
        Kind(partition, row[0]).TryGetValue(row, out var found) ? new TableEntity(found)
        : _notKept.TryGetValue((partition, row), out var transaction) ? new TableEntity(partition, row) { [TagColumn] = "W/\"archived\"", [Transaction.IdColumn] = transaction }
        : IsArchived?.Invoke(row) == true ? new TableEntity(partition, row) { [TagColumn] = "W/\"archived\"" }
        : null;

    /// <summary>The rows from one key to another (not included) as they are now, at most <paramref name="limit"/>.</summary>
    public List<TableEntity> Range(string partition, string from, bool included, string to, int limit)
    {
        var found = new List<TableEntity>();
        for (var kind = from[0]; kind <= to[0]; kind++)
        {
            var rows = Kind(partition, kind);
            for (var i = FirstAfter(rows.Keys, from, included); i < rows.Count && found.Count < limit && string.CompareOrdinal(rows.Keys[i], to) < 0; i++)
            {
                found.Add(new TableEntity(rows.Values[i]));
            }
        }

        return found;
    }

    /// <summary>All rows of one kind, over all partitions, as they are; not to be changed.</summary>
    public IEnumerable<TableEntity> OfKind(char kind) => _rows.Where(rows => rows.Key.Kind == kind).SelectMany(rows => rows.Value.Values);

    /// <returns>False: one of the rows was not as the transaction expects it; nothing has changed.</returns>
    public bool Commit(Transaction transaction)
    {
        Check(transaction);
        if (!transaction.Actions.All(action => Fits(transaction.Partition, action)))
        {
            return false;
        }

        var dispensable = Committing?.Invoke(transaction);
        foreach (var action in transaction.Actions)
        {
            Apply(transaction.Partition, action, dispensable);
            Note(transaction, action, dispensable?.Contains(action.Entity.RowKey) == true);
        }

        return true;
    }

    private static void Check(Transaction transaction)
    {
        if (transaction.Actions.Count is 0 or > Transaction.MaxActions)
        {
            throw new RequestFailedException(400, $"{transaction.Actions.Count} actions in one transaction", "InvalidInput", innerException: null);
        }

        if (transaction.Actions.GroupBy(action => action.Entity.RowKey, StringComparer.Ordinal).FirstOrDefault(rows => rows.Count() > 1) is { } twice)
        {
            throw new RequestFailedException(400, $"row {twice.Key} stands twice in one transaction", "InvalidDuplicateRow", innerException: null);
        }
    }

    private bool Fits(string partition, TableTransactionAction action)
    {
        var row = action.Entity.RowKey;
        var stored = Kind(partition, row[0]).GetValueOrDefault(row);
        var exists = stored is not null || IsArchived?.Invoke(row) == true;
        return action.ActionType switch
        {
            TableTransactionActionType.Add => !exists,
            TableTransactionActionType.UpsertReplace => true,
            _ => exists && (action.ETag == default || action.ETag == ETag.All || action.ETag == stored?.ETag),
        };
    }

    private void Note(Transaction transaction, TableTransactionAction action, bool isNotKept)
    {
        var key = (transaction.Partition, action.Entity.RowKey);
        if (!isNotKept || action.ActionType == TableTransactionActionType.Delete)
        {
            _notKept.Remove(key);
            return;
        }

        if (_notKept.TryAdd(key, transaction.Id))
        {
            _notKeptInOrder.Enqueue(key);
        }

        _notKept[key] = transaction.Id;
        if (_notKeptInOrder.Count > MostNotKept)
        {
            _notKept.Remove(_notKeptInOrder.Dequeue());
        }
    }

    private void Apply(string partition, TableTransactionAction action, IReadOnlySet<string>? dispensable)
    {
        var row = action.Entity.RowKey;
        var rows = Kind(partition, row[0]);
        if (action.ActionType == TableTransactionActionType.Delete || dispensable?.Contains(row) == true)
        {
            rows.Remove(row);
            return;
        }

        var fresh = action.ActionType == TableTransactionActionType.UpdateMerge ? rows[row] : new TableEntity(partition, row);
        foreach (var (column, value) in (TableEntity)action.Entity)
        {
            if (value is not null && column != TagColumn) // as on the wire: what is null is not sent
            {
                fresh[column] = value;
            }
        }

        fresh[TagColumn] = $"W/\"{++_writes}\"";
        rows[row] = fresh;
    }

    private SortedList<string, TableEntity> Kind(string partition, char kind)
    {
        if (!_rows.TryGetValue((partition, kind), out var rows))
        {
            _rows[(partition, kind)] = rows = new SortedList<string, TableEntity>(StringComparer.Ordinal);
        }

        return rows;
    }

    private static int FirstAfter(IList<string> keys, string from, bool included)
    {
        var (low, high) = (0, keys.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var order = string.CompareOrdinal(keys[middle], from);
            (low, high) = order < 0 || (order == 0 && !included) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
