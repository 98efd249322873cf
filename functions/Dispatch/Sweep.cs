using AgentSched.Activities;
using AgentSched.Backfill;
using AgentSched.Budgets;
using AgentSched.Chains;
using AgentSched.Runs;
using AgentSched.Storage;
using AgentSched.Telemetry;
using AgentSched.Webhooks;
using Azure.Data.Tables;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentSched.Dispatch;

/// <summary>
/// Finds runs that nobody is at work on: claimed but never opened (a crash before the message), opened or promoted but without
/// an orchestration (a crash before its start), past their deadline. Sends the first two again and closes the last. Goes on with
/// what else a crash left half done: runs that follow one that ended, backfills, what feeds have to tell, and events that webhooks have not been told of.
/// </summary>
public sealed class Sweep(
    TableStore store, RunQueue queue, RunCloser closer, ChainStarter chains, Backfiller backfiller, BudgetTurns turns, MissedNews missed, DeliveryQueue webhooks, Telemeter telemeter, IOptions<AgentSchedOptions> shared, IOptions<DispatchOptions> options, ILogger<Sweep> logger)
{
    private int _stuck; // of the sweep that runs; two at once make it too many, never too few

    /// <summary>Looks at every in-flight run that was due long enough ago. One query per shard where none is.</summary>
    internal async Task SweepAsync(DurableTaskClient durable, DateTimeOffset now, CancellationToken cancel)
    {
        _stuck = 0;
        await Task.WhenAll(Keys.Shards(shared.Value.Shards).Select(shard => SweepShardAsync(shard, durable, now, cancel)));
        telemeter.Swept(_stuck);
    }

    private async Task SweepShardAsync(string shard, DurableTaskClient durable, DateTimeOffset now, CancellationToken cancel)
    {
        var found = new Found(durable, now);
        await foreach (var row in store.QueryAsync(Keys.WorkUntil(shard, now - options.Value.ResendAfter), cancel))
        {
            try
            {
                await ResolveAsync(row, found, cancel);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                logger.SweepFailed(e, shard, row.RowKey); // one bad row never stops a scan
            }
        }

        Interlocked.Add(ref _stuck, found.Stuck.Count);
        try
        {
            await queue.SendAsync(shard, found.Stuck, cancel); // those of one second together, as at first
            found.Stuck.ForEach(run => logger.Resent(run.Id.ToString(), now - run.DueTime, run.Status.ToString()));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.SweepFailed(e, shard, string.Empty); // the next sweep sends them
        }
    }

    private async Task ResolveAsync(TableEntity row, Found found, CancellationToken cancel)
    {
        var now = found.Now;
        if (row.RowKey.StartsWith(Keys.ChainedPrefix, StringComparison.Ordinal))
        {
            if (now - row.Time("At") >= options.Value.ResendAfter) // else whoever closed the run is about to do it
            {
                await chains.ResumeAsync(row, cancel);
            }

            return;
        }

        if (row.RowKey.StartsWith(Keys.ActiveBackfillPrefix, StringComparison.Ordinal))
        {
            await backfiller.ResumeAsync(row, cancel);
            return;
        }

        if (row.RowKey.StartsWith(Keys.MissedPrefix, StringComparison.Ordinal))
        {
            await missed.TellAsync(row, cancel);
            return;
        }

        if (row.RowKey.StartsWith(Keys.DeliveryPrefix, StringComparison.Ordinal))
        {
            await webhooks.ResendAsync(row, options.Value.ResendAfter, now, cancel);
            return;
        }

        var run = RunRow.Read(row);
        switch (run.Status)
        {
            case RunStatus.Queued when now - run.DueTime >= options.Value.ResendAfter: // jitter may make it due long after its nominal time
                found.Stuck.Add(run);
                return;
            case RunStatus.Running when now - run.StartedAt >= options.Value.ResendAfter:
                await ResolveRunningAsync(row.PartitionKey, run, found, cancel);
                return;
            case RunStatus.Waiting:
                await ResolveWaitingAsync(row.PartitionKey, run, found.Waiting, cancel);
                return;
            default:
                return;
        }
    }

    /// <summary>A waiting run is promoted by whoever closes before it; what it waits for may also be a moment, or money of a new day.</summary>
    private async Task ResolveWaitingAsync(string shard, Run run, HashSet<(string Tenant, string Agent, string Schedule)> waiting, CancellationToken cancel)
    {
        if (run.ScheduleId is { } schedule && waiting.Add((run.Tenant, run.Agent, schedule)))
        {
            await closer.GiveTurnsAsync(shard, run.Tenant, run.Agent, schedule, cancel);
        }

        if (waiting.Add((run.Tenant, run.Agent, string.Empty)))
        {
            await turns.GiveAsync(shard, run.Tenant, run.Agent, cancel);
        }
    }

    private async Task ResolveRunningAsync(string shard, Run run, Found found, CancellationToken cancel)
    {
        var holder = await found.HolderAsync(run, cancel);
        if (holder is null)
        {
            found.Stuck.Add(run);
        }
        else if (holder.IsCompleted)
        {
            // It closes its run before it ends, so look again: only a run that is still open was left behind.
            await CloseAsync(shard, run, RunStatus.Failed, RunReason.InstanceEnded, "its orchestration ended without a result", cancel);
        }
        else if (found.Now > run.Deadline)
        {
            await CloseAsync(shard, run, RunStatus.TimedOut, RunReason.DeadlinePassed, "nothing was heard of it until after its deadline", cancel);
            if (run.IsAlone)
            {
                await found.Durable.TerminateInstanceAsync(run.Instance, cancellation: cancel);
            }
        }
    }

    private async Task CloseAsync(string shard, Run run, RunStatus status, RunReason reason, string sentence, CancellationToken cancel)
    {
        if (await closer.CloseAsync(shard, run.Id, (r, at) => r.End(status, reason, sentence, at), cancel))
        {
            Interlocked.Increment(ref _stuck);
            logger.Swept(run.Id.ToString(), reason.ToString());
        }
    }

    /// <summary>What a sweep has found in a shard so far.</summary>
    private sealed class Found(DurableTaskClient durable, DateTimeOffset now)
    {
        private readonly Dictionary<string, OrchestrationMetadata?> _batches = new(StringComparer.Ordinal);

        public DurableTaskClient Durable => durable;

        public DateTimeOffset Now => now;

        /// <summary>Agents and schedules whose waiting runs were looked after.</summary>
        public HashSet<(string Tenant, string Agent, string Schedule)> Waiting { get; } = [];

        /// <summary>Runs that nobody is at work on, to be sent again.</summary>
        public List<Run> Stuck { get; } = [];

        /// <summary>As <see cref="Orchestrations.HolderAsync"/>; asks once for each batch.</summary>
        public async Task<OrchestrationMetadata?> HolderAsync(Run run, CancellationToken cancel)
        {
            if (run.IsAlone)
            {
                return await durable.HolderAsync(run, cancel);
            }

            if (!_batches.TryGetValue(run.Instance, out var batch))
            {
                _batches[run.Instance] = batch = await durable.GetInstanceAsync(run.Instance, getInputsAndOutputs: true, cancel);
            }

            return batch.Holds(run) ? batch : null;
        }
    }
}
