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
/// Claims due occurrences and sends their runs. The order makes it safe. A claim is one transaction, guarded by the due
/// row's ETag; its message is sent afterwards. A crash before the claim leaves the row due; a crash after it leaves an
/// in-flight run without a message, which the sweep sends. So nothing is lost, and a concurrent claim fails with an ETag
/// mismatch and does nothing.
/// </summary>
public sealed class Claimer(
    DueTable due, ClaimTable claims, SetAside setAside, RunQueue queue, MissedReporter missed, Telemeter telemeter, IOptions<DispatchOptions> options, ILogger<Claimer> logger)
{
    /// <summary>Claims everything of a shard that is due up to the look-ahead. One query if nothing is due.</summary>
    internal async Task<TickCounts> ClaimDueAsync(string shard, DateTimeOffset now, CancellationToken cancel)
    {
        var (reach, counts) = (ReachOf(now), TickCounts.None);
        for (var more = true; more;)
        {
            var (rows, unusable) = await due.ReadAsync(shard, reach.Due, cancel);
            await setAside.MoveAsync(unusable, now, cancel);
            var committed = await ClaimAndSendAsync(shard, rows, now, reach, cancel);
            counts = counts.Plus(TickCounts.Of(rows, committed, now));
            more = committed.Any(claim => claim.Next is { } next && reach.Includes(next)); // a plan was full: the occurrences of a long outage are recorded in parts
        }

        return counts;
    }

    /// <summary>Claims the occurrences of a schedule that are due up to the look-ahead.</summary>
    internal Task ClaimSoonAsync(string shard, Schedule schedule, DateTimeOffset now, CancellationToken cancel) =>
        ClaimAllAsync(shard, schedule, ReachOf(now), now, cancel);

    /// <summary>
    /// Claims occurrences that came due before a schedule changes and that no tick has seen yet, so that an edit loses nothing.
    /// A run that the changed schedule does not want ends as cancelled when it opens.
    /// </summary>
    /// <param name="shard">The agent's partition.</param>
    /// <param name="schedule">The schedule before the change.</param>
    /// <param name="goesOn">
    /// Whether it still fires afterwards: then occurrences whose nominal time has passed are claimed even if jitter makes
    /// them due later, because the changed schedule only looks ahead.
    /// </param>
    /// <param name="now">The time of the change.</param>
    /// <param name="cancel">Cancels the call.</param>
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

        await missed.TellAsync(committed.Select(claim => claim.MissedEntity).OfType<TableEntity>(), cancel); // after a crash before this, the sweep does it
        return committed;
    }
}
