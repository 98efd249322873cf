using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace AgentSched.Storage;

/// <summary>What the app does with its table: read a row, read a range, commit a transaction. Nothing here knows what rows mean.</summary>
public sealed class TableStore(StorageClients clients)
{
    /// <summary>The largest page the service gives.</summary>
    private const int PageSize = 1000;

    private readonly TableClient _table = clients.Table;

    /// <summary>One row, or null where there is none.</summary>
    internal async Task<TableEntity?> GetAsync(string partition, string row, CancellationToken cancel)
    {
        var found = await _table.GetEntityIfExistsAsync<TableEntity>(partition, row, cancellationToken: cancel);
        return found.HasValue ? found.Value : null;
    }

    /// <summary>All rows that match, in key order. Pages are read as they are consumed.</summary>
    internal async IAsyncEnumerable<TableEntity> QueryAsync(string filter, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, PageSize, select: null, cancel))
        {
            yield return row;
        }
    }

    /// <summary>One page of rows and the service's own mark for the next one (null: no more).</summary>
    /// <param name="filter">An OData filter.</param>
    /// <param name="limit">1–1,000.</param>
    /// <param name="continuation">What the previous page gave; null for the first.</param>
    /// <param name="cancel">Ends the call.</param>
    internal async Task<(IReadOnlyList<TableEntity> Rows, string? Next)> PageAsync(string filter, int limit, string? continuation, CancellationToken cancel)
    {
        var rows = new List<TableEntity>();
        await foreach (var page in _table.QueryAsync<TableEntity>(filter, limit, select: null, cancel).AsPages(continuation, limit))
        {
            rows.AddRange(page.Values);
            continuation = page.ContinuationToken;
            if (rows.Count > 0 || continuation is null)
            {
                return (rows, continuation); // a page may be empty and still have a successor: go on until there is something to show
            }
        }

        return (rows, null);
    }

    /// <summary>Commits all changes or none.</summary>
    /// <returns>True: committed. False: a row was not as the changes expected (it changed, exists already, or is gone).</returns>
    /// <exception cref="RequestFailedException">Anything else that storage refuses.</exception>
    internal async Task<bool> CommitAsync(Transaction transaction, CancellationToken cancel)
    {
        try
        {
            await _table.SubmitTransactionAsync(transaction.Actions, cancel);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412 || (e.Status == 404 && e.ErrorCode == TableErrorCode.ResourceNotFound))
        {
            return false;
        }
    }
}
