using Azure;
using Azure.Data.Tables;

namespace Microsoft.DurableTask.Worker.Local;

/// <summary>One table of instances: each is a main row, which alone is guarded, and the rows that its text spills into, always in one transaction.</summary>
internal sealed class InstanceTable(TableClient table, string hub)
{
    public Task CreateAsync(CancellationToken cancel) => table.CreateIfNotExistsAsync(cancel);

    public Azure.AsyncPageable<TableEntity> QueryAsync(string filter, string[] select, CancellationToken cancel) =>
        table.QueryAsync<TableEntity>(filter, select: select, cancellationToken: cancel);

    /// <returns>the new ETag of the main row</returns>
    public Task<ETag> AddAsync(IReadOnlyList<TableEntity> rows, CancellationToken cancel) =>
        WriteAsync(rows, TableTransactionActionType.Add, default, [], cancel);

    /// <returns>the new ETag of the main row</returns>
    public Task<ETag> ReplaceAsync(string instanceId, IReadOnlyList<TableEntity> rows, Saved last, CancellationToken cancel) =>
        WriteAsync(rows, TableTransactionActionType.UpdateReplace, last.Tag, SpillRows(instanceId, rows.Count, last.Spill), cancel);

    /// <summary>Does nothing when the row is gone, or was written since.</summary>
    public async Task RemoveAsync(string instanceId, Saved last, CancellationToken cancel)
    {
        var partition = Keys.Partition(hub, instanceId);
        try
        {
            if (last.Spill == 0)
            {
                await table.DeleteEntityAsync(partition, Keys.Row(instanceId), last.Tag, cancel);
                return;
            }

            var rows = SpillRows(instanceId, 1, last.Spill).Select(key => new TableTransactionAction(
                TableTransactionActionType.Delete, new TableEntity(partition, key), ETag.All));
            var main = new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(partition, Keys.Row(instanceId)), last.Tag);
            await table.SubmitTransactionAsync([main, .. rows], cancel);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            // Gone already, or taken over: the process that took it finds the ending and removes the row.
        }
    }

    public async Task<TableEntity?> ReadMainAsync(string instanceId, CancellationToken cancel)
    {
        var main = await table.GetEntityIfExistsAsync<TableEntity>(Keys.Partition(hub, instanceId), Keys.Row(instanceId), cancellationToken: cancel);
        return main.HasValue ? main.Value : null;
    }

    public async Task<StoredInstance?> ReadAsync(string instanceId, CancellationToken cancel)
    {
        while (await ReadMainAsync(instanceId, cancel) is { } main)
        {
            var spilled = new List<TableEntity>();
            foreach (var key in SpillRows(instanceId, 1, main.GetInt32(InstanceRow.Spill)!.Value))
            {
                var row = await table.GetEntityIfExistsAsync<TableEntity>(main.PartitionKey, key, cancellationToken: cancel);
                if (row.HasValue)
                {
                    spilled.Add(row.Value!);
                }
            }

            if (spilled.Count == 0 || await IsUnchangedAsync(main, cancel))
            {
                return InstanceRow.Read(main, spilled);
            }
        }

        return null;
    }

    private static IEnumerable<string> SpillRows(string instanceId, int from, int last)
    {
        for (var i = from; i <= last; i++)
        {
            yield return Keys.SpillRow(instanceId, i);
        }
    }

    // Rows that were read one by one belong together only if the first has not been written meanwhile.
    private async Task<bool> IsUnchangedAsync(TableEntity main, CancellationToken cancel)
    {
        var again = await table.GetEntityIfExistsAsync<TableEntity>(main.PartitionKey, main.RowKey, ["PartitionKey", "RowKey"], cancel);
        return again.HasValue && again.Value!.ETag == main.ETag;
    }

    private async Task<ETag> WriteAsync(
        IReadOnlyList<TableEntity> rows, TableTransactionActionType how, ETag ifMatch, IEnumerable<string> unneeded, CancellationToken cancel)
    {
        var main = rows[0];
        var others = rows.Skip(1).Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row))
            .Concat(unneeded.Select(key => new TableTransactionAction(
                TableTransactionActionType.Delete, new TableEntity(main.PartitionKey, key), ETag.All)))
            .ToList();
        if (others.Count > 0)
        {
            var answers = await table.SubmitTransactionAsync([new(how, main, ifMatch), .. others], cancel);
            return answers.Value[0].Headers.ETag!.Value;
        }

        var answer = how == TableTransactionActionType.Add
            ? await table.AddEntityAsync(main, cancel)
            : await table.UpdateEntityAsync(main, ifMatch, TableUpdateMode.Replace, cancel);
        return answer.Headers.ETag!.Value;
    }
}
