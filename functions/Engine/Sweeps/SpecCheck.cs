using AgentSched.Base;
using AgentSched.Engine.After;
using AgentSched.Storage.Account;
using AgentSched.Storage.Due;
using AgentSched.Storage.Tables;
using AgentSched.Time.Specs;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;

namespace AgentSched.Engine.Sweeps;

/// <summary>
/// Reports due rows whose spec this process cannot read, long before they are due. What can be read depends on the release and on its time zone data,
/// so a row says for which of them all specs were readable; only a process with others reads the due rows. They are set aside only when they
/// are due, since another release or other data may read them.
/// </summary>
public sealed class SpecCheck(DueTable due, StorageClients clients, TableStore store, ZoneData zones, Telemeter telemeter, IOptions<AgentSchedOptions> options)
{
    private const string Column = "ReadableBy";

    private readonly string _reader = $"{typeof(SpecCheck).Module.ModuleVersionId} {zones.Version} {zones.Source}";
    private int _isDone;

    /// <summary>Checks once in a process. If it fails, the next call tries again.</summary>
    internal async Task CheckOnceAsync(CancellationToken cancel)
    {
        if (Interlocked.Exchange(ref _isDone, 1) == 1)
        {
            return;
        }

        try
        {
            if ((await store.GetAsync(Keys.MetaPartition, Keys.SpecsRow, cancel))?.GetString(Column) != _reader && await ReportAsync(cancel) == 0)
            {
                await clients.Table.UpsertEntityAsync(new TableEntity(Keys.MetaPartition, Keys.SpecsRow) { [Column] = _reader }, TableUpdateMode.Replace, cancel);
            }
        }
        catch
        {
            _isDone = 0;
            throw;
        }
    }

    /// <returns>How many were reported.</returns>
    private async Task<int> ReportAsync(CancellationToken cancel)
    {
        var count = 0;
        foreach (var shard in Keys.Shards(options.Value.Shards))
        {
            var (_, unusable) = await due.ReadAsync(shard, DateTimeOffset.MaxValue, cancel);
            foreach (var row in unusable)
            {
                telemeter.SetAside(row.Read?.ScheduleId ?? row.Row.RowKey, $"will be set aside when it is due: {row.Reason}");
                count++;
            }
        }

        return count;
    }
}
