using System.Collections.Immutable;
using AgentSched.Engine.Claims;
using AgentSched.Model.Activities;
using AgentSched.Model.Agents;
using AgentSched.Model.Openings;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Activities;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Runs;
using AgentSched.Storage.Tables;
using Microsoft.Extensions.Options;

namespace AgentSched.Engine.Closings;

/// <summary>Starts waiting runs when a slot or a schedule becomes free: adds their rows to the transaction that frees it.</summary>
public sealed class Promoter(RunTable runs, IOptions<DispatchOptions> options)
{
    /// <summary>
    /// Upper bound of buffered runs that one close starts, so that their rows fit into its transaction. It has at most 98 rows: four for each of them,
    /// four for each of <see cref="AgentQueue.MaxPromoted"/>, the run's own four, agent, schedule, followers (10), two days, timing (3) and the pause.
    /// Each webhook delivery for an ended run adds a row: 88 without buffered runs and with the run's own ten; buffered runs start while theirs fit.
    /// </summary>
    private const int MaxBufferedPerClose = 5;

    /// <summary>Starts the promoted runs, those that waited longest, in the free slots.</summary>
    internal async Task<IReadOnlyList<Run>> PromoteAsync(Transaction transaction, ImmutableArray<RunId> promoted, AgentFeedWriter feed, DateTimeOffset now, CancellationToken cancel)
    {
        var started = new List<Run>();
        foreach (var next in promoted)
        {
            // A run that no longer waits was promoted by a concurrent close: the agent's row has changed, the commit fails, and everything is decided again.
            if (await runs.FindInFlightAsync(transaction.Partition, next, cancel) is { Run.Status: RunStatus.Waiting } waiting)
            {
                var run = waiting.Run.Start(now);
                transaction.Replace(RunRow.InFlight(run, transaction.Partition), waiting.ETag);
                transaction.UpsertRecords(run);
                feed.Add(RunActivity.Of(run, now));
                started.Add(run);
            }
        }

        return started;
    }

    /// <summary>Starts the first buffered run of a schedule without active runs; if it ends at once (the agent's queue is full, for example), the next.</summary>
    internal async Task<(Schedule Schedule, AgentQueue Queue)> StartBufferedAsync(
        Transaction transaction, Schedule schedule, Agent? agent, AgentQueue queue, List<Run> promoted, AgentFeedWriter? feed, DateTimeOffset now, CancellationToken cancel)
    {
        for (var given = 0; given < MaxBufferedPerClose && HasRoom(transaction, feed) && schedule.ActiveRuns.IsEmpty && schedule.Buffered is [var next, ..]; given++)
        {
            schedule = schedule with { Buffered = schedule.Buffered.RemoveAt(0) };
            if (await runs.FindInFlightAsync(transaction.Partition, next, cancel) is not { Run.Status: RunStatus.Waiting } waiting)
            {
                continue; // it ended, or a concurrent close started it: then the schedule's row has changed, and the commit fails
            }

            var opened = Opening.DecideBuffered(waiting.Run, schedule, agent, queue, now, options.Value.CatchUpWindow);
            (schedule, queue) = (opened.Schedule!, opened.Queue);
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
                feed?.Add(RunActivity.Of(opened.Run, now)); // the feed already says that it waits
                promoted.Add(opened.Run);
            }
        }

        return (schedule, queue);
    }

    /// <summary>Whether one more ended run fits: its three rows and the rows of its feed entry, besides those still to be added: the feed's rows, agent and schedule.</summary>
    private static bool HasRoom(Transaction transaction, AgentFeedWriter? feed) => transaction.Actions.Count + (feed?.Rows ?? 0) + 3 + (feed?.MaxRowsOfEntry ?? 0) + 2 <= Transaction.MaxActions;
}
