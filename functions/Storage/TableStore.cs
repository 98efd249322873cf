using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace AgentSched.Storage;

/// <summary>What the app does with its table: read a row, read a range, commit a transaction. Nothing here knows what rows mean. A simulation puts its own store here.</summary>
public class TableStore(StorageClients clients)
{
    /// <summary>The largest page the service gives.</summary>
    private const int PageSize = 1000;

    private readonly TableClient _table = clients.Table;

    /// <summary>One row, or null where there is none.</summary>
    internal virtual async Task<TableEntity?> GetAsync(string partition, string row, CancellationToken cancel)
    {
        var found = await _table.GetEntityIfExistsAsync<TableEntity>(partition, row, cancellationToken: cancel);
        return found.HasValue ? found.Value : null;
    }

    /// <summary>All rows that match, in key order. Pages are read as they are consumed.</summary>
    internal virtual async IAsyncEnumerable<TableEntity> QueryAsync(string filter, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, PageSize, select: null, cancel))
        {
            yield return row;
        }
    }

    /// <summary>One page of the rows whose key begins with a prefix, in key order.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="prefix">Ends in <c>|</c>.</param>
    /// <param name="limit">1–999.</param>
    /// <param name="after">What follows the prefix in the last row of the page before; null for the first page.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>The rows, and the mark for the next page (null: no more). The mark is a key of ours, not the service's token:
    /// it means the same on every store and cannot lead out of the prefix.</returns>
    internal virtual async Task<(IReadOnlyList<TableEntity> Rows, string? Next)> PageAsync(string partition, string prefix, int limit, string? after, CancellationToken cancel)
    {
        var rows = new List<TableEntity>(limit + 1);
        var filter = after is null ? Keys.Prefix(partition, prefix) : Keys.PrefixAfter(partition, prefix, after);
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, limit + 1, select: null, cancel))
        {
            rows.Add(row);
            if (rows.Count > limit)
            {
                rows.RemoveAt(limit);
                return (rows, rows[^1].RowKey[prefix.Length..]);
            }
        }

        return (rows, null);
    }

    /// <summary>Commits all changes or none.</summary>
    /// <returns>True: committed. False: a row was not as the changes expected (it changed, exists already, or is gone).</returns>
    /// <exception cref="RequestFailedException">Anything else that storage refuses.</exception>
    internal virtual async Task<bool> CommitAsync(Transaction transaction, CancellationToken cancel)
    {
        try
        {
            var answers = await _table.SubmitTransactionAsync(transaction.Actions, cancel);
            transaction.ETags = [.. answers.Value.Select(answer => answer.Headers.ETag ?? default)];
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412 || (e.Status == 404 && e.ErrorCode == TableErrorCode.ResourceNotFound))
        {
            return false;
        }
    }
}
