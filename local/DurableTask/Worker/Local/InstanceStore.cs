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
    private readonly InstanceTable _active = new(tables.GetTableClient(Keys.ActiveTable), hub);
    private readonly InstanceTable _done = new(tables.GetTableClient(Keys.DoneTable), hub);

    public async Task CreateTablesAsync(CancellationToken cancel)
    {
        await _active.CreateAsync(cancel);
        await _done.CreateAsync(cancel);
    }

    /// <summary>Null when an instance with this id is not finished.</summary>
    public async Task<Saved?> InsertAsync(InstanceState state, string owner, CancellationToken cancel)
    {
        var rows = InstanceRow.Write(hub, state, owner, mark: 0);
        try
        {
            return new(await _active.AddAsync(rows, cancel), 0, rows.Count - 1, owner);
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            // Ours, if an earlier try went through and its answer got lost.
            return await FindOwnAsync(state, 0, cancel);
        }
    }

    /// <summary>Null when another process has written the row since. A repeated try brings the same mark.</summary>
    public async Task<Saved?> ReplaceAsync(Saved last, InstanceState state, string owner, long mark, CancellationToken cancel)
    {
        var rows = InstanceRow.Write(hub, state, owner, mark);
        try
        {
            return new(await _active.ReplaceAsync(state.InstanceId, rows, last, cancel), mark, rows.Count - 1, owner);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            return await FindOwnAsync(state, mark, cancel);
        }
    }

    /// <summary>
    /// Records the ending, then takes the row from the unfinished ones. An execution ends once: if it has been recorded already, by an
    /// earlier try or by a process that took over, what is recorded stands and is returned.
    /// </summary>
    public async Task<InstanceState> FinishAsync(Saved last, InstanceState state, string owner, CancellationToken cancel)
    {
        var recorded = await RecordAsync(state, owner, cancel);
        await _active.RemoveAsync(state.InstanceId, last, cancel);
        return recorded;
    }

    public Task<StoredInstance?> ReadActiveAsync(string instanceId, CancellationToken cancel) => _active.ReadAsync(instanceId, cancel);

    public Task<StoredInstance?> ReadDoneAsync(string instanceId, CancellationToken cancel) => _done.ReadAsync(instanceId, cancel);

    /// <summary>Takes a row out of the unfinished ones whose execution has ended: once that is recorded, the row has nothing to say.</summary>
    /// <returns>False: it has not ended, and its row stays.</returns>
    public async Task<bool> RemoveEndedAsync(StoredInstance stored, CancellationToken cancel)
    {
        if (await ReadDoneAsync(stored.State.InstanceId, cancel) is not { } done || !string.Equals(done.State.Execution, stored.State.Execution, StringComparison.Ordinal))
        {
            return false;
        }

        await _active.RemoveAsync(stored.State.InstanceId, stored.Saved, cancel);
        return true;
    }

    public Task RemoveDoneAsync(StoredInstance stored, CancellationToken cancel) =>
        _done.RemoveAsync(stored.State.InstanceId, stored.Saved, cancel);

    /// <summary>Unfinished instances that do not bear this owner.</summary>
    public Task<IReadOnlyList<(string InstanceId, string Owner)>> ListForeignAsync(string owner, CancellationToken cancel) => ListActiveAsync($"{InstanceRow.Owner} ne '{owner}'", cancel);

    /// <summary>Unfinished instances that bear this owner.</summary>
    public Task<IReadOnlyList<(string InstanceId, string Owner)>> ListOwnAsync(string owner, CancellationToken cancel) => ListActiveAsync($"{InstanceRow.Owner} eq '{owner}'", cancel);

    /// <summary>Instances by id; an instance that is just ending counts as ended.</summary>
    public async Task<IReadOnlyList<OrchestrationMetadata>> ListAsync(string prefix, bool finishedOnly, CancellationToken cancel)
    {
        // The unfinished first: one that ends between the two reads is found twice. The other way round it would not be found at all.
        var found = new SortedDictionary<string, TableEntity>(StringComparer.Ordinal);
        foreach (var table in finishedOnly ? [_done] : new[] { _active, _done })
        {
            await foreach (var row in table.QueryAsync(Keys.Range(hub, prefix), InstanceRow.Summary, cancel))
            {
                // A finished id that was started anew lies in both tables with two executions: the one that runs is the newer.
                var id = Keys.InstanceId(row.RowKey);
                if (!found.TryGetValue(id, out var running) || InstanceRow.IsSameExecution(row, running))
                {
                    found[id] = row;
                }
            }
        }

        return [.. found.Values.Select(InstanceRow.ReadSummary)];
    }

    private async Task<IReadOnlyList<(string InstanceId, string Owner)>> ListActiveAsync(string condition, CancellationToken cancel)
    {
        var found = new List<(string, string)>();
        await foreach (var row in _active.QueryAsync($"{Keys.Range(hub)} and {condition}", ["PartitionKey", "RowKey", InstanceRow.Owner], cancel))
        {
            found.Add((Keys.InstanceId(row.RowKey), row.GetString(InstanceRow.Owner) ?? string.Empty));
        }

        return found;
    }

    [SuppressMessage("Usage", "MA0004", Justification = "No synchronization context here.")]
    private async Task<InstanceState> RecordAsync(InstanceState state, string owner, CancellationToken cancel)
    {
        var rows = InstanceRow.Write(hub, state, owner, mark: 0);
        try
        {
            await _done.AddAsync(rows, cancel);
            return state;
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            var earlier = await ReadDoneAsync(state.InstanceId, cancel);
            if (earlier is null || string.Equals(earlier.State.Execution, state.Execution, StringComparison.Ordinal))
            {
                return earlier?.State ?? state;
            }

            // The id was used before; its older execution makes room. Whoever comes first decides, as with the insert.
            await _done.ReplaceAsync(state.InstanceId, rows, earlier.Saved, cancel);
            return state;
        }
    }

    private async Task<Saved?> FindOwnAsync(InstanceState state, long mark, CancellationToken cancel) =>
        await _active.ReadMainAsync(state.InstanceId, cancel) is { } row && InstanceRow.IsSaved(row, state.Execution, mark)
            ? InstanceRow.ReadSaved(row)
            : null;
}
