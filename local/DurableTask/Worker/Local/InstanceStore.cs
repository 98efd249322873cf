using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Data.Tables;
using Microsoft.DurableTask.Client;

namespace Microsoft.DurableTask.Worker.Local;

/// <summary>
/// The instances of a hub. Unfinished ones lie in one table, finished ones in another, so that polling reads only the former.
/// A start is one insert, a turn one replace guarded by its ETag, an ending one insert and one delete.
/// </summary>
internal sealed class InstanceStore(TableServiceClient tables, string hub)
{
    private readonly TableClient _active = tables.GetTableClient(Keys.ActiveTable);
    private readonly TableClient _done = tables.GetTableClient(Keys.DoneTable);

    public async Task CreateTablesAsync(CancellationToken cancel)
    {
        await _active.CreateIfNotExistsAsync(cancel);
        await _done.CreateIfNotExistsAsync(cancel);
    }

    /// <summary>Null when an instance with this id is not finished.</summary>
    public async Task<Saved?> InsertAsync(InstanceState state, string owner, CancellationToken cancel)
    {
        var rows = InstanceRow.Write(hub, state, owner, turn: 0);
        try
        {
            return new(await WriteAsync(_active, rows, TableTransactionActionType.Add, default, [], cancel), 0, rows.Count - 1);
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            // Ours, if an earlier try went through and its answer got lost.
            return await FindOwnAsync(state, owner, 0, cancel);
        }
    }

    /// <summary>Null when another process has written the row since.</summary>
    public async Task<Saved?> ReplaceAsync(Saved last, InstanceState state, string owner, CancellationToken cancel)
    {
        var turn = last.Turn + 1;
        var rows = InstanceRow.Write(hub, state, owner, turn);
        try
        {
            var unneeded = SpillRows(state.InstanceId, rows.Count, last.Spill);
            var tag = await WriteAsync(_active, rows, TableTransactionActionType.UpdateReplace, last.Tag, unneeded, cancel);
            return new(tag, turn, rows.Count - 1);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            return await FindOwnAsync(state, owner, turn, cancel);
        }
    }

    /// <summary>
    /// Records the ending, then takes the row from the unfinished ones. An execution ends once: if it has been recorded already, by an
    /// earlier try or by a process that took over, what is recorded stands and is returned.
    /// </summary>
    public async Task<InstanceState> FinishAsync(Saved last, InstanceState state, string owner, CancellationToken cancel)
    {
        var recorded = await RecordAsync(state, owner, cancel);
        await RemoveAsync(_active, state.InstanceId, last.Tag, last.Spill, cancel);
        return recorded;
    }

    public Task<StoredInstance?> ReadActiveAsync(string instanceId, CancellationToken cancel) => ReadAsync(_active, instanceId, cancel);

    public Task<StoredInstance?> ReadDoneAsync(string instanceId, CancellationToken cancel) => ReadAsync(_done, instanceId, cancel);

    /// <summary>Takes a row whose execution has ended out of the unfinished ones.</summary>
    public Task RemoveActiveAsync(StoredInstance stored, CancellationToken cancel) =>
        RemoveAsync(_active, stored.State.InstanceId, stored.Saved.Tag, stored.Saved.Spill, cancel);

    public Task RemoveDoneAsync(StoredInstance stored, CancellationToken cancel) =>
        RemoveAsync(_done, stored.State.InstanceId, stored.Saved.Tag, stored.Saved.Spill, cancel);

    /// <summary>Unfinished instances that do not bear this owner.</summary>
    public async Task<IReadOnlyList<(string InstanceId, string Owner)>> ListForeignAsync(string owner, CancellationToken cancel)
    {
        var found = new List<(string, string)>();
        var filter = $"{Keys.Range(hub)} and {InstanceRow.Owner} ne '{owner}'";
        await foreach (var row in _active.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey", InstanceRow.Owner], cancellationToken: cancel))
        {
            found.Add((Keys.InstanceId(row.RowKey), row.GetString(InstanceRow.Owner)));
        }

        return found;
    }

    /// <summary>Instances by id; an instance that is just ending counts as ended.</summary>
    public async Task<IReadOnlyList<OrchestrationMetadata>> ListAsync(string prefix, bool finishedOnly, CancellationToken cancel)
    {
        var found = new SortedDictionary<string, OrchestrationMetadata>(StringComparer.Ordinal);
        foreach (var table in finishedOnly ? [_done] : new[] { _done, _active })
        {
            await foreach (var row in table.QueryAsync<TableEntity>(Keys.Range(hub, prefix), select: InstanceRow.Summary, cancellationToken: cancel))
            {
                // A finished id that was started anew lies in both tables: the newer one is the one that runs.
                found[Keys.InstanceId(row.RowKey)] = InstanceRow.ReadSummary(row);
            }
        }

        return [.. found.Values];
    }

    private static async Task<ETag> WriteAsync(
        TableClient table,
        IReadOnlyList<TableEntity> rows,
        TableTransactionActionType how,
        ETag ifMatch,
        IEnumerable<string> unneeded,
        CancellationToken cancel)
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

    private static IEnumerable<string> SpillRows(string instanceId, int from, int last)
    {
        for (var i = from; i <= last; i++)
        {
            yield return Keys.SpillRow(instanceId, i);
        }
    }

    [SuppressMessage("Usage", "MA0004", Justification = "No synchronization context here.")]
    private async Task<InstanceState> RecordAsync(InstanceState state, string owner, CancellationToken cancel)
    {
        var rows = InstanceRow.Write(hub, state, owner, turn: 0);
        try
        {
            await WriteAsync(_done, rows, TableTransactionActionType.Add, default, [], cancel);
            return state;
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            var earlier = await ReadAsync(_done, state.InstanceId, cancel);
            if (earlier is null || string.Equals(earlier.State.Execution, state.Execution, StringComparison.Ordinal))
            {
                return earlier?.State ?? state;
            }

            // The id was used before; its older execution makes room. Whoever comes first decides, as with the insert.
            var unneeded = SpillRows(state.InstanceId, rows.Count, earlier.Saved.Spill);
            await WriteAsync(_done, rows, TableTransactionActionType.UpdateReplace, earlier.Saved.Tag, unneeded, cancel);
            return state;
        }
    }

    private async Task RemoveAsync(TableClient table, string instanceId, ETag tag, int spill, CancellationToken cancel)
    {
        var partition = Keys.Partition(hub, instanceId);
        try
        {
            if (spill == 0)
            {
                await table.DeleteEntityAsync(partition, Keys.Row(instanceId), tag, cancel);
                return;
            }

            var rows = SpillRows(instanceId, 1, spill).Select(key => new TableTransactionAction(
                TableTransactionActionType.Delete, new TableEntity(partition, key), ETag.All));
            var main = new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(partition, Keys.Row(instanceId)), tag);
            await table.SubmitTransactionAsync([main, .. rows], cancel);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            // Gone already, or taken over: the process that took it finds the ending and removes the row.
        }
    }

    private async Task<StoredInstance?> ReadAsync(TableClient table, string instanceId, CancellationToken cancel)
    {
        var partition = Keys.Partition(hub, instanceId);
        while (true)
        {
            var main = await table.GetEntityIfExistsAsync<TableEntity>(partition, Keys.Row(instanceId), cancellationToken: cancel);
            if (!main.HasValue)
            {
                return null;
            }

            var spilled = new List<TableEntity>();
            foreach (var key in SpillRows(instanceId, 1, main.Value!.GetInt32(InstanceRow.Spill)!.Value))
            {
                var row = await table.GetEntityIfExistsAsync<TableEntity>(partition, key, cancellationToken: cancel);
                if (row.HasValue)
                {
                    spilled.Add(row.Value!);
                }
            }

            if (spilled.Count == 0 || await IsUnchangedAsync(table, main.Value, cancel))
            {
                return InstanceRow.Read(main.Value, spilled);
            }
        }
    }

    // Rows that were read one by one belong together only if the first has not been written meanwhile.
    private static async Task<bool> IsUnchangedAsync(TableClient table, TableEntity main, CancellationToken cancel)
    {
        var again = await table.GetEntityIfExistsAsync<TableEntity>(main.PartitionKey, main.RowKey, ["PartitionKey", "RowKey", InstanceRow.Turn], cancel);
        return again.HasValue && again.Value!.GetInt32(InstanceRow.Turn) == main.GetInt32(InstanceRow.Turn);
    }

    private async Task<Saved?> FindOwnAsync(InstanceState state, string owner, int turn, CancellationToken cancel)
    {
        var row = await _active.GetEntityIfExistsAsync<TableEntity>(
            Keys.Partition(hub, state.InstanceId), Keys.Row(state.InstanceId), cancellationToken: cancel);
        return row.HasValue && InstanceRow.IsSaved(row.Value!, state.Execution, owner, turn)
            ? new(row.Value!.ETag, turn, row.Value.GetInt32(InstanceRow.Spill)!.Value)
            : null;
    }
}
