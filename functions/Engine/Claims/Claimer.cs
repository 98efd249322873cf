using AgentSched.Engine.After;
using AgentSched.Model.Due;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Due;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Runs;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentSched.Engine.Claims;

/// <summary>
/// Reads what is due, claims it, sends it. The order makes it safe. A claim is one transaction, guarded by the due
/// row's ETag; its message is sent afterwards. A crash before the claim leaves the row due; a crash after it leaves an
/// in-flight run without a message, which the sweep sends. So nothing is lost, and whoever claims at the same time loses the
/// ETag and does nothing.
/// </summary>
public sealed class Claimer(
    DueTable due, ClaimTable claims, SetAside setAside, RunQueue queue, MissedTeller missed, Telemeter telemeter, IOptions<DispatchOptions> options, ILogger<Claimer> logger)
{
    /// <summary>Everything of a shard that is due up to the look-ahead. One query where nothing is.</summary>
    internal async Task<TickCounts> ClaimDueAsync(string shard, DateTimeOffset now, CancellationToken cancel)
    {
        var (reach, counts) = (ReachOf(now), TickCounts.None);
        for (var more = true; more;)
        {
            var (rows, unusable) = await due.ReadAsync(shard, reach.Due, cancel);
            await setAside.MoveAsync(unusable, now, cancel);
            var committed = await ClaimAndSendAsync(shard, rows, now, reach, cancel);
            counts = counts.Plus(TickCounts.Of(rows, committed, now));
            more = committed.Any(claim => claim.Next is { } next && reach.Includes(next)); // a plan was full: a long absence is recorded piece by piece
        }

        return counts;
    }

    /// <summary>What of a schedule is due up to the look-ahead.</summary>
    internal Task ClaimSoonAsync(string shard, Schedule schedule, DateTimeOffset now, CancellationToken cancel) =>
        ClaimAllAsync(shard, schedule, ReachOf(now), now, cancel);

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

    internal Reach ReachOf(DateTimeOffset now) => new(now + options.Value.LookAhead);

    private async Task ClaimAllAsync(string shard, Schedule schedule, Reach reach, DateTimeOffset now, CancellationToken cancel)
    {
        while (await due.FindAsync(shard, schedule, cancel) is { } row && reach.Includes(row.Next) && row.Spec.Problem is null)
        {
            await ClaimAndSendAsync(shard, [row], now, reach, cancel);
        }
    }

    private async Task<IReadOnlyList<Claim>> ClaimAndSendAsync(
        string shard, IReadOnlyList<DueSchedule> rows, DateTimeOffset now, Reach reach, CancellationToken cancel)
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
