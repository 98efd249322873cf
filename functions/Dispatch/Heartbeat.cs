using AgentSched.Storage;
using Azure.Data.Tables;

namespace AgentSched.Dispatch;

/// <summary>
/// When the last tick succeeded, in a row for all to see: an alarm rings where it grows old. The sweep writes it for the ticks of
/// its process, so that an idle tick costs one query per shard and nothing else; where no sweep runs, the tick writes it itself.
/// </summary>
public sealed class Heartbeat(StorageClients clients, TableStore store, TimeProvider clock)
{
    private static readonly TimeSpan SweepsCome = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private DateTimeOffset _lastSweep = clock.GetUtcNow();
    private DateTimeOffset? _unwritten;

    /// <summary>A tick has dispatched all shards.</summary>
    internal async Task TickedAsync(DateTimeOffset at, CancellationToken cancel)
    {
        bool alone;
        lock (_lock)
        {
            _unwritten = at;
            alone = clock.GetUtcNow() - _lastSweep > SweepsCome;
        }

        if (alone)
        {
            await WriteAsync(cancel);
        }
    }

    /// <summary>A sweep runs.</summary>
    internal async Task SweptAsync(CancellationToken cancel)
    {
        lock (_lock)
        {
            _lastSweep = clock.GetUtcNow();
        }

        await WriteAsync(cancel);
    }

    /// <summary>When the last tick succeeded, as far as it is written: up to half a minute behind. Null: none did yet.</summary>
    internal async Task<DateTimeOffset?> LastTickAsync(CancellationToken cancel) =>
        (await store.GetAsync(Keys.MetaPartition, Keys.HeartbeatRow, cancel))?.GetDateTimeOffset("LastTickAt");

    private async Task WriteAsync(CancellationToken cancel)
    {
        DateTimeOffset? at;
        lock (_lock)
        {
            (at, _unwritten) = (_unwritten, null);
        }

        if (at is not null)
        {
            var row = new TableEntity(Keys.MetaPartition, Keys.HeartbeatRow) { ["LastTickAt"] = at, ["ByProcess"] = Environment.MachineName };
            await clients.Table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancel);
        }
    }
}
