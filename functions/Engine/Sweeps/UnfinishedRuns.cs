using AgentSched.Engine.After;
using AgentSched.Engine.Claims;
using AgentSched.Engine.Closings;
using AgentSched.Engine.Waiting;
using AgentSched.Model.Agents;
using AgentSched.Model.Openings;
using AgentSched.Model.Runs;
using AgentSched.Storage.Rows;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;

namespace AgentSched.Engine.Sweeps;

/// <summary>
/// Finds abandoned runs: claimed but never opened (a crash before the message), opened or promoted but without an orchestration
/// (a crash before its start), past their deadline, left open by their orchestration, or waiting behind a full queue for too long. Sends the first two kinds again and closes the others.
/// </summary>
public sealed class UnfinishedRuns(RunCloser closer, WaitingRuns waitingRuns, Aftermath after, IOptions<DispatchOptions> options)
{
    /// <summary>Sends abandoned runs again; those of one second together, as at first.</summary>
    internal async Task ResendAsync(string shard, IReadOnlyList<Run> stuck, DateTimeOffset now, CancellationToken cancel)
    {
        await after.SendAsync(shard, stuck, cancel);
        foreach (var run in stuck)
        {
            after.Logger.Resent(run.Id.ToString(), now - run.DueTime, run.Status.ToString());
        }
    }

    internal async Task ResolveAsync(TableEntity row, SweptShard found, CancellationToken cancel)
    {
        var now = found.Now;
        var run = RunRow.Read(row);
        switch (run.Status)
        {
            case RunStatus.Queued when now - run.DueTime >= options.Value.ResendAfter: // jitter may make it due long after its nominal time
                found.Stuck.Add(run);
                return;
            case RunStatus.Running when now - run.StartedAt >= options.Value.ResendAfter:
                await ResolveRunningAsync(row.PartitionKey, run, found, cancel);
                return;
            case RunStatus.Waiting when run.StartBy < now:
                await CloseAsync(row.PartitionKey, run, found, RunStatus.Missed, RunReason.QueueFull, Opening.StayedFull, cancel);
                return;
            case RunStatus.Waiting:
                await ResolveWaitingAsync(row.PartitionKey, run, found.Waiting, cancel);
                return;
            default:
                return;
        }
    }

    /// <summary>Promotes a waiting run if it can start. Usually the close of an earlier run does, but a run may also wait for a set time or for the budget of a new day.</summary>
    private async Task ResolveWaitingAsync(string shard, Run run, HashSet<(AgentKey Agent, string Schedule)> waiting, CancellationToken cancel)
    {
        if (run.ScheduleId is { } schedule && waiting.Add((run.AgentKey, schedule)))
        {
            await closer.StartBufferedAsync(shard, run.AgentKey, schedule, cancel);
        }

        if (waiting.Add((run.AgentKey, string.Empty)))
        {
            await waitingRuns.PromoteAsync(shard, run.AgentKey, cancel);
        }
    }

    private async Task ResolveRunningAsync(string shard, Run run, SweptShard found, CancellationToken cancel)
    {
        if (!run.HasOrchestration)
        {
            if (found.Now > run.Deadline) // its process died
            {
                await CloseAsync(shard, run, found, RunStatus.TimedOut, RunReason.DeadlinePassed, "it did not finish before its deadline", cancel);
            }

            return;
        }

        var holder = await found.HolderAsync(run, cancel);
        if (holder is null)
        {
            found.Stuck.Add(run);
        }
        else if (holder.IsCompleted)
        {
            // It closes its run before it ends, so the closer reads the run again: only one that is still open was left behind.
            await CloseAsync(shard, run, found, RunStatus.Failed, RunReason.InstanceEnded, "its orchestration ended without a result", cancel);
        }
        else if (found.Now > run.Deadline)
        {
            await CloseAsync(shard, run, found, RunStatus.TimedOut, RunReason.DeadlinePassed, "it did not finish before its deadline", cancel);
            if (run.IsAlone)
            {
                await found.Durable.TerminateInstanceAsync(run.Instance, cancellation: cancel);
            }
        }
    }

    private async Task CloseAsync(string shard, Run run, SweptShard found, RunStatus status, RunReason reason, string sentence, CancellationToken cancel)
    {
        if (await closer.CloseAsync(shard, run.Id, (r, at) => r.Status == run.Status ? r.End(status, reason, sentence, at) : null, cancel))
        {
            found.Closed++;
            after.Logger.Swept(run.Id.ToString(), reason.ToString());
        }
    }
}
