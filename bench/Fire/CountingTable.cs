using System.Runtime.CompilerServices;
using AgentSched.Storage.Account;
using AgentSched.Storage.Tables;
using AgentSched.Year;
using Azure.Data.Tables;
using Microsoft.Extensions.Configuration;

namespace AgentSched.Bench;

/// <summary>The app's store over a table in this process: counts what it is asked, and the rows that it gives.</summary>
internal sealed class CountingTable() : TableStore(Nowhere())
{
    private const int PageSize = 1000;

    private readonly MemoryTable _table = new();

    public long Requests { get; private set; }

    public long RowsRead { get; private set; }

    /// <summary>Puts rows in, at most a transaction's.</summary>
    public void Insert(string partition, IEnumerable<TableEntity> rows)
    {
        var transaction = new Transaction(partition);
        foreach (var row in rows)
        {
            transaction.Insert(row);
        }

        _table.Commit(transaction);
    }

    internal override async IAsyncEnumerable<TableEntity> QueryAsync(string filter, [EnumeratorCancellation] CancellationToken cancel, IReadOnlyList<string>? columns = null)
    {
        await Task.CompletedTask;
        var (partition, from, included, to) = MemoryStore.Range(filter);
        for (var more = true; more;)
        {
            List<TableEntity> page;
            lock (_table)
            {
                Requests++;
                page = _table.Range(partition, from, included, to, PageSize);
                RowsRead += page.Count;
            }

            foreach (var row in page)
            {
                yield return row;
            }

            more = page.Count == PageSize;
            (from, included) = more ? (page[^1].RowKey, false) : (from, included);
        }
    }

    private static StorageClients Nowhere() => new(
        new ConfigurationBuilder().AddInMemoryCollection([new("AzureWebJobsStorage", "UseDevelopmentStorage=true")]).Build(), new RequestCounter()); // nothing ever connects
}
