using System.Collections.Immutable;
using AgentSched.Agents;
using AgentSched.Dispatch;
using AgentSched.Schedules;
using AgentSched.Storage;
using Microsoft.Extensions.Logging;

namespace AgentSched.Runs;

/// <summary>
/// Ends runs, each exactly once: outcome, slot, the next in line, totals and records change in one transaction in which the
/// in-flight row goes. A run whose in-flight row is gone has ended, and closing it again does nothing.
/// </summary>
public sealed class RunCloser(
    TableStore store, RunTable runs, AgentTable agents, ScheduleTable schedules, RunQueue queue, TimeProvider clock, ILogger<RunCloser> logger)
{
    private const int Tries = 40;

    /// <summary>Ends a run, whether it was only claimed, waits or runs.</summary>
    /// <param name="shard">Its partition.</param>
    /// <param name="id">Its id.</param>
    /// <param name="end">From the run as it is to the run as it ended. Null: it is none of the closer's business after all.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <param name="known">The run as the caller read it; saves a read where nothing changed since. Null: it is read here.</param>
    internal async Task CloseAsync(string shard, RunId id, Func<Run, DateTimeOffset, Run?> end, CancellationToken cancel, InFlightRun? known = null)
    {
        for (var tries = 1; tries <= Tries; tries++, known = null)
        {
            if ((known ?? await runs.FindInFlightAsync(shard, id, cancel)) is not { } read)
            {
                return;
            }

            var now = clock.GetUtcNow();
            if (end(read.Run, now) is not { } ended)
            {
                return;
            }

            var (transaction, promoted) = await PlanAsync(shard, read, ended, now, cancel);
            if (await store.CommitAsync(transaction, cancel))
            {
                logger.Closed(id.ToString(), ended.Status, ended.Reason!.Value, ended.Duration ?? TimeSpan.Zero);
                await queue.SendAsync(shard, promoted, cancel); // a crash before this is found by the sweep
                return;
            }

            // Runs of one agent that end together meet at its row: let one pass, decide again.
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(2, 10 * tries)), cancel);
        }

        throw new InvalidOperationException($"run {id} could not be closed: its agent's row changes too often");
    }

    private async Task<(Transaction Transaction, ImmutableArray<RunId> Promoted)> PlanAsync(
        string shard, InFlightRun read, Run ended, DateTimeOffset now, CancellationToken cancel)
    {
        var transaction = new Transaction(shard).Delete(Keys.InFlight(ended.Id), read.ETag);
        AddRecords(transaction, ended, shard);
        if (ended.ScheduleId is { } scheduleId && await schedules.FindAsync(ended.Tenant, ended.Agent, scheduleId, cancel) is { } schedule)
        {
            transaction.Merge(schedules.ActivityColumns(schedule.Schedule.Leave(ended)), schedule.ETag);
        }

        if (await agents.FindAsync(ended.Tenant, ended.Agent, cancel) is not { } agent)
        {
            return (transaction, []);
        }

        var (line, promoted) = agent.Queue.Leave(ended.Id, agent.Agent.MaxConcurrent);
        transaction.Merge(agents.QueueColumns(agent.Agent, line), agent.ETag);
        foreach (var next in promoted)
        {
            if (await runs.FindInFlightAsync(shard, next, cancel) is { } waiting)
            {
                var started = waiting.Run.Start(now);
                transaction.Replace(RunRow.InFlight(started, shard), waiting.ETag);
                AddRecords(transaction, started, shard);
            }
        }

        return (transaction, promoted);
    }

    private static void AddRecords(Transaction transaction, Run run, string shard)
    {
        transaction.Upsert(RunRow.Record(run, shard));
        if (run.ScheduleId is not null)
        {
            transaction.Upsert(RunRow.RecordOfSchedule(run, shard));
        }
    }
}
