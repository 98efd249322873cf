using AgentSched.Http;
using AgentSched.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace AgentSched.Dispatch;

/// <summary>How dispatch is doing, over all tenants; for admins of the deployment.</summary>
public sealed class StatusEndpoints(Heartbeat heartbeat, TableStore store, IOptions<AgentSchedOptions> options, TimeProvider clock)
{
    /// <summary>
    /// <c>GET /api/scheduler/status</c>: when the last tick succeeded (up to half a minute behind), and by shard how many schedules are overdue
    /// and how many runs are in flight. Two queries per shard.
    /// </summary>
    [Function(nameof(SchedulerStatus))]
    public async Task<IResult> SchedulerStatus(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "scheduler/status")] HttpRequest _, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var shards = await Task.WhenAll(Keys.Shards(options.Value.Shards).Select(async shard => new
        {
            shard,
            overdue = await CountAsync(Keys.DueUntil(shard, now), cancel),
            inFlight = await CountAsync(Keys.Prefix(shard, Keys.InFlights), cancel),
        }));
        return Results.Json(new { now, lastTickAt = await heartbeat.LastTickAsync(cancel), overdue = shards.Sum(s => s.overdue), inFlight = shards.Sum(s => s.inFlight), shards }, Json.Options);
    }

    private async Task<int> CountAsync(string filter, CancellationToken cancel)
    {
        var count = 0;
        await foreach (var _ in store.QueryAsync(filter, cancel))
        {
            count++;
        }

        return count;
    }
}
