using System.Diagnostics;
using AgentSched.Base;
using AgentSched.Engine.After;
using AgentSched.Engine.Claims;
using AgentSched.Model.Due;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Due;
using AgentSched.Storage.Runs;
using AgentSched.Storage.Tables;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentSched.Engine.Ticks;

/// <summary>Dispatches all shards in a tick; one that fails does not stop the others.</summary>
public sealed class Dispatcher(
    Claimer claimer, DueTable due, ExtraTicks soon, Telemeter telemeter, IOptions<AgentSchedOptions> shared, IOptions<RunQueueOptions> queue, TimeProvider clock, ILogger<Dispatcher> logger)
{
    /// <summary>An occurrence that comes due so soon after its lead begins is claimed at once.</summary>
    private static readonly TimeSpan Haste = TimeSpan.FromSeconds(5);

    /// <summary>Claims and sends everything that is due up to the look-ahead. One query per shard if nothing is due.</summary>
    /// <returns>Whether all shards were dispatched.</returns>
    internal async Task<bool> DispatchDueAsync(DateTimeOffset now, CancellationToken cancel)
    {
        using var span = Spans.Source.StartActivity("tick");
        var started = Stopwatch.GetTimestamp();
        var shards = await Task.WhenAll(Keys.Shards(shared.Value.Shards).Select(shard => DispatchShardAsync(shard, now, cancel)));
        var tick = shards.Aggregate(TickCounts.None, (sum, shard) => sum.Plus(shard ?? TickCounts.None));
        var done = Array.TrueForAll(shards, shard => shard is not null);
        telemeter.Ticked(done, tick, Stopwatch.GetElapsedTime(started));
        return done;
    }

    /// <summary>
    /// Claims a schedule's next occurrence at once if the next tick would see it too late: a schedule that was just created or
    /// enabled is as punctual as any other. If this fails, the next tick does it.
    /// </summary>
    internal async Task DispatchSoonAsync(string shard, Schedule schedule, DateTimeOffset now, CancellationToken cancel)
    {
        try
        {
            if (await due.FindAsync(shard, schedule, cancel) is not { } row || !claimer.ReachOf(now).Includes(row.Next))
            {
                return;
            }

            if (row.Next.DueTime > now + queue.Value.Lead + Haste)
            {
                soon.Ask(shard, () => DispatchShardAsync(shard, clock.GetUtcNow(), CancellationToken.None)); // with other schedules created by then: an import would otherwise send a message for each
                return;
            }

            await claimer.ClaimSoonAsync(shard, schedule, now, cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.ShardFailed(e, shard);
        }
    }

    /// <returns>Null: it failed; the other shards continue.</returns>
    internal async Task<TickCounts?> DispatchShardAsync(string shard, DateTimeOffset now, CancellationToken cancel)
    {
        try
        {
            return await claimer.ClaimDueAsync(shard, now, cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.ShardFailed(e, shard);
            return null;
        }
    }
}
