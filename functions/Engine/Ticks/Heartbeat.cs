using AgentSched.Engine.After;
using AgentSched.Storage.Account;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;
using Cronos;
using Microsoft.Extensions.Configuration;

namespace AgentSched.Engine.Ticks;

/// <summary>
/// Stores the time of the last successful tick in a row; an alert fires if it is too old. The sweep writes it for the ticks of
/// its process, so that an idle tick costs one query per shard and nothing else; if no sweep runs, the tick writes it itself. The writer
/// compares it with the tick before and reports how long ticks stood still: after a kill, a deployment, or an outage of storage.
/// </summary>
public sealed class Heartbeat(StorageClients clients, TableStore store, IConfiguration configuration, Telemeter telemeter, TimeProvider clock)
{
    private static readonly TimeSpan SweepsCome = TimeSpan.FromMinutes(2);

    /// <summary>Shortest standstill; a shorter delay is only a late tick.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private DateTimeOffset _lastSweep = clock.GetUtcNow();
    private DateTimeOffset? _first; // since the last write
    private DateTimeOffset? _last;

    /// <summary>Records a tick that has dispatched all shards.</summary>
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

    /// <summary>Records a sweep and writes the heartbeat.</summary>
    internal async Task SweptAsync(CancellationToken cancel)
    {
        lock (_lock)
        {
            _lastSweep = clock.GetUtcNow();
        }

        await WriteAsync(cancel);
    }

    /// <summary>The last tick, and when ticks last stood still. Exact in the process that ticks; up to half a minute behind in others.</summary>
    internal async Task<Pulse> ReadAsync(CancellationToken cancel)
    {
        DateTimeOffset? last;
        lock (_lock)
        {
            last = _last;
        }

        var stored = await ReadStoredAsync(cancel);
        return last > stored.LastTickAt || stored.LastTickAt is null ? stored with { LastTickAt = last } : stored;
    }

    private async Task<Pulse> ReadStoredAsync(CancellationToken cancel) =>
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

        try
        {
            await WriteAsync(first!.Value, last.Value, cancel);
        }
        catch
        {
            lock (_lock)
            {
                (_first, _last) = (first, _last ?? last); // the next write must not take the gap for a standstill
            }

            throw;
        }
    }

    private async Task WriteAsync(DateTimeOffset first, DateTimeOffset last, CancellationToken cancel)
    {
        var before = await ReadStoredAsync(cancel);
        var standstill = Between(before.LastTickAt, first);
        var shown = standstill ?? before.LastStandstill;
        var row = new TableEntity(Keys.MetaPartition, Keys.HeartbeatRow)
        {
            ["LastTickAt"] = last > before.LastTickAt || before.LastTickAt is null ? last : before.LastTickAt,
            ["ByProcess"] = Environment.MachineName,
            ["StandstillEndedAt"] = shown?.EndedAt,
            ["StandstillMs"] = (shown?.Duration).ToColumn(),
        };
        await clients.Table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancel);
        if (standstill is not null)
        {
            telemeter.StoodStill(standstill.Duration);
        }
    }

    /// <summary>The standstill between two ticks. Null: the second was on time, or nearly.</summary>
    private Standstill? Between(DateTimeOffset? before, DateTimeOffset next) =>
        before is { } last
        && CronExpression.TryParse(configuration["DispatchCron"] ?? string.Empty, CronFormat.IncludeSeconds, out var cron)
        && cron.GetNextOccurrence(last, TimeZoneInfo.Utc) is { } expected && next - expected is var late && late >= Shortest
            ? new Standstill(next, late)
            : null;
}
