using AgentSched.Engine.After;
using AgentSched.Engine.Chains;
using AgentSched.Engine.Claims;
using AgentSched.Model.Activities;
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
/// Decides what the ends of runs bring about, one after the other as if each were alone, and puts it into one transaction: each sees
/// agents and schedules as those before it leave them.
/// </summary>
/// <remarks>Remembered rows will do: the transaction changes agents and schedules, so their ETags are conditions of it.</remarks>
public sealed class ClosingPlanner(ShardRows rows, NextInLine line, Claimer claimer, ChainStarter chains, UsageTable usage, Aftermath after, TimeProvider clock)
{
    /// <summary>Most ends of one transaction: three rows and an entry of the feed each, their agents and their schedules; 6 × 16 = 96 rows.</summary>
    internal const int MaxTogether = 16;

    /// <summary>Most characters of the texts and logs that are committed together; a transaction may have 4 MiB, and each record is there twice.</summary>
    private const int MaxCharacters = 500_000;

    /// <param name="shard">Their partition.</param>
    /// <param name="endings">The runs, in order; at least one.</param>
    /// <param name="cancel">Ends the call.</param>
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
                closed.Add(await PlanAsync(state, part, ending, clock.GetUtcNow(), cancel)); // runs that are promoted start now, not when the first of them began to wait
                state.Add(part);
            }

            if (!state.IsFull || closed.Count == 1)
            {
                return new ClosingPlan(state.ToTransaction(rows), closed);
            }

            endings = [.. endings.Take(closed.Count - 1)]; // the last does not fit, and has left its marks: once more without it
        }
    }

    /// <summary>The turn of the first buffered run of a schedule where none is active. Null: nobody waits for that.</summary>
    internal async Task<(Transaction Transaction, List<Run> Turned, IReadOnlyList<Delivery> Told)?> PlanTurnsAsync(
        string shard, string tenant, string agentName, string scheduleId, CancellationToken cancel)
    {
        var agent = await rows.Agents.FindAsync(tenant, agentName, cancel);
        if (await rows.Schedules.FindAsync(tenant, agentName, scheduleId, cancel) is not { Schedule: { ActiveRuns: [], Buffered: [_, ..] } schedule } stored)
        {
            return null;
        }

        var transaction = new Transaction(shard);
        var turned = new List<Run>();
        var feed = agent is null ? null : new AgentFeedWriter(agent);
        (schedule, var queue) = await line.GiveTurnsAsync(transaction, schedule, agent?.Agent, agent?.Queue ?? AgentQueue.Empty, turned, feed, clock.GetUtcNow(), cancel);
        transaction.Merge(rows.Schedules.StateColumns(schedule), stored.ETag);
        if (agent is not null)
        {
            transaction.Merge(feed!.Write(transaction, rows.Agents.QueueColumns(agent.Agent, queue)), agent.ETag);
        }

        return (transaction, turned, feed?.Deliveries ?? []);
    }

    private async Task<Closed> PlanAsync(State state, Transaction part, Ending ending, DateTimeOffset now, CancellationToken cancel)
    {
        var ended = ending.Ended;
        part.Delete(Keys.InFlight(ended.Id), ending.Read.ETag).UpsertRecords(ended);
        var turned = new List<Run>();
        IReadOnlyList<ChainRow> followers = [];
        var news = BudgetEffect.None;
        var agent = await state.AgentAsync((ended.Tenant, ended.Agent), rows.Agents, cancel);
        var told = agent?.Feed.Deliveries.Count ?? 0;
        agent?.Feed.Add(RunActivity.Of(ended, now, ending.Actor));
        if (agent is not null)
        {
            var (before, turn) = (agent.Queue, BudgetGate.Leave(agent.Queue, ended, agent.Stored.Agent, now));
            (agent.Queue, news) = (turn.Queue, BudgetEffect.Of(agent.Stored.Agent, before, turn, ended, now));
            turned.AddRange(await line.PromoteAsync(part, turn.Promoted, agent.Feed, now, cancel));
            await usage.AddAsync(part, agent.Stored.Agent, before.Books, ended, cancel);
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
                schedule = await PauseAsync(part, before, schedule.Edited(now) with { Enabled = false, Note = note }, agent?.Feed, now, cancel);
            }

            (stored.Schedule, var queue) = await line.GiveTurnsAsync(part, schedule, agent?.Stored.Agent, agent?.Queue ?? AgentQueue.Empty, turned, agent?.Feed, now, cancel);
            if (agent is not null)
            {
                agent.Queue = queue;
            }
        }

        return new Closed(ended, turned, followers, news, agent?.Stored.Agent, agent?.Queue, agent is null ? [] : [.. agent.Feed.Deliveries.Skip(told)]);
    }

    /// <summary>A schedule that failed too often pauses by itself.</summary>
    private async Task<Schedule> PauseAsync(Transaction part, Schedule before, Schedule paused, AgentFeedWriter? feed, DateTimeOffset now, CancellationToken cancel)
    {
        after.Logger.PausedByItself(paused.Id, paused.FailuresInARow);
        after.Telemeter.ScheduleChanged(paused, ActivityEntry.Scheduler, ActivityType.SchedulePaused);
        await claimer.ClaimPastAsync(part.Partition, before, goesOn: false, now, cancel);
        await rows.Schedules.MarkAheadAsync(before, now, cancel);
        await rows.Schedules.AddTimingAsync(part, paused, now, cancel);
        feed?.Add(ScheduleActivity.Of(before, paused, now, ActivityEntry.Scheduler));
        return paused;
    }

    private static int Characters(Run run) =>
        (run.Message?.Length ?? 0) + (run.Context?.Length ?? 0) + (run.Answer?.Response?.Length ?? 0) + (run.Settings.SystemPrompt?.Length ?? 0) + (run.SmallLog?.Length ?? 0);

    /// <summary>Agents and schedules while one end after the other is decided.</summary>
    private sealed class State(string shard)
    {
        private readonly Dictionary<(string Tenant, string Agent), AgentState?> _agents = [];
        private readonly Dictionary<string, ScheduleState?> _schedules = new(StringComparer.Ordinal);
        private readonly HashSet<string> _rows = new(StringComparer.Ordinal);
        private readonly Transaction _whole = new(shard);

        /// <summary>Whether something was added that does not fit: too many rows, or one of them twice.</summary>
        public bool IsFull { get; private set; }

        public async Task<AgentState?> AgentAsync((string Tenant, string Agent) key, AgentTable agents, CancellationToken cancel)
        {
            if (!_agents.TryGetValue(key, out var agent))
            {
                _agents[key] = agent = await agents.RecallAsync(key.Tenant, key.Agent, cancel) is { } stored ? new AgentState(stored) : null;
            }

            return agent;
        }

        public async Task<ScheduleState?> ScheduleAsync(Run run, string id, ScheduleTable schedules, CancellationToken cancel)
        {
            if (!_schedules.TryGetValue(id, out var schedule))
            {
                _schedules[id] = schedule = await schedules.RecallAsync(run.Tenant, run.Agent, id, cancel) is { } stored ? new ScheduleState(stored) : null;
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
