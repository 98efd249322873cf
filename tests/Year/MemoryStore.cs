using System.Runtime.CompilerServices;
using AgentSched.Storage.Account;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;

namespace AgentSched.Year;

/// <summary>What one process sees of the table: the app's store, with requests that are counted, interleaved and sometimes fail.</summary>
internal sealed class MemoryStore(StorageClients clients, MemoryTable table, Faults faults) : TableStore(clients)
{
    private const int PageSize = 1000;

    internal override async Task<TableEntity?> GetAsync(string partition, string row, CancellationToken cancel)
    {
        await faults.BeforeAsync("read");
        return table.Get(partition, row);
    }

    internal override async IAsyncEnumerable<TableEntity> QueryAsync(string filter, [EnumeratorCancellation] CancellationToken cancel, IReadOnlyList<string>? columns = null)
    {
        var (partition, from, included, to) = Range(filter);
        while (true)
        {
            await faults.BeforeAsync("query");
            var page = table.Range(partition, from, included, to, PageSize);
            foreach (var row in page)
            {
                yield return row;
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            (from, included) = (page[^1].RowKey, false);
        }
    }

    internal override async Task<(IReadOnlyList<TableEntity> Rows, string? Next)> PageAsync(string partition, string prefix, int limit, string? after, CancellationToken cancel)
    {
        await faults.BeforeAsync("query");
        var (_, from, included, to) = Range(after is null ? Keys.Prefix(partition, prefix) : Keys.PrefixAfter(partition, prefix, after));
        var rows = table.Range(partition, from, included, to, limit + 1);
        return rows.Count > limit ? (rows[..limit], rows[limit - 1].RowKey[prefix.Length..]) : (rows, null);
    }

    internal override async Task<bool> CommitAsync(Transaction transaction, CancellationToken cancel)
    {
        await faults.BeforeAsync("commit");
        transaction.Sign();
        var committed = table.Commit(transaction);
        if (faults.LosesAnswer())
        {
            await faults.PauseAsync();
            var (was, again) = (committed, table.Commit(transaction)); // as the client does: it sends the transaction again
            committed = again || await CommitProof.FindAsync(transaction, row => GetAsync(transaction.Partition, row, cancel)) == true;
            faults.Recognised(was, committed);
        }

        faults.AfterWrite();
        return committed;
    }

    /// <summary>Reads a filter of the one shape that <see cref="Keys"/> makes, or that for a tenant's API keys.</summary>
    internal static (string Partition, string From, bool Included, string To) Range(string filter)
    {
        var parts = filter.Split('\'');
        return parts is ["PartitionKey eq ", var partition, " and RowKey ge " or " and RowKey gt ", var from, " and RowKey lt ", var to, ""]
            ? (partition, from, parts[2].EndsWith("ge ", StringComparison.Ordinal), to)
            : parts is ["PartitionKey eq ", Keys.KeyPartition, " and Tenant eq ", _, ""] ? (Keys.KeyPartition, "~", true, "~") // an empty range: nobody has keys here
            : throw new NotSupportedException($"no filter of Keys looks like this: {filter}");
    }
}
