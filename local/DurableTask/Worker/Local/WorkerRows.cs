using Azure;
using Azure.Data.Tables;

namespace Microsoft.DurableTask.Worker.Local;

/// <summary>The processes of a hub, each with the time until which it is to be taken for alive (system time, not the hub's clock).</summary>
internal sealed class WorkerRows(TableServiceClient tables, string hub)
{
    private readonly TableClient _rows = tables.GetTableClient(Keys.WorkersTable);

    public Task CreateTableAsync(CancellationToken cancel) => _rows.CreateIfNotExistsAsync(cancel);

    public Task RenewAsync(string worker, DateTimeOffset until, CancellationToken cancel) =>
        _rows.UpsertEntityAsync(new TableEntity(hub, worker) { ["LeaseUntil"] = until }, TableUpdateMode.Replace, cancel);

    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> ListAsync(CancellationToken cancel)
    {
        var found = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        await foreach (var row in _rows.QueryAsync<TableEntity>($"PartitionKey eq '{hub}'", cancellationToken: cancel))
        {
            found[row.RowKey] = row.GetDateTimeOffset("LeaseUntil")!.Value;
        }

        return found;
    }

    public async Task RemoveAsync(string worker, CancellationToken cancel)
    {
        try
        {
            await _rows.DeleteEntityAsync(hub, worker, ETag.All, cancel);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // Another process cleared it away.
        }
    }
}
