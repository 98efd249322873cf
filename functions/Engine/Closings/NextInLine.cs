using System.Collections.Immutable;
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

namespace AgentSched.Engine.Closings;

/// <summary>Who comes next when a slot or a schedule is free: adds their rows to the transaction that frees it.</summary>
public sealed class NextInLine(RunTable runs)
{
    /// <summary>
    /// Most buffered runs that one close gives their turn, so that their rows fit into its transaction: four rows each, as many for each of
    /// <see cref="AgentQueue.MaxPromoted"/>; the run's own four, agent, schedule, what follows it (10), two days, timing (3) and the pause; 98 at most.
    /// Each webhook that is told of a run that ends is a row more: 88 with the run's own ten; turns are given while there is room for theirs.
    /// </summary>
    private const int MaxTurns = 5;

    /// <summary>The slots that are free now go to those who waited longest.</summary>
    internal async Task<IReadOnlyList<Run>> PromoteAsync(Transaction transaction, ImmutableArray<RunId> promoted, AgentFeedWriter feed, DateTimeOffset now, CancellationToken cancel)
    {
        var started = new List<Run>();
        foreach (var next in promoted)
        {
            // One that waits no more was promoted by whoever closed another run just now: then the agent's row has changed, and all is decided again.
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

    /// <summary>Where no run of the schedule is active any more, the first that waited for that has its turn; where it ends at once (the agent's queue is full, say), the next.</summary>
    internal async Task<(Schedule Schedule, AgentQueue Queue)> GiveTurnsAsync(
        Transaction transaction, Schedule schedule, Agent? agent, AgentQueue line, List<Run> turned, AgentFeedWriter? feed, DateTimeOffset now, CancellationToken cancel)
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
                feed?.Add(RunActivity.Of(opened.Run, now)); // that it waits was told before
                turned.Add(opened.Run);
            }
        }

        return (schedule, line);
    }

    /// <summary>Whether one more run that ends fits: its three rows and what is told of it, beside what is still to come: the feed's rows, agent and schedule.</summary>
    private static bool HasRoom(Transaction transaction, AgentFeedWriter? feed) => transaction.Actions.Count + (feed?.Rows ?? 0) + 3 + (feed?.MaxRowsOfEntry ?? 0) + 2 <= Transaction.MaxActions;
}
