using System.Runtime.CompilerServices;
using AgentSched.Storage.Account;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace AgentSched.Storage.Tables;

/// <summary>Reads rows and ranges of the app's table and commits transactions, whatever the rows mean. A simulation substitutes its own store.</summary>
public class TableStore(StorageClients clients)
{
    /// <summary>The largest page that the service returns.</summary>
    private const int PageSize = 1000;

    /// <summary>Upper bound of tries of a transaction that the service refuses as too busy inside a 202 answer.</summary>
    private const int BusyTries = 5;

    private static readonly TimeSpan BusyDelay = TimeSpan.FromMilliseconds(100);

    private readonly TableClient _table = clients.Table;

    /// <summary>Reads one row; null if there is none.</summary>
    internal virtual async Task<TableEntity?> GetAsync(string partition, string row, CancellationToken cancel)
    {
        var found = await _table.GetEntityIfExistsAsync<TableEntity>(partition, row, cancellationToken: cancel);
        return found.HasValue ? found.Value : null;
    }

    /// <summary>Reads all matching rows, in key order. Pages are read as they are consumed.</summary>
    /// <param name="filter">An OData filter.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <param name="columns">The columns to return besides the keys. Null: all.</param>
    internal virtual async IAsyncEnumerable<TableEntity> QueryAsync(string filter, [EnumeratorCancellation] CancellationToken cancel, IReadOnlyList<string>? columns = null)
    {
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, PageSize, columns, cancel))
        {
            yield return row;
        }
    }

    /// <summary>Reads one page of the rows whose key begins with a prefix, in key order.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="prefix">Ends in <c>|</c>.</param>
    /// <param name="limit">1–999.</param>
    /// <param name="after">The part behind the prefix of the previous page's last key; null for the first page.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <returns>The rows, and <c>after</c> for the next page (null: no more). It is part of our key, not the service's continuation token:
    /// it is valid on every store and cannot leave the prefix.</returns>
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

    /// <summary>
    /// Commits all changes or none, once: if an answer is lost, the client retries the transaction, and a refused retry is checked against the rows
    /// (<see cref="CommitProof"/>). A refusal of the only try costs no extra request.
    /// </summary>
    /// <returns>True: committed. False: a condition failed (a row changed, exists already, or is gone).</returns>
    /// <exception cref="RequestFailedException">Any other refusal. After a service or network error it is unknown whether the transaction was committed.</exception>
    internal virtual async Task<bool> CommitAsync(Transaction transaction, CancellationToken cancel)
    {
        transaction.Sign();
        transaction.ETags = null;
        var doubt = new Doubt();
        using var watched = doubt.Watch();
        for (var tries = 1; ; tries++)
        {
            try
            {
                var answers = await _table.SubmitTransactionAsync(transaction.Actions, cancel);
                transaction.ETags = [.. answers.Value.Select(answer => answer.Headers.ETag ?? default)];
                return true;
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412 || (e.Status == 404 && e.ErrorCode == TableErrorCode.ResourceNotFound))
            {
                return doubt.Exists && await FindProofAsync(transaction, cancel) == true;
            }
            catch (TableTransactionFailedException e) when (e.Status is 429 or >= 500 && tries < BusyTries)
            {
                // Reported inside a 202 answer, which the client's retry policy treats as success.
                doubt.Exists |= Doubt.IsLeftBy(e.Status);
                await Task.Delay(BusyDelay * (1 << tries), cancel);
            }
            catch (Exception e) when (doubt.Exists && e is RequestFailedException or AggregateException or OperationCanceledException && !cancel.IsCancellationRequested)
            {
                if (await IsProvedAsync(transaction, cancel))
                {
                    return true;
                }

                throw;
            }
        }
    }

    /// <summary>Whether the rows prove the commit; false also if they cannot be read. For a caller that otherwise reports an error.</summary>
    private async Task<bool> IsProvedAsync(Transaction transaction, CancellationToken cancel)
    {
        try
        {
            return await FindProofAsync(transaction, cancel) == true;
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException or OperationCanceledException)
        {
            return false;
        }
    }

    private Task<bool?> FindProofAsync(Transaction transaction, CancellationToken cancel) =>
        CommitProof.FindAsync(transaction, row => GetAsync(transaction.Partition, row, cancel));
}
