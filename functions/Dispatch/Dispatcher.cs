using AgentSched.Runs;
using AgentSched.Storage;
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
    TableStore store, RunQueue queue, IOptions<AgentSchedOptions> shared, IOptions<DispatchOptions> options, ILogger<Dispatcher> logger)
{
    /// <summary>Claims and sends everything that is due up to the look-ahead. One query per shard where nothing is.</summary>
    internal async Task DispatchDueAsync(DateTimeOffset now, CancellationToken cancel)
    {
        var claims = await Task.WhenAll(Keys.Shards(shared.Value.Shards).Select(shard => DispatchShardAsync(shard, now, cancel)));
        logger.Ticked(now, claims.Sum(c => c.Runs), claims.Sum(c => c.Missed));
    }

    /// <summary>
    /// Claims a schedule's next occurrence at once where it comes before the next tick could see it early: a schedule that was
    /// just made or enabled is as punctual as any other. Where this fails, the next tick does it.
    /// </summary>
    internal async Task DispatchSoonAsync(string shard, string scheduleId, DateTimeOffset dueTime, DateTimeOffset now, CancellationToken cancel)
    {
        var horizon = now + options.Value.LookAhead;
        if (dueTime > horizon)
        {
            return;
        }

        try
        {
            if (await store.GetAsync(shard, Keys.Due(dueTime, scheduleId), cancel) is { } row)
            {
                await ClaimAndSendAsync(shard, [DueRow.Read(row)], now, horizon, cancel);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.ShardFailed(e, shard);
        }
    }

    private async Task<(int Runs, int Missed)> DispatchShardAsync(string shard, DateTimeOffset now, CancellationToken cancel)
    {
        var horizon = now + options.Value.LookAhead;
        int runs = 0, missed = 0;
        try
        {
            for (var more = true; more;)
            {
                var committed = await ClaimAndSendAsync(shard, await ReadDueAsync(shard, horizon, cancel), now, horizon, cancel);
                runs += committed.Sum(claim => claim.Runs.Count);
                missed += committed.Sum(claim => claim.Missed.Count);
                more = committed.Any(claim => claim.Next <= horizon); // a plan was full: a long absence is recorded piece by piece
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.ShardFailed(e, shard); // the other shards go on
        }

        return (runs, missed);
    }

    private async Task<IReadOnlyList<Claim>> ClaimAndSendAsync(
        string shard, IReadOnlyList<DueRow> due, DateTimeOffset now, DateTimeOffset horizon, CancellationToken cancel)
    {
        var claims = due.Select(row => Claim.Of(row, CatchUp.Plan(row.Spec, row.DueTime, now, horizon, options.Value.CatchUpWindow), now)).ToList();
        var committed = await CommitAsync(claims, cancel);
        var runs = committed.SelectMany(claim => claim.Runs).Select(run => run.Id).ToList();
        await queue.SendAsync(shard, runs, cancel);
        foreach (var run in runs)
        {
            logger.Dispatched(run.ToString(), run.DueTime);
        }

        return committed;
    }

    private async Task<IReadOnlyList<DueRow>> ReadDueAsync(string shard, DateTimeOffset horizon, CancellationToken cancel)
    {
        var due = new List<DueRow>();
        await foreach (var row in store.QueryAsync(Keys.DueUntil(shard, horizon), cancel))
        {
            try
            {
                due.Add(DueRow.Read(row));
            }
            catch (Exception e) when (e is InvalidDataException or FormatException)
            {
                logger.UnreadableDueRow(e, shard, row.RowKey); // one bad row never stops a scan
            }
        }

        return due;
    }

    /// <summary>Commits as many claims per transaction as fit. Where one of them conflicts, each is tried alone.</summary>
    private async Task<IReadOnlyList<Claim>> CommitAsync(IReadOnlyList<Claim> claims, CancellationToken cancel)
    {
        var committed = new List<Claim>();
        foreach (var (batch, transaction) in Batches(claims))
        {
            if (await store.CommitAsync(transaction, cancel))
            {
                committed.AddRange(batch);
                continue;
            }

            foreach (var claim in batch)
            {
                if (await CommitAloneAsync(claim, cancel) is { } alone)
                {
                    committed.Add(alone);
                }
            }
        }

        return committed;
    }

    /// <summary>
    /// A conflict means that another tick was faster, or an edit was: then the due row is not what it was, and there is nothing
    /// left to do. Or an occurrence was claimed before the schedule was disabled and enabled again: then it is left out.
    /// </summary>
    private async Task<Claim?> CommitAloneAsync(Claim claim, CancellationToken cancel)
    {
        if (await store.CommitAsync(claim.ToTransaction(), cancel))
        {
            return claim;
        }

        var row = await store.GetAsync(claim.Due.Shard, claim.Due.Key, cancel);
        if (row is null || row.ETag != claim.Due.ETag)
        {
            return null;
        }

        var fresh = claim with { Runs = await WithoutKnownAsync(claim.Runs, claim, cancel), Missed = await WithoutKnownAsync(claim.Missed, claim, cancel) };
        return await store.CommitAsync(fresh.ToTransaction(), cancel) ? fresh : null; // else the next tick tries
    }

    private async Task<IReadOnlyList<Run>> WithoutKnownAsync(IReadOnlyList<Run> runs, Claim claim, CancellationToken cancel)
    {
        var unknown = new List<Run>();
        foreach (var run in runs)
        {
            var known = await store.GetAsync(claim.Due.Shard, Keys.InFlight(run.Id), cancel)
                ?? await store.GetAsync(claim.Due.Shard, Keys.Run(run.Tenant, run.Agent, run.Id), cancel);
            if (known is null)
            {
                unknown.Add(run);
            }
        }

        return unknown;
    }

    private static IEnumerable<(List<Claim> Claims, Transaction Transaction)> Batches(IReadOnlyList<Claim> claims)
    {
        List<Claim> batch = [];
        Transaction? together = null;
        foreach (var claim in claims)
        {
            var alone = claim.ToTransaction();
            if (together is not null && together.Actions.Count + alone.Actions.Count <= Transaction.MaxActions)
            {
                together.Append(alone);
                batch.Add(claim);
                continue;
            }

            if (together is not null)
            {
                yield return (batch, together);
            }

            (batch, together) = ([claim], alone);
        }

        if (together is not null)
        {
            yield return (batch, together);
        }
    }
}
