using AgentSched.Engine.After;
using AgentSched.Engine.Backfills;
using AgentSched.Engine.Budgets;
using AgentSched.Engine.Chains;
using AgentSched.Model.Activities;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Shards;

namespace AgentSched.Engine.Closings;

/// <summary>
/// Ends runs, each exactly once: one transaction changes outcome, slot, promoted runs, totals and records, and deletes the
/// in-flight row. A run without an in-flight row has ended; closing it again does nothing. Runs of a shard that end while
/// another close holds the shard's lock are committed together when it is released; a run that ends alone does not wait.
/// </summary>
public sealed class RunCloser(ShardRows rows, ClosingPlanner planner, HeldRuns held, Aftermath after, OwnerLedger ledger, ChainStarter chains, Backfiller backfiller, TimeProvider clock)
{
    private const int Tries = 40;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<Ending>> _waiting = new(StringComparer.Ordinal);

    /// <summary>Ends a run that is claimed, waiting or running.</summary>
    /// <param name="shard">Its partition.</param>
    /// <param name="id">Its id.</param>
    /// <param name="end">Returns the ended run, given the current one. Null: the run is not to be closed.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <param name="known">The run as the caller read it; saves a read if nothing has changed since. Null: it is read here.</param>
    /// <param name="actor">Who ends it, for the feed. Null: the scheduler.</param>
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

            var ownerBudget = ended is { CostUnknown: true, AsksOwner: true } ? await ledger.BudgetAsync(ended, cancel) : null;
            if (await CommitAsync(shard, new Ending(read, ended, actor, ownerBudget), cancel) is { } closed)
            {
                await FollowAsync(shard, closed, cancel);
                return true;
            }

            // Another close or opening changed the agent's row: back off, then decide again.
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(2, 10 * tries)), cancel);
        }

        throw new InvalidOperationException($"run {id} could not be closed: its agent's row changes too often");
    }

    /// <summary>Starts the first buffered run of a schedule without an active run: for the sweep, after more buffered runs ended at once than one close handles.</summary>
    internal async Task StartBufferedAsync(string shard, AgentKey agent, string scheduleId, CancellationToken cancel)
    {
        if (await planner.PlanBufferedAsync(shard, agent, scheduleId, cancel) is var (transaction, promoted, deliveries)
            && await rows.CommitAsync(transaction, cancel)) // otherwise another process was faster
        {
            await after.SendAsync(shard, promoted.Where(run => run.Status == RunStatus.Running), cancel);
            promoted.ForEach(after.Telemeter.Promoted);
            await after.DeliverAsync(shard, deliveries, cancel);
        }
    }

    /// <returns>Null: a row changed meanwhile.</returns>
    private async Task<Closed?> CommitAsync(string shard, Ending ending, CancellationToken cancel)
    {
        PutInLine(shard, [ending]);
        return await rows.LockAsync(shard, async () => TakeTogether(shard, ending) is { } together
            ? await CommitAsync(shard, together, cancel)
            : await ending.Outcome.Task); // an earlier close took it along
    }

    /// <returns>Effects of the first; the others get theirs as <see cref="Ending.Outcome"/>.</returns>
    private async Task<Closed?> CommitAsync(string shard, List<Ending> together, CancellationToken cancel)
    {
        IReadOnlyList<Closed> closed = [];
        try
        {
            var plan = await planner.PlanAsync(shard, together, cancel);
            PutInLine(shard, together.Skip(plan.Closed.Count)); // those that did not fit go into the next transaction
            together.RemoveRange(plan.Closed.Count, together.Count - plan.Closed.Count);
            closed = await rows.CommitAsync(plan.Transaction, cancel) ? plan.Closed : [];
            return closed.Count > 0 ? closed[0] : null;
        }
        finally
        {
            // Also after an exception: then the others read their runs again and retry.
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

    /// <returns>This one and those that wait behind it. Null: an earlier close took it along.</returns>
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

    /// <summary>Does the follow-up of an end. After a crash before any of it, the sweep does it; the ledger settles a reservation at its next use.</summary>
    private async Task FollowAsync(string shard, Closed closed, CancellationToken cancel)
    {
        var ended = closed.Ended;
        await after.SendAsync(shard, closed.Started, cancel);
        await after.WakeAsync(shard, closed.Effect.Wakes, cancel);
        after.Closed(ended, closed.Promoted, closed.Agent, closed.Queue, closed.Effect);
        if (closed.Paused is { } paused)
        {
            after.Logger.PausedByItself(paused.Id, paused.FailuresInARow);
            after.Telemeter.ScheduleChanged(paused, ActivityEntry.Scheduler, ActivityType.SchedulePaused);
        }

        await held.MarkAsync(shard, closed.Effect.Held, cancel);
        await ledger.SettleAsync(ended, cancel);
        await chains.FollowAsync(closed.Followers, ended, cancel);
        if (ended is { Trigger: RunTrigger.Backfill, ScheduleId: { } schedule })
        {
            await backfiller.AdvanceAsync(ended.AgentKey, schedule, cancel);
        }

        await after.DeliverAsync(shard, closed.Deliveries, cancel);
    }
}
