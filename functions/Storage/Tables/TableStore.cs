using System.Runtime.CompilerServices;
using AgentSched.Storage.Account;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace AgentSched.Storage.Tables;

/// <summary>What the app does with its table: read a row, read a range, commit a transaction. Nothing here knows what rows mean. A simulation puts its own store here.</summary>
public class TableStore(StorageClients clients)
{
    /// <summary>The largest page the service gives.</summary>
    private const int PageSize = 1000;

    /// <summary>How often a transaction is sent that the service refuses as too busy inside its answer.</summary>
    private const int BusyTries = 5;

    private static readonly TimeSpan BusyDelay = TimeSpan.FromMilliseconds(100);

    private readonly TableClient _table = clients.Table;

    /// <summary>One row, or null where there is none.</summary>
    internal virtual async Task<TableEntity?> GetAsync(string partition, string row, CancellationToken cancel)
    {
        var found = await _table.GetEntityIfExistsAsync<TableEntity>(partition, row, cancellationToken: cancel);
        return found.HasValue ? found.Value : null;
    }

    /// <summary>All rows that match, in key order. Pages are read as they are consumed.</summary>
    /// <param name="filter">Which rows.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <param name="columns">The columns that are wanted beside the keys. Null: all.</param>
    internal virtual async IAsyncEnumerable<TableEntity> QueryAsync(string filter, [EnumeratorCancellation] CancellationToken cancel, IReadOnlyList<string>? columns = null)
    {
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, PageSize, columns, cancel))
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

    /// <summary>
    /// Commits all changes or none, once: where an answer is lost, the client sends the transaction again, and a refusal of that is checked against the rows
    /// (<see cref="CommitProof"/>). A refusal of the only try costs no request more.
    /// </summary>
    /// <returns>True: committed. False: a row was not as the changes expected (it changed, exists already, or is gone).</returns>
    /// <exception cref="RequestFailedException">Anything else that storage refuses. After an error of the service or the network nobody knows whether it was committed.</exception>
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
                // Said inside an answer of status 202, which the client's retry policy takes for success.
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

    /// <summary>Whether it was committed, for who has an error to report otherwise: a proof that cannot be read is none.</summary>
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
