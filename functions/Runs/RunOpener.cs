using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using AgentSched.Activities;
using AgentSched.Agents;
using AgentSched.Backfill;
using AgentSched.Budgets;
using AgentSched.Dispatch;
using AgentSched.Schedules;
using AgentSched.Storage;
using AgentSched.Telemetry;
using AgentSched.Webhooks;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentSched.Runs;

/// <summary>Runs that have their slots.</summary>
/// <param name="Batch">The batch that their rows name. Null: they had their slots before; each row says who holds it.</param>
/// <param name="IsAhead">Whether their second is still to come.</param>
/// <param name="Runs">The runs; none where none has a slot.</param>
internal sealed record OpenedTogether(string? Batch, bool IsAhead, IReadOnlyList<Run> Runs);

/// <summary>
/// Opens claimed runs: slot, overlap, in-flight state and records change in one transaction, under the ETags of agent and
/// schedule, so that two runs never both take the last slot or both see no other run active. Runs of one message that lie in
/// one shard share a transaction.
/// </summary>
public sealed class RunOpener(
    TableStore store,
    RowCache cache,
    ShardTurns shardTurns,
    RunTable runs,
    AgentTable agents,
    ScheduleTable schedules,
    RunCanceller canceller,
    Backfiller backfiller,
    StartsFirst starts,
    BudgetTurns turns,
    OwnerLimits limits,
    Telemeter telemeter,
    RunQueue messages,
    DeliveryQueue webhooks,
    IOptions<DispatchOptions> options,
    IOptions<ScheduleOptions> scheduleOptions,
    TimeProvider clock,
    ILogger<RunOpener> logger)
{
    /// <summary>Most runs of one transaction: three rows and an entry of the feed each, their agents and their schedules; 6 × 16 = 96 rows.</summary>
    private const int MaxTogether = 16;

    private const int Tries = 12;

    /// <summary>Opens the runs of a message.</summary>
    /// <param name="request">The message.</param>
    /// <param name="durable">Ends the orchestrations of runs that are superseded.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>Those that have a slot now, as soon as they have it, also those that had one before: their orchestrations must exist.</returns>
    internal async IAsyncEnumerable<OpenedTogether> OpenAsync(RunRequest request, DurableTaskClient durable, [EnumeratorCancellation] CancellationToken cancel)
    {
        var ids = request.Runs.Select(RunId.Parse).ToHashSet();
        var found = await runs.FindInFlightAsync(request.Shard, ids, cancel);
        var queued = found.Where(f => f.Run.Status == RunStatus.Queued).OrderBy(f => f.Run.ClaimedAt).ThenBy(f => f.Run.Id.ToString(), StringComparer.Ordinal).ToList();
        if (found.Select(f => f.Run).Where(run => run.Status == RunStatus.Running).ToList() is { Count: > 0 } running)
        {
            yield return new OpenedTogether(Batch: null, IsAhead: false, running);
        }

        if (clock.GetUtcNow() < request.DueTime)
        {
            var (ahead, failure) = await OpenAllAsync(new Phase(request, queued, IsAhead: true, durable), cancel);
            yield return ahead;
            failure?.Throw();
            queued.RemoveAll(read => ahead.Runs.Any(run => run.Id == read.Run.Id));
            var left = found.Where(read => read.Run.Status == RunStatus.Waiting).Concat(queued).Select(read => read.Run.Id.ToString()).ToList();
            if (left.Count == 0)
            {
                yield break; // the second of those that have their slots is waited for where their agents are called
            }

            if (request.DueTime - clock.GetUtcNow() > messages.LeadOfWaiting)
            {
                await messages.SendAsync(request with { Runs = left }, messages.LeadOfWaiting, cancel); // who waits here keeps others from it
                yield break;
            }
        }

        await clock.WaitUntilAsync(request.DueTime, cancel);
        foreach (var waiting in found.Select(f => f.Run).Where(run => run.Status == RunStatus.Waiting).DistinctBy(run => (run.Tenant, run.Agent)))
        {
            await turns.GiveAsync(request.Shard, waiting.Tenant, waiting.Agent, cancel); // its moment has come
        }

        using var starting = starts.Begin();
        var (due, failed) = await OpenAllAsync(new Phase(request, queued, IsAhead: false, durable), cancel);
        yield return due;
        failed?.Throw();
    }

    /// <returns>Those that have a slot now, also where the last of them could not be opened.</returns>
    private async Task<(OpenedTogether Opened, ExceptionDispatchInfo? Failure)> OpenAllAsync(Phase phase, CancellationToken cancel)
    {
        var opened = new List<Run>();
        try
        {
            foreach (var group in phase.Queued.Chunk(MaxTogether))
            {
                opened.AddRange(await OpenTogetherAsync(phase, group, cancel));
            }

            return (new OpenedTogether(phase.Batch, phase.IsAhead, opened), null);
        }
        catch (Exception e)
        {
            return (new OpenedTogether(phase.Batch, phase.IsAhead, opened), ExceptionDispatchInfo.Capture(e));
        }
    }

    /// <param name="phase">What is asked for.</param>
    /// <param name="group">The runs, in order.</param>
    /// <param name="cancel">Ends the call.</param>
    private async Task<IReadOnlyList<Run>> OpenTogetherAsync(Phase phase, IReadOnlyList<InFlightRun> group, CancellationToken cancel)
    {
        var shard = phase.Shard;
        for (var tries = 1; group.Count > 0; tries++)
        {
            var (opened, committed) = await shardTurns.TakeAsync(shard, () => TryOpenAsync(phase, group, cancel), isUrgent: !phase.IsAhead);
            if (opened.Superseded.Count > 0)
            {
                foreach (var other in opened.Superseded)
                {
                    await canceller.CancelAsync(shard, other, RunReason.Superseded, "a later occurrence of its schedule took its place (overlap: cancelOther)", phase.Durable, cancel);
                }

                group = await ReadAgainAsync(shard, group, looksForRecords: true, cancel); // a slot may be free now: decide again
                continue;
            }

            if (opened.IsTooMuch)
            {
                var half = group.Count / 2;
                return [.. await OpenTogetherAsync(phase, [.. group.Take(half)], cancel), .. await OpenTogetherAsync(phase, [.. group.Skip(half)], cancel)];
            }

            if (committed)
            {
                foreach (var run in opened.Runs.Where(run => run.Status != RunStatus.Queued))
                {
                    logger.Opened(run.Id.ToString(), run.Status, run.Lateness ?? TimeSpan.Zero);
                    telemeter.Opened(run);
                    if (run.Trigger == RunTrigger.Backfill && run.Status.HasEnded())
                    {
                        await backfiller.AdvanceAsync(run.Tenant, run.Agent, run.ScheduleId!, cancel); // a crash before this is found by the sweep
                    }
                }

                foreach (var agent in opened.ChangedAgents)
                {
                    telemeter.Changed(agent.Agent, opened.Queues[Decided.KeyOf(agent)]);
                }

                await messages.WakeAsync(shard, opened.Runs, cancel);
                foreach (var asking in opened.Runs.Where(run => run is { Status: RunStatus.Waiting, AsksOwner: true }).DistinctBy(run => (run.Tenant, run.Agent)))
                {
                    await turns.GiveAsync(shard, asking.Tenant, asking.Agent, cancel); // the sweep does, where a crash comes before
                }

                await webhooks.SendAsync(shard, opened.Feeds.Values.SelectMany(feed => feed.Deliveries), cancel); // and this
                return opened.Runs.Where(run => run.Status == RunStatus.Running).ToList();
            }

            if (tries >= Tries)
            {
                throw new InvalidOperationException($"runs of {group[0].Run.Agent} could not be opened: their rows change too often");
            }

            // Somebody changed the agent, a schedule or a run meanwhile: decide again on what is there now.
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 20 * tries)), cancel);
            group = await ReadAgainAsync(shard, group, looksForRecords: tries > 1, cancel);
        }

        return [];
    }

    private async Task<(Decided Decided, bool Committed)> TryOpenAsync(Phase phase, IReadOnlyList<InFlightRun> group, CancellationToken cancel)
    {
        var decided = await DecideAsync(phase, group, recall: true, cancel);
        if (decided.RestsOnMemory && !phase.IsAhead)
        {
            decided = await DecideAsync(phase, group, recall: false, cancel);
        }

        if (decided.Superseded.Count > 0)
        {
            return (decided, false);
        }

        var transaction = ToTransaction(phase.Shard, group, decided);
        if (transaction.Actions.Count > Transaction.MaxActions)
        {
            decided.IsTooMuch = true;
            return (decided, false);
        }

        return (decided, transaction.Actions.Count == 0 || await cache.CommitAsync(transaction, cancel));
    }

    /// <param name="phase">What is asked for.</param>
    /// <param name="group">The runs, in order.</param>
    /// <param name="recall">Whether remembered rows will do, see <see cref="Decided.RestsOnMemory"/>.</param>
    /// <param name="cancel">Ends the call.</param>
    private async Task<Decided> DecideAsync(Phase phase, IReadOnlyList<InFlightRun> group, bool recall, CancellationToken cancel)
    {
        var agentRows = await LoadAsync(
            group.Select(g => (g.Run.Tenant, g.Run.Agent)),
            key => recall ? agents.RecallAsync(key.Tenant, key.Agent, cancel) : agents.FindAsync(key.Tenant, key.Agent, cancel));
        var scheduleRows = await LoadAsync(
            group.Select(g => (g.Run.Tenant, g.Run.Agent, Id: g.Run.ScheduleId!)),
            key => recall ? schedules.RecallAsync(key.Tenant, key.Agent, key.Id, cancel) : schedules.FindAsync(key.Tenant, key.Agent, key.Id, cancel));
        var now = clock.GetUtcNow();
        var decided = new Decided(now, agentRows.Values.OfType<StoredAgent>(), scheduleRows.Values.OfType<StoredSchedule>());
        var (window, maxCostUsd) = (options.Value.CatchUpWindow, scheduleOptions.Value.MaxCostUsdPerRun);
        foreach (var (claimed, _) in group)
        {
            var schedule = decided.Schedules.GetValueOrDefault(claimed.ScheduleId!);
            var run = claimed with { AsksOwner = await limits.KnownAsync(claimed.Tenant, schedule?.Owner, cancel) is not null };
            var agent = agentRows[(run.Tenant, run.Agent)]?.Agent;
            var queue = decided.Queues.GetValueOrDefault((run.Tenant, run.Agent), AgentQueue.Empty);
            var opened = phase.IsAhead
                ? Opening.DecideAhead(run, schedule, agent, queue, window, maxCostUsd)
                : Opening.Decide(run, schedule, agent, queue, now, window, maxCostUsd);
            if (opened.Run is { Status: RunStatus.Skipped, Reason: RunReason.Overlap } && await StandStillAsync(phase.Shard, schedule!, now, cancel))
            {
                opened = Opening.Decide(run, schedule, agent, queue, now, window, maxCostUsd, othersStoodStill: true);
            }

            decided.Add(opened.Run.Status == RunStatus.Running ? opened with { Run = opened.Run with { Batch = phase.Batch } } : opened);
        }

        return decided;
    }

    private async Task<bool> StandStillAsync(string shard, Schedule schedule, DateTimeOffset now, CancellationToken cancel)
    {
        foreach (var active in schedule.ActiveRuns)
        {
            if (await runs.FindInFlightAsync(shard, active, cancel) is { Run: var other } && !Opening.StandsStill(other, now, options.Value.ResendAfter))
            {
                return false;
            }
        }

        return true;
    }

    private Transaction ToTransaction(string shard, IReadOnlyList<InFlightRun> group, Decided decided)
    {
        var transaction = new Transaction(shard);
        foreach (var stored in decided.ChangedAgents)
        {
            transaction.Merge(decided.Feeds[Decided.KeyOf(stored)].Write(transaction, agents.QueueColumns(stored.Agent, decided.Queues[Decided.KeyOf(stored)])), stored.ETag);
        }

        foreach (var stored in decided.ChangedSchedules)
        {
            transaction.Merge(schedules.StateColumns(decided.Schedules[stored.Schedule.Id]), stored.ETag);
        }

        foreach (var (run, read) in decided.Runs.Zip(group))
        {
            if (run.Status == RunStatus.Queued)
            {
                continue; // it gives way, and stays as it was
            }

            if (run.Status.HasEnded())
            {
                transaction.Delete(Keys.InFlight(run.Id), read.ETag);
            }
            else
            {
                transaction.Replace(RunRow.InFlight(run, shard), read.ETag);
            }

            transaction.InsertRecords(run);
        }

        return transaction;
    }

    /// <summary>
    /// What is still to open. A run that has a record already was dealt with before it was claimed once more (its schedule was
    /// disabled and enabled in between): its in-flight row goes, and nothing else. That is seldom why a transaction fails, so the first
    /// failure is put down to rows of agents and schedules that others changed.
    /// </summary>
    private async Task<IReadOnlyList<InFlightRun>> ReadAgainAsync(string shard, IReadOnlyList<InFlightRun> group, bool looksForRecords, CancellationToken cancel)
    {
        var left = new List<InFlightRun>();
        var there = (await runs.FindInFlightAsync(shard, group.Select(read => read.Run.Id).ToHashSet(), cancel)).ToDictionary(read => read.Run.Id);
        foreach (var (run, _) in group)
        {
            if (there.GetValueOrDefault(run.Id) is not { Run.Status: RunStatus.Queued } read)
            {
                continue;
            }

            if (looksForRecords && await runs.HasRecordAsync(shard, run, cancel))
            {
                await store.CommitAsync(new Transaction(shard).Delete(Keys.InFlight(run.Id), read.ETag), cancel);
            }
            else
            {
                left.Add(read);
            }
        }

        return left;
    }

    private static async Task<Dictionary<TKey, TRow?>> LoadAsync<TKey, TRow>(IEnumerable<TKey> keys, Func<TKey, Task<TRow?>> load)
        where TKey : notnull
        where TRow : class
    {
        var distinct = keys.Distinct().ToList();
        var rows = await Task.WhenAll(distinct.Select(load));
        return distinct.Zip(rows).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    /// <summary>Runs of a message that are opened in one go: ahead of their second, or in it.</summary>
    private sealed record Phase(RunRequest Request, IReadOnlyList<InFlightRun> Queued, bool IsAhead, DurableTaskClient Durable)
    {
        public string Shard => Request.Shard;

        public string Batch { get; } = RunBatch.IdOf(Request.Shard, Request.DueTime, Queued.Select(read => read.Run.Id.ToString()));
    }

    /// <summary>The state of agents and schedules while one run after the other is decided.</summary>
    private sealed class Decided(DateTimeOffset now, IEnumerable<StoredAgent> agents, IEnumerable<StoredSchedule> schedules)
    {
        private readonly List<StoredAgent> _agents = [.. agents];
        private readonly List<StoredSchedule> _schedules = [.. schedules];

        public Dictionary<(string Tenant, string Agent), AgentQueue> Queues { get; } = agents.ToDictionary(KeyOf, a => a.Queue);

        /// <summary>What there is to tell of each agent.</summary>
        public Dictionary<(string Tenant, string Agent), FeedEntries> Feeds { get; } = agents.ToDictionary(KeyOf, a => new FeedEntries(a));

        public Dictionary<string, Schedule> Schedules { get; } = schedules.ToDictionary(s => s.Schedule.Id, s => s.Schedule, StringComparer.Ordinal);

        public List<Run> Runs { get; } = [];

        public List<RunId> Superseded { get; } = [];

        /// <summary>Whether all this does not fit into one transaction: where many runs end at once, what webhooks are told of each adds up.</summary>
        public bool IsTooMuch { get; set; }

        public IEnumerable<StoredAgent> ChangedAgents => _agents.Where(a => Queues[KeyOf(a)] != a.Queue || Feeds[KeyOf(a)].Any);

        public IEnumerable<StoredSchedule> ChangedSchedules => _schedules.Where(s => Schedules[s.Schedule.Id] != s.Schedule);

        /// <summary>
        /// Whether a remembered row was decided on that the transaction would not change, and so would not check: a run that is
        /// skipped, cancelled or refused because of what another process may have changed since.
        /// </summary>
        public bool RestsOnMemory => _agents.Except(ChangedAgents).Any(a => a.IsRecalled) || _schedules.Except(ChangedSchedules).Any(s => s.IsRecalled);

        public static (string Tenant, string Agent) KeyOf(StoredAgent stored) => (stored.Agent.Tenant, stored.Agent.Name);

        public void Add(Opened opened)
        {
            Runs.Add(opened.Run);
            if (opened.Run.Status != RunStatus.Queued && Feeds.TryGetValue((opened.Run.Tenant, opened.Run.Agent), out var feed))
            {
                feed.Add(RunEntries.Of(opened.Run, now));
            }

            Superseded.AddRange(opened.Supersedes);
            Queues[(opened.Run.Tenant, opened.Run.Agent)] = opened.Queue;
            if (opened.Schedule is { } schedule)
            {
                Schedules[schedule.Id] = schedule;
            }
        }
    }
}
