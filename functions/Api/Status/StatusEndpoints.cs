using AgentSched.Base;
using AgentSched.Engine.Ticks;
using AgentSched.Storage.Account;
using AgentSched.Storage.Tables;
using AgentSched.Time.Specs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace AgentSched.Api.Status;

/// <summary>Status of dispatch over all tenants; for deployment admins.</summary>
public sealed class StatusEndpoints(Heartbeat heartbeat, TableStore store, StorageClients clients, ZoneData zones, IOptions<AgentSchedOptions> options, TimeProvider clock)
{
    /// <summary>
    /// <c>GET /api/scheduler/status</c>: when the last tick succeeded (up to 30 s behind), the last standstill of ticks, the lengths of the queues,
    /// time zone data, and in total and by shard: schedules that have a next occurrence, overdue ones and their lateness, those whose spec cannot be
    /// read, and runs in flight. Four queries per shard.
    /// </summary>
    [Function(nameof(SchedulerStatus))]
    public async Task<IResult> SchedulerStatus(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "scheduler/status")] HttpRequest request, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var lengths = Task.WhenAll(new[] { clients.Runs, clients.Poison }.Select(async queue => (await queue.GetPropertiesAsync(cancel)).Value.ApproximateMessagesCount));
        var shards = await Task.WhenAll(Keys.Shards(options.Value.Shards).Select(shard => ShardStatus.ReadAsync(store, shard, now, cancel)));
        var (lastTickAt, lastStandstill) = await heartbeat.ReadAsync(cancel);
        return Results.Json(
            new
            {
                now,
                lastTickAt,
                sinceLastTick = now - lastTickAt,
                lastStandstill,
                queueLength = (await lengths)[0],
                poisonLength = (await lengths)[1],
                enabled = shards.Sum(s => s.Enabled),
                enabledIsMore = shards.Any(s => s.EnabledIsMore),
                overdue = shards.Sum(s => s.Overdue),
                lateness = shards.Max(s => s.Lateness),
                inFlight = shards.Sum(s => s.InFlight),
                queued = shards.Sum(s => s.Queued),
                waiting = shards.Sum(s => s.Waiting),
                running = shards.Sum(s => s.Running),
                unreadable = shards.Sum(s => s.Unreadable),
                zoneData = new { zones.Version, zones.Source, Warning = zones.WarningAt(now) },
                shards,
            },
            Json.Options);
    }
}
