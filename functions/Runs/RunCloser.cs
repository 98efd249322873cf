using System.Collections.Immutable;
using AgentSched.Activities;
using AgentSched.Agents;
using AgentSched.Backfill;
using AgentSched.Budgets;
using AgentSched.Chains;
using AgentSched.Dispatch;
using AgentSched.Schedules;
using AgentSched.Storage;
using AgentSched.Telemetry;
using AgentSched.Usage;
using AgentSched.Webhooks;
using Microsoft.Extensions.Logging;

namespace AgentSched.Runs;

/// <summary>
/// Ends runs, each exactly once: outcome, slot, the next in line, totals and records change in one transaction in which the
/// in-flight row goes. A run whose in-flight row is gone has ended, and closing it again does nothing.
/// </summary>
public sealed class RunCloser(
    RowCache cache, ShardTurns shardTurns, RunTable runs, AgentTable agents, ScheduleTable schedules, Dispatcher dispatcher, RunQueue queue, ChainStarter chains, Backfiller backfiller, UsageTable usage, OwnerLedger ledger, DeliveryQueue webhooks, Telemeter telemeter, TimeProvider clock, ILogger<RunCloser> logger)
{
    private const int Tries = 40;

    /// <summary>
    /// Most buffered runs that one close gives their turn, so that their rows fit into its transaction: four rows each, as many for each of
    /// <see cref="AgentQueue.MaxPromoted"/>; the run's own four, agent, schedule, what follows it (10), two days, timing (3) and the pause; 98 at most.
    /// Each webhook that is told of a run that ends is a row more: 88 with the run's own ten; turns are given while there is room for theirs.
    /// </summary>
    private const int MaxTurns = 5;

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
            if ((known ?? await runs.FindInFlightAsync(shard, id, cancel)) is not { } read)
            {
                return false;
            }

            var now = clock.GetUtcNow();
            if (end(read.Run, now) is not { } ended)
            {
                return false;
            }

            var (closing, committed) = await shardTurns.TakeAsync(shard, () => TryCloseAsync(shard, read, ended, actor, cancel));
            if (committed)
            {
                logger.Closed(id.ToString(), ended.Status, ended.Reason!.Value, ended.Duration ?? TimeSpan.Zero);
                await queue.SendAsync(shard, closing.Started, cancel); // a crash before this is found by the sweep
                await queue.WakeAsync(shard, closing.News.Wakes, cancel);
                closing.Tell(ended, telemeter, logger);
                await ledger.SettleAsync(ended, cancel); // and of this, whoever comes to the ledger next
                await chains.FollowAsync(closing.Followers, ended, cancel); // and so is one before this
                if (ended is { Trigger: RunTrigger.Backfill, ScheduleId: { } schedule })
                {
                    await backfiller.AdvanceAsync(ended.Tenant, ended.Agent, schedule, cancel); // and this
                }

                await webhooks.SendAsync(shard, closing.Told, cancel); // and this
                return true;
            }

            // Runs of one agent that end together meet at its row: let one pass, decide again.
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(2, 10 * tries)), cancel);
        }

        throw new InvalidOperationException($"run {id} could not be closed: its agent's row changes too often");
    }

    /// <summary>Gives the first buffered run of a schedule its turn where no run is active: for the sweep, after more runs ended at once than one close deals with.</summary>
    internal async Task GiveTurnsAsync(string shard, string tenant, string agentName, string scheduleId, CancellationToken cancel)
    {
        var agent = await agents.FindAsync(tenant, agentName, cancel);
        if (await schedules.FindAsync(tenant, agentName, scheduleId, cancel) is not { Schedule: { ActiveRuns: [], Buffered: [_, ..] } schedule } stored)
        {
            return;
        }

        var transaction = new Transaction(shard);
        var turned = new List<Run>();
        var feed = agent is null ? null : new FeedEntries(agent);
        (schedule, var line) = await GiveTurnsAsync(transaction, schedule, agent?.Agent, agent?.Queue ?? AgentQueue.Empty, turned, feed, clock.GetUtcNow(), cancel);
        transaction.Merge(schedules.StateColumns(schedule), stored.ETag);
        if (agent is not null)
        {
            transaction.Merge(feed!.Write(transaction, agents.QueueColumns(agent.Agent, line)), agent.ETag);
        }

        if (await cache.CommitAsync(transaction, cancel)) // else somebody was faster
        {
            await queue.SendAsync(shard, turned.Where(run => run.Status == RunStatus.Running), cancel);
            turned.ForEach(telemeter.Turned);
            await webhooks.SendAsync(shard, feed?.Deliveries ?? [], cancel);
        }
    }

    private async Task<(Closing Closing, bool Committed)> TryCloseAsync(string shard, InFlightRun read, Run ended, string? actor, CancellationToken cancel)
    {
        var now = clock.GetUtcNow(); // runs that are promoted start now, not when this one began to wait for its turn
        var closing = await PlanAsync(shard, read, ended, now, actor, cancel);
        return (closing, await cache.CommitAsync(closing.Transaction, cancel));
    }

    /// <remarks>Remembered rows will do: the transaction changes the agent and the schedule, so both ETags are conditions of it.</remarks>
    private async Task<Closing> PlanAsync(string shard, InFlightRun read, Run ended, DateTimeOffset now, string? actor, CancellationToken cancel)
    {
        var transaction = new Transaction(shard).Delete(Keys.InFlight(ended.Id), read.ETag).UpsertRecords(ended);
        var turned = new List<Run>();
        IReadOnlyList<ChainRow> followers = [];
        var agent = await agents.RecallAsync(ended.Tenant, ended.Agent, cancel);
        var line = agent?.Queue;
        var feed = agent is null ? null : new FeedEntries(agent).Add(RunEntries.Of(ended, now, actor));
        var news = BudgetNews.None;
        if (agent is not null)
        {
            var turn = BudgetGate.Leave(agent.Queue, ended, agent.Agent, now);
            (line, news) = (turn.Queue, BudgetNews.Of(agent.Agent, agent.Queue, turn, ended, now));
            turned.AddRange(await PromoteAsync(transaction, shard, turn.Promoted, feed!, now, cancel));
            await usage.AddAsync(transaction, agent.Agent, agent.Queue.Books, ended, cancel);
        }

        if (ended.ScheduleId is { } scheduleId && await schedules.RecallAsync(ended.Tenant, ended.Agent, scheduleId, cancel) is { } stored)
        {
            var schedule = stored.Schedule.Leave(ended);
            followers = chains.Plan(ended, schedule, shard);
            foreach (var follower in followers)
            {
                transaction.Insert(follower.Write());
            }

            await usage.AddAsync(transaction, stored.Schedule, ended, cancel);
            if (schedule.PauseAfter(ended) is { } note)
            {
                schedule = schedule.Edited(now) with { Enabled = false, Note = note };
                logger.PausedByItself(schedule.Id, schedule.FailuresInARow);
                telemeter.ScheduleChanged(schedule, ActivityEntry.Scheduler, ActivityType.SchedulePaused);
                await dispatcher.ClaimPastAsync(shard, stored.Schedule, goesOn: false, now, cancel);
                await schedules.MarkAheadAsync(stored.Schedule, now, cancel);
                await schedules.AddTimingAsync(transaction, schedule, now, cancel);
                feed?.Add(ScheduleEntries.Of(stored.Schedule, schedule, now, ActivityEntry.Scheduler));
            }

            (schedule, line) = await GiveTurnsAsync(transaction, schedule, agent?.Agent, line ?? AgentQueue.Empty, turned, feed, now, cancel);
            transaction.Merge(schedules.StateColumns(schedule), stored.ETag);
        }

        if (agent is not null)
        {
            transaction.Merge(feed!.Write(transaction, agents.QueueColumns(agent.Agent, line!)), agent.ETag);
        }

        return new Closing(transaction, turned, followers, news, agent?.Agent, line, feed?.Deliveries ?? []);
    }

    /// <summary>The slots that are free now go to those who waited longest.</summary>
    internal async Task<IReadOnlyList<Run>> PromoteAsync(
        Transaction transaction, string shard, ImmutableArray<RunId> promoted, FeedEntries feed, DateTimeOffset now, CancellationToken cancel)
    {
        var started = new List<Run>();
        foreach (var next in promoted)
        {
            // One that waits no more was promoted by whoever closed another run just now: then the agent's row has changed, and all is decided again.
            if (await runs.FindInFlightAsync(shard, next, cancel) is { Run.Status: RunStatus.Waiting } waiting)
            {
                var run = waiting.Run.Start(now);
                transaction.Replace(RunRow.InFlight(run, shard), waiting.ETag);
                transaction.UpsertRecords(run);
                feed.Add(RunEntries.Of(run, now));
                started.Add(run);
            }
        }

        return started;
    }

    /// <summary>Where no run of the schedule is active any more, the first that waited for that has its turn; where it ends at once (the agent's queue is full, say), the next.</summary>
    private async Task<(Schedule Schedule, AgentQueue Queue)> GiveTurnsAsync(
        Transaction transaction, Schedule schedule, Agent? agent, AgentQueue line, List<Run> turned, FeedEntries? feed, DateTimeOffset now, CancellationToken cancel)
    {
        for (var turns = 0; turns < MaxTurns && HasRoom(transaction, feed) && schedule.ActiveRuns.IsEmpty && schedule.Buffered is [var next, ..]; turns++)
        {
            schedule = schedule with { Buffered = schedule.Buffered.RemoveAt(0) };
            if (await runs.FindInFlightAsync(transaction.Partition, next, cancel) is not { Run.Status: RunStatus.Waiting } waiting)
            {
                continue; // it ended, or had its turn just now: then the schedule's row has changed, as above
            }

            var opened = Opening.DecideBuffered(waiting.Run, schedule, agent, line, now);
            (schedule, line) = (opened.Schedule!, opened.Queue);
            if (opened.Run.Status.HasEnded())
            {
                transaction.Delete(Keys.InFlight(next), waiting.ETag);
                schedule = schedule.Leave(opened.Run);
            }
            else
            {
                transaction.Replace(RunRow.InFlight(opened.Run, transaction.Partition), waiting.ETag);
            }

            transaction.UpsertRecords(opened.Run);
            if (opened.Run.Status != RunStatus.Waiting)
            {
                feed?.Add(RunEntries.Of(opened.Run, now)); // that it waits was told before
                turned.Add(opened.Run);
            }
        }

        return (schedule, line);
    }

    /// <summary>Whether one more run that ends fits: its three rows and what is told of it, beside what is still to come: the feed's rows, agent and schedule.</summary>
    private static bool HasRoom(Transaction transaction, FeedEntries? feed) => transaction.Actions.Count + (feed?.Rows ?? 0) + 3 + (feed?.MaxRowsOfEntry ?? 0) + 2 <= Transaction.MaxActions;

    /// <summary>All that the end of a run brings about, as one transaction and what follows from it.</summary>
    /// <param name="Transaction">The changes.</param>
    /// <param name="Turned">Runs that had their turn: those that run now, and those that ended when they would have.</param>
    /// <param name="Followers">What shall run after it.</param>
    /// <param name="News">What it means for its agent's budget.</param>
    /// <param name="Agent">Its agent. Null: there is none any more.</param>
    /// <param name="Queue">The agent's queue afterwards.</param>
    /// <param name="Told">What its agent's webhooks are told.</param>
    private sealed record Closing(
        Transaction Transaction, IReadOnlyList<Run> Turned, IReadOnlyList<ChainRow> Followers, BudgetNews News, Agent? Agent, AgentQueue? Queue, IReadOnlyList<Delivery> Told)
    {
        public IEnumerable<Run> Started => Turned.Where(run => run.Status == RunStatus.Running);

        public void Tell(Run ended, Telemeter telemeter, ILogger logger)
        {
            telemeter.Ended(ended);
            foreach (var run in Turned)
            {
                telemeter.Turned(run);
            }

            if (Agent is not null && Queue is not null)
            {
                telemeter.Changed(Agent, Queue);
            }

            News.Tell(ended, telemeter, logger);
        }
    }
}
