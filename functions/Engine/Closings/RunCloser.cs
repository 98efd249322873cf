using AgentSched.Engine.After;
using AgentSched.Engine.Backfills;
using AgentSched.Engine.Budgets;
using AgentSched.Engine.Chains;
using AgentSched.Model.Runs;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Shards;

namespace AgentSched.Engine.Closings;

/// <summary>
/// Ends runs, each exactly once: outcome, slot, the next in line, totals and records change in one transaction in which the
/// in-flight row goes. A run whose in-flight row is gone has ended, and closing it again does nothing. Runs of a shard that end while
/// another close has the shard's turn are committed together when it passes on; one that ends alone waits for nobody.
/// </summary>
public sealed class RunCloser(ShardRows rows, ClosingPlanner planner, Aftermath after, OwnerLedger ledger, ChainStarter chains, Backfiller backfiller, TimeProvider clock)
{
    private const int Tries = 40;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<Ending>> _waiting = new(StringComparer.Ordinal);

    /// <summary>Ends a run, whether it was only claimed, waits or runs.</summary>
    /// <param name="shard">Its partition.</param>
    /// <param name="id">Its id.</param>
    /// <param name="end">From the run as it is to the run as it ended. Null: it is none of the closer's business after all.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <param name="known">The run as the caller read it; saves a read where nothing changed since. Null: it is read here.</param>
    /// <param name="actor">Who ends it, for the feed. Null: nobody in particular.</param>
    /// <returns>Whether this call ended it.</returns>
    internal async Task<bool> CloseAsync(string shard, RunId id, Func<Run, DateTimeOffset, Run?> end, CancellationToken cancel, InFlightRun? known = null, string? actor = null)
    {
        for (var tries = 1; tries <= Tries; tries++, known = null)
        {
            if ((known ?? await rows.Runs.FindInFlightAsync(shard, id, cancel)) is not { } read)
            {
                return false;
            }

            if (end(read.Run, clock.GetUtcNow()) is not { } ended)
            {
                return false;
            }

            if (await CommitAsync(shard, new Ending(read, ended, actor), cancel) is { } closed)
            {
                await FollowAsync(shard, closed, cancel);
                return true;
            }

            // Runs of one agent that end together meet at its row: let one pass, decide again.
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(2, 10 * tries)), cancel);
        }

        throw new InvalidOperationException($"run {id} could not be closed: its agent's row changes too often");
    }

    /// <summary>Gives the first buffered run of a schedule its turn where no run is active: for the sweep, after more runs ended at once than one close deals with.</summary>
    internal async Task GiveTurnsAsync(string shard, string tenant, string agent, string scheduleId, CancellationToken cancel)
    {
        if (await planner.PlanTurnsAsync(shard, tenant, agent, scheduleId, cancel) is var (transaction, turned, told)
            && await rows.CommitAsync(transaction, cancel)) // else somebody was faster
        {
            await after.SendAsync(shard, turned.Where(run => run.Status == RunStatus.Running), cancel);
            turned.ForEach(after.Telemeter.Turned);
            await after.DeliverAsync(shard, told, cancel);
        }
    }

    /// <returns>Null: a row changed meanwhile.</returns>
    private async Task<Closed?> CommitAsync(string shard, Ending ending, CancellationToken cancel)
    {
        PutInLine(shard, [ending]);
        return await rows.TakeTurnAsync(shard, async () => TakeTogether(shard, ending) is { } together
            ? await CommitAsync(shard, together, cancel)
            : await ending.Outcome.Task); // one whose turn came before took it along
    }

    /// <returns>What the first brings about; the others are told.</returns>
    private async Task<Closed?> CommitAsync(string shard, List<Ending> together, CancellationToken cancel)
    {
        IReadOnlyList<Closed> closed = [];
        try
        {
            var plan = await planner.PlanAsync(shard, together, cancel);
            PutInLine(shard, together.Skip(plan.Closed.Count)); // those that did not fit go with the next
            together.RemoveRange(plan.Closed.Count, together.Count - plan.Closed.Count);
            closed = await rows.CommitAsync(plan.Transaction, cancel) ? plan.Closed : [];
            return closed.Count > 0 ? closed[0] : null;
        }
        finally
        {
            // Also where it threw: then the others look again themselves.
            for (var i = 0; i < together.Count; i++)
            {
                together[i].Outcome.SetResult(closed.Count > 0 ? closed[i] : null);
            }
        }
    }

    private void PutInLine(string shard, IEnumerable<Ending> endings)
    {
        lock (_lock)
        {
            (_waiting.TryGetValue(shard, out var line) ? line : _waiting[shard] = []).AddRange(endings);
        }
    }

    /// <returns>The one whose turn it is, and those that wait for theirs. Null: it was taken along before.</returns>
    private List<Ending>? TakeTogether(string shard, Ending first)
    {
        lock (_lock)
        {
            if (!_waiting.TryGetValue(shard, out var line) || !line.Remove(first))
            {
                return null;
            }

            var others = line.Take(ClosingPlanner.MaxTogether - 1).ToList();
            line.RemoveRange(0, others.Count);
            if (line.Count == 0)
            {
                _waiting.Remove(shard);
            }

            return [first, .. others];
        }
    }

    /// <summary>What follows from an end. A crash before any of it is found by the sweep, and of a reservation by whoever comes to the ledger next.</summary>
    private async Task FollowAsync(string shard, Closed closed, CancellationToken cancel)
    {
        var ended = closed.Ended;
        await after.SendAsync(shard, closed.Started, cancel);
        await after.WakeAsync(shard, closed.News.Wakes, cancel);
        after.Closed(ended, closed.Turned, closed.Agent, closed.Queue, closed.News);
        await ledger.SettleAsync(ended, cancel);
        await chains.FollowAsync(closed.Followers, ended, cancel);
        if (ended is { Trigger: RunTrigger.Backfill, ScheduleId: { } schedule })
        {
            await backfiller.AdvanceAsync(ended.Tenant, ended.Agent, schedule, cancel);
        }

        await after.DeliverAsync(shard, closed.Told, cancel);
    }
}
