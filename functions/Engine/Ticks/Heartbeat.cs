using AgentSched.Engine.After;
using AgentSched.Storage.Account;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;
using Cronos;
using Microsoft.Extensions.Configuration;

namespace AgentSched.Engine.Ticks;

/// <summary>
/// When the last tick succeeded, in a row for all to see: an alarm rings where it grows old. The sweep writes it for the ticks of
/// its process, so that an idle tick costs one query per shard and nothing else; where no sweep runs, the tick writes it itself. Whoever writes
/// sees when the tick before was, and tells how long work stood still: after a kill, a deployment, or an outage of storage.
/// </summary>
public sealed class Heartbeat(StorageClients clients, TableStore store, IConfiguration configuration, Telemeter telemeter, TimeProvider clock)
{
    private static readonly TimeSpan SweepsCome = TimeSpan.FromMinutes(2);

    /// <summary>Ticks come late: what is less is no standstill.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private DateTimeOffset _lastSweep = clock.GetUtcNow();
    private DateTimeOffset? _first; // since the last write
    private DateTimeOffset? _last;

    /// <summary>A tick has dispatched all shards.</summary>
    internal async Task TickedAsync(DateTimeOffset at, CancellationToken cancel)
    {
        bool alone;
        lock (_lock)
        {
            (_first, _last) = (_first ?? at, at);
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

    /// <summary>What is written.</summary>
    internal async Task<Pulse> ReadAsync(CancellationToken cancel) =>
        await store.GetAsync(Keys.MetaPartition, Keys.HeartbeatRow, cancel) is { } row ? Read(row) : new Pulse(LastTickAt: null, LastStandstill: null);

    private static Pulse Read(TableEntity row) => new(
        row.GetDateTimeOffset("LastTickAt"), row.GetDateTimeOffset("StandstillEndedAt") is { } ended ? new Standstill(ended, row.Duration("StandstillMs")!.Value) : null);

    private async Task WriteAsync(CancellationToken cancel)
    {
        DateTimeOffset? first, last;
        lock (_lock)
        {
            (first, last, _first, _last) = (_first, _last, null, null);
        }

        if (last is null)
        {
            return;
        }

        var before = await ReadAsync(cancel);
        var standstill = Between(before.LastTickAt, first!.Value);
        if (standstill is not null)
        {
            telemeter.StoodStill(standstill.Duration);
        }

        standstill ??= before.LastStandstill;
        var row = new TableEntity(Keys.MetaPartition, Keys.HeartbeatRow)
        {
            ["LastTickAt"] = last > before.LastTickAt || before.LastTickAt is null ? last : before.LastTickAt,
            ["ByProcess"] = Environment.MachineName,
            ["StandstillEndedAt"] = standstill?.EndedAt,
            ["StandstillMs"] = (standstill?.Duration).ToColumn(),
        };
        await clients.Table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancel);
    }

    /// <summary>Null: a tick came when it should have, more or less.</summary>
    private Standstill? Between(DateTimeOffset? before, DateTimeOffset next) =>
        before is { } last
        && CronExpression.TryParse(configuration["DispatchCron"] ?? string.Empty, CronFormat.IncludeSeconds, out var cron)
        && cron.GetNextOccurrence(last, TimeZoneInfo.Utc) is { } expected && next - expected is var late && late >= Shortest
            ? new Standstill(next, late)
            : null;
}
