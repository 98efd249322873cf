using AgentSched.Http;
using AgentSched.Runs;
using AgentSched.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace AgentSched.Dispatch;

/// <summary>How dispatch is doing, over all tenants; for admins of the deployment.</summary>
public sealed class StatusEndpoints(Heartbeat heartbeat, TableStore store, StorageClients clients, IOptions<AgentSchedOptions> options, TimeProvider clock)
{
    /// <summary>
    /// <c>GET /api/scheduler/status</c>: when the last tick succeeded (up to half a minute behind), when ticks last stood still, how long the queues are, and over all and by
    /// shard: schedules that have a next occurrence, those that are overdue and by how much, and runs in flight. Three queries per shard.
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
                shards,
            },
            Json.Options);
    }
}

/// <summary>How a shard is doing.</summary>
/// <param name="Shard">Its partition.</param>
/// <param name="Enabled">Schedules that have a next occurrence; counted up to 999.</param>
/// <param name="EnabledIsMore">Whether there are more.</param>
/// <param name="Overdue">Those of them that came due and are not dispatched yet.</param>
/// <param name="Lateness">By how much the oldest of these is late. Zero: none is.</param>
/// <param name="Queued">Runs that are claimed and not opened.</param>
/// <param name="Waiting">Runs that wait for a slot, their schedule or their budget.</param>
/// <param name="Running">Runs that have a slot.</param>
internal sealed record ShardStatus(string Shard, int Enabled, bool EnabledIsMore, int Overdue, TimeSpan Lateness, int Queued, int Waiting, int Running)
{
    private const int MostCounted = 999;

    public int InFlight => Queued + Waiting + Running;

    public static async Task<ShardStatus> ReadAsync(TableStore store, string shard, DateTimeOffset now, CancellationToken cancel)
    {
        var (enabled, next) = await store.PageAsync(shard, Keys.AllDue, MostCounted, after: null, cancel);
        var (overdue, oldest) = (0, now);
        await foreach (var row in store.QueryAsync(Keys.DueUntil(shard, now), cancel))
        {
            overdue++;
            oldest = Keys.DueTimeOf(row.RowKey) is var due && due < oldest ? due : oldest;
        }

        var byStatus = new Dictionary<string, int>(StringComparer.Ordinal);
        await foreach (var row in store.QueryAsync(Keys.Prefix(shard, Keys.InFlights), cancel))
        {
            var status = row.GetString("Status") ?? string.Empty;
            byStatus[status] = byStatus.GetValueOrDefault(status) + 1;
        }

        return new ShardStatus(shard, enabled.Count, next is not null, overdue, now - oldest, Of(RunStatus.Queued), Of(RunStatus.Waiting), Of(RunStatus.Running));

        int Of(RunStatus status) => byStatus.GetValueOrDefault(status.ToString());
    }
}
