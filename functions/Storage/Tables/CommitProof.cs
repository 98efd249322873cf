using Azure;
using Azure.Data.Tables;

namespace AgentSched.Storage.Tables;

/// <summary>Determines from the table whether a transaction whose answer was lost was committed.</summary>
/// <remarks>
/// The client retries a request whose answer did not arrive. If the first try was carried out, the retry conflicts with it and is refused (409, 412, 404).
/// Each transaction therefore stores a random id in every row that it writes. The rules:
/// <list type="number">
/// <item>A row holds the id: committed. A transaction is atomic, so one row proves all of it, even after others changed the rest.</item>
/// <item>A row that the transaction expects under an ETag still has that ETag: not committed, because ETags never recur.</item>
/// <item>A feed entry is inserted once, never changed, and purged after days: if it is absent or holds another id, not committed. Nearly all
/// transactions that a caller waits for write one, and it is read first, so one read decides.</item>
/// <item>All rows of a delete-only transaction are gone: treated as committed. Another writer may have deleted them; a caller that must know adds
/// <see cref="Transaction.WithWitness"/>.</item>
/// </list>
/// Otherwise nothing is proved: others have changed every row since. The store then reports "not committed". This is safe for the kinds of transactions where it can
/// happen, because the rows show the remaining work; docs/storage.md goes through them.
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
