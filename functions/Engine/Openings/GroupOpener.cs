using AgentSched.Engine.After;
using AgentSched.Engine.Backfills;
using AgentSched.Engine.Calls;
using AgentSched.Engine.Owners;
using AgentSched.Engine.Waiting;
using AgentSched.Model.Due;
using AgentSched.Model.Openings;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Schedules;
using AgentSched.Storage.Shards;
using AgentSched.Storage.Tables;

namespace AgentSched.Engine.Openings;

/// <summary>
/// Opens claimed runs together: slot, overlap, in-flight state and records change in one transaction, under the ETags of agent and
/// schedule, so that two runs never both take the last slot or both see no other run active.
/// </summary>
public sealed class GroupOpener(
    ShardRows rows, RunOwners owners, RunCanceller canceller, WaitingRuns waitingRuns, Backfiller backfiller, Aftermath after, OpeningRules rules, TimeProvider clock)
{
    private const int Tries = 12;

    /// <param name="phase">The message, and whether its runs open ahead of their second.</param>
    /// <param name="group">The runs, in order.</param>
    /// <param name="cancel">Cancels the call.</param>
    internal async Task<IReadOnlyList<Run>> OpenAsync(OpeningPhase phase, IReadOnlyList<InFlightRun> group, CancellationToken cancel)
    {
        var shard = phase.Shard;
        for (var tries = 1; group.Count > 0; tries++)
        {
            var (opened, committed) = await rows.LockAsync(shard, () => TryOpenAsync(phase, group, cancel), isUrgent: !phase.IsAhead);
            if (opened.Superseded.Count > 0)
            {
                foreach (var other in opened.Superseded)
                {
                    await canceller.CancelAsync(shard, other, RunReason.Superseded, "a later occurrence of its schedule took its place (overlap: cancelOther)", phase.Durable, cancel);
                }

                group = await ReadAgainAsync(shard, group, cancel); // a slot may be free now: decide again
                continue;
            }

            if (opened.IsTooMuch)
            {
                var half = group.Count / 2;
                return [.. await OpenAsync(phase, [.. group.Take(half)], cancel), .. await OpenAsync(phase, [.. group.Skip(half)], cancel)];
            }

            if (committed)
            {
                foreach (var run in opened.Runs.Where(run => run.Status != RunStatus.Queued))
                {
                    after.Opened(run, run.Lateness ?? TimeSpan.Zero);
                    if (run.Reason == RunReason.AccessLost)
                    {
                        await owners.Losses.DisableAsync(run, cancel);
                    }

                    if (run.Trigger == RunTrigger.Backfill && run.Status.HasEnded())
                    {
                        await backfiller.AdvanceAsync(run.AgentKey, run.ScheduleId!, cancel); // after a crash before this, the sweep does it
                    }
                }

                foreach (var agent in opened.ChangedAgents)
                {
                    after.Telemeter.Changed(agent.Agent, opened.Queues[OpeningGroup.KeyOf(agent)]);
                }

                await after.WakeAsync(shard, opened.Runs, cancel);
                foreach (var asking in opened.Runs.Where(run => run is { Status: RunStatus.Waiting, AsksOwner: true }).DistinctBy(run => run.AgentKey))
                {
                    await waitingRuns.PromoteAsync(shard, asking.AgentKey, cancel); // after a crash before this, the sweep does it
                }

                await after.DeliverAsync(shard, opened.Feeds.Values.SelectMany(feed => feed.Deliveries), cancel); // likewise
                return opened.Runs.Where(run => run.Status == RunStatus.Running).ToList();
            }

            if (tries >= Tries)
            {
                throw new InvalidOperationException($"runs of {group[0].Run.Agent} could not be opened: their rows change too often");
            }

            // The agent, a schedule or a run has changed meanwhile: decide again on the current rows.
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 20 * tries)), cancel);
            group = await ReadAgainAsync(shard, group, cancel);
        }

        return [];
    }

    private async Task<(OpeningGroup Decided, bool Committed)> TryOpenAsync(OpeningPhase phase, IReadOnlyList<InFlightRun> group, CancellationToken cancel)
    {
        var decided = await DecideAsync(phase, group, recall: true, cancel);
        if (decided.RestsOnCache && !phase.IsAhead)
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

        return (decided, transaction.Actions.Count == 0 || await rows.CommitAsync(transaction, cancel));
    }

    /// <param name="phase">The message, and whether its runs open ahead of their second.</param>
    /// <param name="group">The runs, in order.</param>
    /// <param name="recall">Whether cached rows may be used, see <see cref="OpeningGroup.RestsOnCache"/>.</param>
    /// <param name="cancel">Cancels the call.</param>
    private async Task<OpeningGroup> DecideAsync(OpeningPhase phase, IReadOnlyList<InFlightRun> group, bool recall, CancellationToken cancel)
    {
        var agentRows = await LoadAsync(
            group.Select(g => g.Run.AgentKey),
            key => recall ? rows.Agents.RecallAsync(key, cancel) : rows.Agents.FindAsync(key, cancel));
        var scheduleRows = await LoadAsync(
            group.Select(g => (g.Run.AgentKey, Id: g.Run.ScheduleId!)),
            key => recall ? rows.Schedules.RecallAsync(key.AgentKey, key.Id, cancel) : rows.Schedules.FindAsync(key.AgentKey, key.Id, cancel));
        var now = clock.GetUtcNow();
        var decided = new OpeningGroup(now, agentRows.Values.OfType<StoredAgent>(), scheduleRows.Values.OfType<StoredSchedule>());
        var (window, maxCostUsd) = (rules.CatchUpWindow, rules.MaxCostUsd);
        foreach (var (claimed, _) in group)
        {
            var schedule = decided.Schedules.GetValueOrDefault(claimed.ScheduleId!);
            var run = claimed with { AsksOwner = await owners.HasLimitsAsync(claimed.Tenant, schedule?.Owner, cancel) };
            var agent = agentRows[run.AgentKey]?.Agent;
            var queue = decided.Queues.GetValueOrDefault(run.AgentKey, AgentQueue.Empty);
            var loss = schedule is null ? null : await owners.LossAsync(agent, schedule.Owner, schedule.OwnerIsAdmin, cancel);
            var progress = schedule is not null && Misfire.DependsOnProgress(run, schedule, now, window)
                ? await rows.Schedules.FindMarkAsync(schedule, cancel) ?? DispatchProgress.New
                : null;
            var opened = phase.IsAhead
                ? Opening.DecideEarly(run, schedule, agent, queue, window, maxCostUsd, loss)
                : Opening.Decide(run, schedule, agent, queue, now, window, maxCostUsd, progress: progress, accessLoss: loss);
            if (opened.Run is { Status: RunStatus.Skipped, Reason: RunReason.Overlap } && await StandStillAsync(phase.Shard, schedule!, now, cancel))
            {
                opened = Opening.Decide(run, schedule, agent, queue, now, window, maxCostUsd, othersStalled: true, progress);
            }

            decided.Add(opened.Run.Status == RunStatus.Running ? opened with { Run = opened.Run with { Batch = phase.Batch } } : opened);
        }

        return decided;
    }

    private async Task<bool> StandStillAsync(string shard, Schedule schedule, DateTimeOffset now, CancellationToken cancel)
    {
        foreach (var active in schedule.ActiveRuns)
        {
            if (await rows.Runs.FindInFlightAsync(shard, active, cancel) is { Run: var other } && !Opening.IsStalled(other, now, rules.StandsStillAfter))
            {
                return false;
            }
        }

        return true;
    }

    private Transaction ToTransaction(string shard, IReadOnlyList<InFlightRun> group, OpeningGroup decided)
    {
        var transaction = new Transaction(shard);
        foreach (var stored in decided.ChangedAgents)
        {
            transaction.Merge(decided.Feeds[OpeningGroup.KeyOf(stored)].Write(transaction, rows.Agents.QueueColumns(stored.Agent, decided.Queues[OpeningGroup.KeyOf(stored)])), stored.ETag);
        }

        foreach (var stored in decided.ChangedSchedules)
        {
            transaction.Merge(rows.Schedules.StateColumns(decided.Schedules[stored.Schedule.Id]), stored.ETag);
        }

        foreach (var (run, read) in decided.Runs.Zip(group))
        {
            if (run.Status == RunStatus.Queued)
            {
                continue; // not opened now; it stays as it was
            }

            if (run.Status.HasEnded())
            {
                transaction.Delete(Keys.InFlight(run.Id), read.ETag);
            }
            else
            {
                transaction.Replace(RunRow.InFlight(run, shard), read.ETag);
            }

            transaction.UpsertRecords(run);
        }

        return transaction;
    }

    /// <summary>Reads the runs that are still to open.</summary>
    private async Task<IReadOnlyList<InFlightRun>> ReadAgainAsync(string shard, IReadOnlyList<InFlightRun> group, CancellationToken cancel)
    {
        var there = (await rows.Runs.FindInFlightAsync(shard, group.Select(read => read.Run.Id).ToHashSet(), cancel)).Where(read => read.Run.Status == RunStatus.Queued).ToDictionary(read => read.Run.Id);
        return [.. group.Select(read => there.GetValueOrDefault(read.Run.Id)).OfType<InFlightRun>()];
    }

    private static async Task<Dictionary<TKey, TRow?>> LoadAsync<TKey, TRow>(IEnumerable<TKey> keys, Func<TKey, Task<TRow?>> load)
        where TKey : notnull
        where TRow : class
    {
        var distinct = keys.Distinct().ToList();
        var rows = await Task.WhenAll(distinct.Select(load));
        return distinct.Zip(rows).ToDictionary(pair => pair.First, pair => pair.Second);
    }
}
