using AgentSched.Engine.After;
using AgentSched.Model.Agents;
using AgentSched.Model.Backfills;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Runs;
using AgentSched.Storage.Schedules;
using AgentSched.Storage.Tables;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;

namespace AgentSched.Engine.Backfills;

/// <summary>
/// Processes backfill orders, one run at a time: closing a run claims the next one, and the sweep continues after a crash. The claim and
/// the order's progress are one transaction. A run has the id of its occurrence, so an occurrence that a tick claimed is not claimed
/// again. The record of an occurrence that never started is deleted when its run is claimed.
/// </summary>
public sealed class Backfiller(TableStore store, RunTable runs, AgentTable agents, ScheduleTable schedules, Aftermath after, TimeProvider clock, ILogger<Backfiller> logger) : IUnfinished
{
    private const int Tries = 20;

    /// <summary>Upper bound of occurrences that are checked before the order's progress is saved.</summary>
    private const int LooksAtOnce = 50;

    /// <summary>Finds a schedule's runs between two times, by id, in flight and recorded: two queries, and a page for each 1,000 runs.</summary>
    internal async Task<IReadOnlyDictionary<RunId, Run>> KnownAsync(Schedule schedule, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        var known = new Dictionary<RunId, Run>();
        var shard = schedules.ShardOf(schedule);
        var prefix = Keys.RunOfSchedule(schedule.AgentKey, schedule.Id, run: default);
        await foreach (var row in store.QueryAsync(Keys.InFlightBetween(shard, from, to), cancel))
        {
            var run = RunRow.Read(row);
            known[run.Id] = run;
        }

        // Ids of later times sort first.
        await foreach (var row in store.QueryAsync(Keys.Between(shard, prefix, RunId.TimeOf(to.AddSeconds(-1)), after: null, RunId.TimeOf(from.AddSeconds(-1))), cancel))
        {
            var run = RunRow.Read(row);
            known[run.Id] = run;
        }

        return known;
    }

    internal async Task<StoredBackfill?> FindAsync(Schedule schedule, string id, CancellationToken cancel) =>
        await store.GetAsync(schedules.ShardOf(schedule), Keys.Backfill(schedule.AgentKey, schedule.Id, id), cancel) is { } row ? BackfillRow.Read(row) : null;

    /// <summary>Stores an order and claims its first run.</summary>
    /// <returns>False: another order of the schedule is running.</returns>
    internal async Task<bool> StartAsync(BackfillOrder order, CancellationToken cancel)
    {
        var shard = agents.ShardOf(order.AgentKey);
        if (!await store.CommitAsync(new Transaction(shard).Insert(BackfillRow.WriteActive(order, shard)).Insert(BackfillRow.Write(order, shard)).WithWitness(), cancel))
        {
            return false;
        }

        await AdvanceAsync(order.AgentKey, order.ScheduleId, cancel);
        return true;
    }

    /// <summary>Cancels an order. A run of it that has started continues; the result names the last run.</summary>
    internal async Task<BackfillOrder?> CancelAsync(Schedule schedule, string id, string note, CancellationToken cancel)
    {
        var shard = schedules.ShardOf(schedule);
        while (await FindAsync(schedule, id, cancel) is { } stored)
        {
            if (stored.Order.State != BackfillState.Running)
            {
                return stored.Order;
            }

            var cancelled = stored.Order.End(BackfillState.Cancelled, note, clock.GetUtcNow());
            if (await store.CommitAsync(
                new Transaction(shard).Replace(BackfillRow.Write(cancelled, shard), stored.ETag).Delete(Keys.ActiveBackfill(schedule.AgentKey, schedule.Id), ETag.All), cancel))
            {
                return cancelled;
            }
        }

        return null;
    }

    /// <summary>Claims an order's next run after one has ended. If this fails, the sweep does it.</summary>
    internal async Task AdvanceAsync(AgentKey agent, string scheduleId, CancellationToken cancel)
    {
        try
        {
            var shard = agents.ShardOf(agent);
            if (await store.GetAsync(shard, Keys.ActiveBackfill(agent, scheduleId), cancel) is { } active)
            {
                await ResumeAsync(active, cancel);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.AdvanceFailed(e, scheduleId);
        }
    }

    string IUnfinished.Prefix => Keys.ActiveBackfillPrefix;

    Task IUnfinished.ResumeAsync(TableEntity row, DateTimeOffset now, CancellationToken cancel) => ResumeAsync(row, cancel);

    /// <summary>Continues the running order that a row names. Does nothing while its run is in flight.</summary>
    private async Task ResumeAsync(TableEntity active, CancellationToken cancel)
    {
        var shard = active.PartitionKey;
        for (var tries = 1; tries <= Tries;)
        {
            var key = Keys.Backfill(active.AgentKey(), active.Text("ScheduleId"), active.Text("BackfillId"));
            if (await store.GetAsync(shard, key, cancel) is not { } row
                || BackfillRow.Read(row) is not { Order: { State: BackfillState.Running } order } stored
                || (order.Active is { } last && await runs.FindInFlightAsync(shard, last, cancel) is not null))
            {
                return;
            }

            var transaction = new Transaction(shard);
            var (next, run) = await StepAsync(order, transaction, cancel);
            transaction.Replace(BackfillRow.Write(next, shard), stored.ETag);
            if (next.State != BackfillState.Running)
            {
                transaction.Delete(active.RowKey, ETag.All);
            }

            if (!await store.CommitAsync(transaction, cancel))
            {
                tries++; // another caller continued the order, or a tick claimed the occurrence: read again
                continue;
            }

            if (run is not null)
            {
                await after.SendAsync(shard, [run], cancel); // after a crash before this, the sweep sends it
                after.Telemeter.Dispatched([run], []);
                return;
            }

            if (next.State != BackfillState.Running)
            {
                logger.Ended(next.Id, next.State, next.Started, next.Known);
                return;
            }
        }
    }

    /// <summary>Plans the order's next step: claims a run, ends the order, or skips occurrences that have already run.</summary>
    private async Task<(BackfillOrder Next, Run? Run)> StepAsync(BackfillOrder order, Transaction transaction, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var schedule = (await schedules.FindAsync(order.AgentKey, order.ScheduleId, cancel))?.Schedule;
        var agent = (await agents.FindAsync(order.AgentKey, cancel))?.Agent;
        if (order.Todo.IsEmpty)
        {
            return (order.End(BackfillState.Finished, note: null, now), null);
        }

        if (Objection(schedule, agent) is { } objection)
        {
            return (order.End(BackfillState.Stopped, objection, now), null);
        }

        for (var looks = 0; looks < LooksAtOnce && order.Todo is [var nominal, ..]; looks++)
        {
            order = order with { Todo = order.Todo.RemoveAt(0) };
            var id = RunId.ForOccurrence(order.ScheduleId, nominal);
            var record = await store.GetAsync(transaction.Partition, Keys.Run(order.AgentKey, id), cancel);
            if (await runs.FindInFlightAsync(transaction.Partition, id, cancel) is not null || !BackfillOrder.Fills(record is null ? null : RunRow.Read(record)))
            {
                order = order with { Known = order.Known + 1 };
                continue;
            }

            var run = Filled(schedule!, id, nominal, now);
            transaction.Insert(RunRow.InFlight(run, transaction.Partition));
            if (record is null)
            {
                transaction.InsertRecords(run);
            }
            else
            {
                transaction.Replace(RunRow.Record(run, transaction.Partition), record.ETag).Upsert(RunRow.RecordOfSchedule(run, transaction.Partition)); // it was missed or skipped
            }

            return (order with { Active = id, Started = order.Started + 1 }, run);
        }

        return (order, null);
    }

    private static string? Objection(Schedule? schedule, Agent? agent) =>
        schedule is null or { DeletedAt: not null } ? "the schedule was deleted"
        : !schedule.Enabled ? $"the schedule was disabled{(schedule.Note is null ? string.Empty : $": {schedule.Note}")}"
        : agent is null ? $"agent \"{schedule.Agent}\" no longer exists"
        : !agent.Enabled ? $"agent \"{agent.Name}\" is disabled"
        : null;

    private static Run Filled(Schedule schedule, RunId id, DateTimeOffset nominal, DateTimeOffset now) =>
        Run.Queued(id, schedule.AgentKey, RunTrigger.Backfill, schedule.Owner, schedule.Spec.OccurrenceAt(schedule.Id, nominal).DueTime, now) with { ScheduleId = schedule.Id, ScheduleName = schedule.Name };
}
