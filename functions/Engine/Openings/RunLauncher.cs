using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AgentSched.Base;
using AgentSched.Engine.After;
using AgentSched.Engine.Calls;
using AgentSched.Engine.Waiting;
using AgentSched.Model.Activities;
using AgentSched.Model.Budgets;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;
using AgentSched.Model.Webhooks;
using AgentSched.Storage.Activities;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Shards;
using AgentSched.Storage.Spending;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;
using Microsoft.DurableTask.Client;

namespace AgentSched.Engine.Openings;

/// <summary>
/// Starts runs that a caller requests. They wait in the same queue as scheduled ones, first in, first out, and also open in one
/// transaction. A crash before the start leaves a run with a slot and no orchestration, which the sweep starts.
/// </summary>
public sealed class RunLauncher(ShardRows rows, OwnerLimits limits, WaitingRuns waitingRuns, Aftermath after, TimeProvider clock)
{
    private const int Tries = 40;

    /// <summary>Opens a run now. The overlap policy does not apply to manual runs.</summary>
    /// <param name="make">Makes the run from its id and the current time; called again if another run was faster.</param>
    /// <param name="tenant">The agent's tenant.</param>
    /// <param name="agentName">The agent.</param>
    /// <param name="key">The caller's idempotency key: a repeat returns the run of the first request. Null: none.</param>
    /// <param name="durable">Starts its orchestration directly, without a queue message.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <param name="actor">Who requests it, for the feed. Null: the run's owner.</param>
    /// <returns>The run: with a slot, waiting, failed because the queue is full, or rejected by the budget. Null: there is no such agent.</returns>
    internal async Task<Run?> LaunchAsync(Func<RunId, DateTimeOffset, Run> make, string tenant, string agentName, string? key, DurableTaskClient durable, CancellationToken cancel, string? actor = null)
    {
        var shard = rows.Agents.ShardOf(tenant, agentName);
        var keyRow = key is null ? null : Keys.RequestKey(tenant, agentName, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))));
        for (var tries = 1; tries <= Tries; tries++)
        {
            if (keyRow is not null && await rows.GetAsync(shard, keyRow, cancel) is { } known)
            {
                return await rows.Runs.FindAsync(tenant, agentName, RunId.Parse(known.Text("RunId")), cancel);
            }

            if (await rows.Agents.FindAsync(tenant, agentName, cancel) is not { } agent)
            {
                return null;
            }

            var now = clock.GetUtcNow();
            var made = make(RunId.New(now), now);
            made = made with { AsksOwner = await limits.KnownAsync(tenant, made.Owner, cancel) is not null };
            var (run, line, transaction, told) = await PlanAsync(made, agent, shard, now, actor, cancel);
            if (keyRow is not null)
            {
                transaction.Insert(new TableEntity(shard, keyRow) { ["RunId"] = run.Id.ToString(), ["At"] = now });
            }

            if (await rows.CommitAsync(transaction, cancel))
            {
                after.Opened(run, TimeSpan.Zero);
                after.Telemeter.Changed(agent.Agent, line);
                if (run.Status == RunStatus.Running)
                {
                    await StartAsync(shard, run, durable, cancel);
                }

                await after.WakeAsync(shard, [run], cancel);
                await after.DeliverAsync(shard, told, cancel);
                if (run is { Status: RunStatus.Waiting, AsksOwner: true })
                {
                    await waitingRuns.PromoteAsync(shard, tenant, agentName, cancel);
                    return await rows.Runs.FindAsync(tenant, agentName, run.Id, cancel);
                }

                return run;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(2, 10 * tries)), cancel);
        }

        throw new InvalidOperationException($"a run of agent \"{agentName}\" could not be opened: its row changes too often");
    }

    /// <summary>Starts the run's orchestration. If this fails, the run exists nevertheless, and the sweep starts it.</summary>
    private async Task StartAsync(string shard, Run run, DurableTaskClient durable, CancellationToken cancel)
    {
        try
        {
            await durable.StartAsync(RunTicket.Of(shard, run, Spans.Begin(run.Id.ToString(), Activity.Current)), cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            after.Logger.StartFailed(e, run.Id.ToString());
        }
    }

    private async Task<(Run Run, AgentQueue Queue, Transaction Transaction, IReadOnlyList<Delivery> Deliveries)> PlanAsync(Run run, StoredAgent agent, string shard, DateTimeOffset now, string? actor, CancellationToken cancel)
    {
        var transaction = new Transaction(shard);
        var arrival = BudgetGate.Enter(agent.Queue, run, agent.Agent, now);
        run = arrival.Admission switch
        {
            Admission.Runs => run.Start(now),
            Admission.Waits => arrival.Wait(run),
            Admission.Rejected => run.End(RunStatus.Rejected, RunReason.BudgetSpent, arrival.Sentence!, now),
            _ => run.End(RunStatus.Failed, RunReason.QueueFull, string.Create(CultureInfo.InvariantCulture, $"Agent queue full ({agent.Queue.Waiting.Length} waiting)"), now),
        };
        if (!run.Status.HasEnded())
        {
            transaction.Insert(RunRow.InFlight(run, shard));
            if (run.ScheduleId is { } id && await rows.Schedules.FindAsync(run.Tenant, run.Agent, id, cancel) is { } schedule)
            {
                transaction.Merge(rows.Schedules.StateColumns(schedule.Schedule.Enter(run.Id)), schedule.ETag);
            }
        }

        transaction.InsertRecords(run);

        var feed = new AgentFeedWriter(agent).Add(RunActivity.Of(run, now, actor ?? run.Owner));
        transaction.Merge(feed.Write(transaction, run.Status.HasEnded() ? rows.Agents.NoColumns(agent) : rows.Agents.QueueColumns(agent.Agent, arrival.Queue)), agent.ETag);
        return (run, run.Status.HasEnded() ? agent.Queue : arrival.Queue, transaction, feed.Deliveries);
    }
}
