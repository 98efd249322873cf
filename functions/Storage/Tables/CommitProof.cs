using Azure;
using Azure.Data.Tables;

namespace AgentSched.Storage.Tables;

/// <summary>Tells from the table whether a transaction was committed whose answer was lost.</summary>
/// <remarks>
/// The client sends a request again when no answer came. Where the first try had been carried out, the second meets its traces and is refused (409, 412, 404).
/// Each transaction therefore stores a random id with every row that it writes. What proves what:
/// <list type="number">
/// <item>A row holds the id: committed. A transaction is atomic, so one row proves all of it, also after others changed the rest.</item>
/// <item>A row that the transaction expects under an ETag still has that ETag: not committed, because ETags never recur.</item>
/// <item>An entry of a feed is inserted once, never changed, and purged after days: if it is absent or holds another id, not committed. Nearly all
/// transactions that a caller waits for write one, and it is read first, so one read decides.</item>
/// <item>All rows of a transaction that only deletes are gone: taken for committed. Somebody else may have deleted them; whoever must know adds
/// <see cref="Transaction.WithWitness"/>.</item>
/// </list>
/// Otherwise nothing is proved: others have changed every row meanwhile. The store then says "not committed", which is safe for the kinds of transactions where it can
/// happen, because what is left to do can be seen in the rows; docs/storage.md goes through them.
/// </remarks>
internal static class CommitProof
{
    /// <returns>True: it was committed. False: it was not. Null: the rows prove neither.</returns>
    public static async Task<bool?> FindAsync(Transaction transaction, Func<string, Task<TableEntity?>> read)
    {
        var allGone = true;
        foreach (var action in transaction.Actions.OrderBy(Order))
        {
            var isDelete = action.ActionType == TableTransactionActionType.Delete;
            var now = await read(action.Entity.RowKey);
            if (now is not null && !isDelete && transaction.Wrote(now))
            {
                return true;
            }

            if ((now is not null && action.ETag != default && action.ETag != ETag.All && now.ETag == action.ETag)
                || (action.ActionType == TableTransactionActionType.Add && Keys.IsActivity(action.Entity.RowKey)))
            {
                return false;
            }

            allGone &= isDelete && now is null;
        }

        return allGone ? true : null;
    }

    private static int Order(TableTransactionAction action) =>
        action.ActionType == TableTransactionActionType.Delete ? 2
        : action.ActionType == TableTransactionActionType.Add && Keys.IsActivity(action.Entity.RowKey) ? 0
        : 1;
}
