using AgentSched.Engine.Chains;
using AgentSched.Engine.Claims;
using AgentSched.Model.Activities;
using AgentSched.Model.Agents;
using AgentSched.Model.Budgets;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Model.Webhooks;
using AgentSched.Storage.Activities;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Schedules;
using AgentSched.Storage.Shards;
using AgentSched.Storage.Spending;
using AgentSched.Storage.Tables;

namespace AgentSched.Engine.Closings;

/// <summary>
/// Plans the effects of runs' ends, one after the other as if each were alone, and collects them in one transaction. Each end sees
/// agents and schedules as the ends before it leave them.
/// </summary>
/// <remarks>Cached rows suffice: the transaction changes agents and schedules, so it fails if their ETags are stale.</remarks>
public sealed class ClosingPlanner(ShardRows rows, Promoter promoter, Claimer claimer, ChainStarter chains, UsageTable usage, TimeProvider clock)
{
    /// <summary>Upper bound of ends in one transaction. Each takes three rows, a feed entry, its agent and its schedule: 6 × 16 = 96 rows.</summary>
    internal const int MaxTogether = 16;

    /// <summary>Upper bound of characters of texts and logs in one transaction. A transaction may have 4 MiB, and each record is in it twice.</summary>
    private const int MaxCharacters = 500_000;

    /// <param name="shard">Their partition.</param>
    /// <param name="endings">The runs, in order; at least one.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <returns>The first, and as many of the others as fit.</returns>
    internal async Task<ClosingPlan> PlanAsync(string shard, IReadOnlyList<Ending> endings, CancellationToken cancel)
    {
        while (true)
        {
            var (state, closed, characters) = (new State(shard), new List<Closed>(), 0);
            foreach (var ending in endings)
            {
                characters += Characters(ending.Ended);
                if (state.IsFull || (closed.Count > 0 && characters > MaxCharacters))
                {
                    break;
                }

                var part = new Transaction(shard);
                closed.Add(await PlanAsync(state, part, ending, clock.GetUtcNow(), cancel)); // a new time for each: promoted runs start now, not when the first end was planned
                state.Add(part);
            }

            if (!state.IsFull || closed.Count == 1)
            {
                return new ClosingPlan(state.ToTransaction(rows), closed);
            }

            endings = [.. endings.Take(closed.Count - 1)]; // the last does not fit but has changed the state: plan again without it
        }
    }

    /// <summary>Plans the start of the first buffered run of a schedule without an active run. Null: none can start.</summary>
    internal async Task<(Transaction Transaction, List<Run> Promoted, IReadOnlyList<Delivery> Deliveries)?> PlanBufferedAsync(
        string shard, AgentKey key, string scheduleId, CancellationToken cancel)
    {
        var agent = await rows.Agents.FindAsync(key, cancel);
        if (await rows.Schedules.FindAsync(key, scheduleId, cancel) is not { Schedule: { ActiveRuns: [], Buffered: [_, ..] } schedule } stored)
        {
            return null;
        }

        var transaction = new Transaction(shard);
        var promoted = new List<Run>();
        var feed = agent is null ? null : new AgentFeedWriter(agent);
        (schedule, var queue) = await promoter.StartBufferedAsync(transaction, schedule, agent?.Agent, agent?.Queue ?? AgentQueue.Empty, promoted, feed, clock.GetUtcNow(), cancel);
        transaction.Merge(rows.Schedules.StateColumns(schedule), stored.ETag);
        if (agent is not null)
        {
            transaction.Merge(feed!.Write(transaction, rows.Agents.QueueColumns(agent.Agent, queue)), agent.ETag);
        }

        return (transaction, promoted, feed?.Deliveries ?? []);
    }

    private async Task<Closed> PlanAsync(State state, Transaction part, Ending ending, DateTimeOffset now, CancellationToken cancel)
    {
        var agent = await state.AgentAsync(ending.Ended.AgentKey, rows.Agents, cancel);
        var budget = agent?.Stored.Agent.Limits is { } limits ? Budget.Of(limits, agent.Queue.Spending, now) : null;
        var ended = Settlement.Of(ending.Ended, agent?.Stored.Agent, agent?.Queue.Terms.GetValueOrDefault(ending.Ended.Id), budget, ending.OwnerBudget);
        part.Delete(Keys.InFlight(ended.Id), ending.Read.ETag).UpsertRecords(ended);
        var promoted = new List<Run>();
        IReadOnlyList<ChainRow> followers = [];
        var effect = BudgetEffect.None;
        Schedule? paused = null;
        var earlier = agent?.Feed.Deliveries.Count ?? 0;
        agent?.Feed.Add(RunActivity.Of(ended, now, ending.Actor));
        if (agent is not null)
        {
            var (before, promotion) = (agent.Queue, BudgetGate.Leave(agent.Queue, ended, agent.Stored.Agent, now));
            (agent.Queue, effect) = (promotion.Queue, BudgetEffect.Of(agent.Stored.Agent, before, promotion, ended, now));
            promoted.AddRange(await promoter.PromoteAsync(part, promotion.Promoted, agent.Feed, now, cancel));
            await usage.AddAsync(part, agent.Stored.Agent, before.Spending, ended, cancel);
        }

        if (ended.ScheduleId is { } id && await state.ScheduleAsync(ended, id, rows.Schedules, cancel) is { } stored)
        {
            var before = stored.Schedule;
            var schedule = before.Leave(ended);
            followers = chains.Plan(ended, schedule, part.Partition);
            foreach (var follower in followers)
            {
                part.Insert(follower.Write());
            }

            await usage.AddAsync(part, before, ended, cancel);
            if (schedule.PauseAfter(ended) is { } note)
            {
                schedule = paused = await PauseAsync(part, before, schedule.Edited(now) with { Enabled = false, Note = note }, agent?.Feed, now, cancel);
            }

            (stored.Schedule, var queue) = await promoter.StartBufferedAsync(part, schedule, agent?.Stored.Agent, agent?.Queue ?? AgentQueue.Empty, promoted, agent?.Feed, now, cancel);
            if (agent is not null)
            {
                agent.Queue = queue;
            }
        }

        return new Closed(ended, promoted, followers, effect, agent?.Stored.Agent, agent?.Queue, agent is null ? [] : [.. agent.Feed.Deliveries.Skip(earlier)]) { Paused = paused };
    }

    /// <summary>Pauses a schedule that failed too often.</summary>
    private async Task<Schedule> PauseAsync(Transaction part, Schedule before, Schedule paused, AgentFeedWriter? feed, DateTimeOffset now, CancellationToken cancel)
    {
        await claimer.ClaimPastAsync(part.Partition, before, goesOn: false, now, cancel);
        await rows.Schedules.MarkAheadAsync(before, now, cancel);
        await rows.Schedules.AddTimingAsync(part, paused, now, cancel);
        feed?.Add(ScheduleActivity.Of(before, paused, now, ActivityEntry.Scheduler));
        return paused;
    }

    private static int Characters(Run run) =>
        (run.Message?.Length ?? 0) + (run.Context?.Length ?? 0) + (run.Answer?.Response?.Length ?? 0) + (run.Settings.SystemPrompt?.Length ?? 0) + (run.SmallLog?.Length ?? 0);

    /// <summary>Agents and schedules as the ends planned so far leave them.</summary>
    private sealed class State(string shard)
    {
        private readonly Dictionary<AgentKey, AgentState?> _agents = [];
        private readonly Dictionary<string, ScheduleState?> _schedules = new(StringComparer.Ordinal);
        private readonly HashSet<string> _rows = new(StringComparer.Ordinal);
        private readonly Transaction _whole = new(shard);

        /// <summary>Whether something was added that does not fit: too many rows, or the same row twice.</summary>
        public bool IsFull { get; private set; }

        public async Task<AgentState?> AgentAsync(AgentKey key, AgentTable agents, CancellationToken cancel)
        {
            if (!_agents.TryGetValue(key, out var agent))
            {
                _agents[key] = agent = await agents.RecallAsync(key, cancel) is { } stored ? new AgentState(stored) : null;
            }

            return agent;
        }

        public async Task<ScheduleState?> ScheduleAsync(Run run, string id, ScheduleTable schedules, CancellationToken cancel)
        {
            if (!_schedules.TryGetValue(id, out var schedule))
            {
                _schedules[id] = schedule = await schedules.RecallAsync(run.AgentKey, id, cancel) is { } stored ? new ScheduleState(stored) : null;
            }

            return schedule;
        }

        public void Add(Transaction part)
        {
            var isNew = part.Actions.All(action => _rows.Add(action.Entity.RowKey));
            _whole.Append(part);
            IsFull = !isNew || _whole.Actions.Count + _agents.Values.OfType<AgentState>().Sum(agent => agent.Feed.Rows + 1) + _schedules.Values.OfType<ScheduleState>().Count() > Transaction.MaxActions;
        }

        public Transaction ToTransaction(ShardRows rows)
        {
            foreach (var schedule in _schedules.Values.OfType<ScheduleState>())
            {
                _whole.Merge(rows.Schedules.StateColumns(schedule.Schedule), schedule.Stored.ETag);
            }

            foreach (var agent in _agents.Values.OfType<AgentState>())
            {
                _whole.Merge(agent.Feed.Write(_whole, rows.Agents.QueueColumns(agent.Stored.Agent, agent.Queue)), agent.Stored.ETag);
            }

            return _whole;
        }
    }

    private sealed class AgentState(StoredAgent stored)
    {
        public StoredAgent Stored => stored;

        public AgentQueue Queue { get; set; } = stored.Queue;

        public AgentFeedWriter Feed { get; } = new(stored);
    }

    private sealed class ScheduleState(StoredSchedule stored)
    {
        public StoredSchedule Stored => stored;

        public Schedule Schedule { get; set; } = stored.Schedule;
    }
}
