using System.Diagnostics;
using AgentSched.Activities;
using AgentSched.Schedules;
using AgentSched.Storage;
using AgentSched.Telemetry;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentSched.Dispatch;

/// <summary>
/// A tick: reads what is due, claims it, sends it. The order makes it safe. A claim is one transaction, guarded by the due
/// row's ETag; its message is sent afterwards. A crash before the claim leaves the row due; a crash after it leaves an
/// in-flight run without a message, which the sweep sends. So nothing is lost, and a second tick at the same time loses the
/// ETag and does nothing.
/// </summary>
public sealed class Dispatcher(
    DueTable due, ClaimTable claims, RunQueue queue, MissedNews missed, SoonTicks soon, Telemeter telemeter, IOptions<AgentSchedOptions> shared, IOptions<DispatchOptions> options, TimeProvider clock, ILogger<Dispatcher> logger)
{
    /// <summary>What comes due so soon after its lead begins is claimed at once.</summary>
    private static readonly TimeSpan Haste = TimeSpan.FromSeconds(5);

    /// <summary>Claims and sends everything that is due up to the look-ahead. One query per shard where nothing is.</summary>
    /// <returns>Whether all shards could be dispatched.</returns>
    internal async Task<bool> DispatchDueAsync(DateTimeOffset now, CancellationToken cancel)
    {
        using var span = Traces.Source.StartActivity("tick");
        var started = Stopwatch.GetTimestamp();
        var shards = await Task.WhenAll(Keys.Shards(shared.Value.Shards).Select(shard => DispatchShardAsync(shard, now, cancel)));
        var tick = shards.Aggregate(TickCounts.None, (sum, shard) => sum.Plus(shard.Counts));
        var done = shards.All(shard => shard.Done);
        telemeter.Ticked(done, tick, Stopwatch.GetElapsedTime(started));
        return done;
    }

    /// <summary>
    /// Claims a schedule's next occurrence at once where it comes before the next tick could see it early: a schedule that was
    /// just made or enabled is as punctual as any other. Where this fails, the next tick does it.
    /// </summary>
    internal async Task DispatchSoonAsync(string shard, Schedule schedule, DateTimeOffset now, CancellationToken cancel)
    {
        try
        {
            var reach = new Reach(now + options.Value.LookAhead);
            if (await due.FindAsync(shard, schedule, cancel) is not { } row || !reach.Includes(row.Next))
            {
                return;
            }

            if (row.Next.DueTime > now + options.Value.Lead + Haste)
            {
                soon.Ask(shard, () => DispatchShardAsync(shard, clock.GetUtcNow(), CancellationToken.None)); // with what else is made by then: an import would send a message for each
                return;
            }

            await ClaimAllAsync(shard, schedule, reach, now, cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.ShardFailed(e, shard);
        }
    }

    /// <summary>
    /// Before a schedule changes: claims what came due as it was and no tick has seen yet, so that an edit loses nothing.
    /// A run that the changed schedule does not want ends as cancelled when it opens.
    /// </summary>
    /// <param name="shard">The agent's partition.</param>
    /// <param name="schedule">As it was before.</param>
    /// <param name="goesOn">
    /// Whether it still fires afterwards: then occurrences whose nominal time has passed are claimed too where jitter makes
    /// them due later, because the changed schedule only looks ahead.
    /// </param>
    /// <param name="now">The moment of the change.</param>
    /// <param name="cancel">Ends the call.</param>
    internal Task ClaimPastAsync(string shard, Schedule schedule, bool goesOn, DateTimeOffset now, CancellationToken cancel) =>
        ClaimAllAsync(shard, schedule, new Reach(now, goesOn ? now : null), now, cancel);

    private async Task ClaimAllAsync(string shard, Schedule schedule, Reach reach, DateTimeOffset now, CancellationToken cancel)
    {
        while (await due.FindAsync(shard, schedule, cancel) is { } row && reach.Includes(row.Next) && row.Spec.Problem is null)
        {
            await ClaimAndSendAsync(shard, [row], now, reach, cancel);
        }
    }

    internal async Task<(bool Done, TickCounts Counts)> DispatchShardAsync(string shard, DateTimeOffset now, CancellationToken cancel)
    {
        var reach = new Reach(now + options.Value.LookAhead);
        var counts = TickCounts.None;
        try
        {
            for (var more = true; more;)
            {
                var rows = await due.ReadAsync(shard, reach.Due, now, cancel);
                var committed = await ClaimAndSendAsync(shard, rows, now, reach, cancel);
                counts = counts.Plus(TickCounts.Of(rows, committed, now));
                more = committed.Any(claim => claim.Next is { } next && reach.Includes(next)); // a plan was full: a long absence is recorded piece by piece
            }

            return (true, counts);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.ShardFailed(e, shard); // the other shards go on
            return (false, counts);
        }
    }

    private async Task<IReadOnlyList<Claim>> ClaimAndSendAsync(
        string shard, IReadOnlyList<DueRow> rows, DateTimeOffset now, Reach reach, CancellationToken cancel)
    {
        var planned = rows.Select(row => Claim.Of(row, CatchUp.Plan(row, now, reach, options.Value.CatchUpWindow), now)).OfType<Claim>().ToList();
        var committed = await claims.CommitAsync(planned, cancel);
        var runs = committed.SelectMany(claim => claim.Runs).ToList();
        await queue.SendAsync(shard, runs, cancel);
        telemeter.Dispatched(runs, [.. committed.SelectMany(claim => claim.Missed)]);
        foreach (var run in runs)
        {
            logger.Dispatched(run.Id.ToString(), run.DueTime);
        }

        await missed.TellAsync(committed.Select(claim => claim.News).OfType<TableEntity>(), cancel); // a crash before this is found by the sweep
        return committed;
    }
}
