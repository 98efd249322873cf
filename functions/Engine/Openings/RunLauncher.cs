using System.Diagnostics;
using System.Globalization;
using AgentSched.Base;
using AgentSched.Engine.After;
using AgentSched.Engine.Calls;
using AgentSched.Engine.Owners;
using AgentSched.Engine.Waiting;
using AgentSched.Model.Activities;
using AgentSched.Model.Agents;
using AgentSched.Model.Budgets;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;
using AgentSched.Model.Webhooks;
using AgentSched.Storage.Activities;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Shards;
using AgentSched.Storage.Tables;
using Microsoft.DurableTask.Client;

namespace AgentSched.Engine.Openings;

/// <summary>
/// Starts runs that a caller requests. They wait in the same queue as scheduled ones, first in, first out, and also open in one
/// transaction. A crash before the start leaves a run with a slot and no orchestration, which the sweep starts.
/// </summary>
public sealed class RunLauncher(ShardRows rows, RunOwners owners, WaitingRuns waitingRuns, OpeningRules rules, Aftermath after, TimeProvider clock)
{
    private const int Tries = 40;

    /// <summary>Least time between two records of refused requests of an agent, so that a caller who repeats a refused request does not fill the table.</summary>
    private static readonly TimeSpan BetweenRefusals = TimeSpan.FromSeconds(1);

    /// <summary>Why a run that cannot wait does not run.</summary>
    internal const string NoSlot = "Agent queue full: no slot is free";

    /// <summary>Opens a run now. The overlap policy does not apply to manual runs.</summary>
    /// <param name="make">Makes the run from its id and the current time; called again if another run was faster.</param>
    /// <param name="agentKey">The agent.</param>
    /// <param name="key">The caller's idempotency key: a repeat returns the run of the first request. Null: none.</param>
    /// <param name="durable">Starts its orchestration directly, without a queue message. Null for a run without one (<see cref="Run.HasOrchestration"/>): then it gets a slot now or is refused.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <param name="actor">Who requests it, for the feed. Null: the run's owner.</param>
    internal async Task<Launched> LaunchAsync(Func<RunId, DateTimeOffset, Run> make, AgentKey agentKey, RequestKey? key, DurableTaskClient? durable, CancellationToken cancel, string? actor = null)
    {
        var shard = rows.Agents.ShardOf(agentKey);
        var keyRow = key is null ? null : RequestKeyRow.KeyOf(agentKey, key);
        for (var tries = 1; tries <= Tries; tries++)
        {
            if (keyRow is not null && await rows.GetAsync(shard, keyRow, cancel) is { } known)
            {
                return RequestKeyRow.IsRepeat(known, key!) ? new Launched(await rows.Runs.FindAsync(agentKey, RequestKeyRow.RunOf(known), cancel)) : new Launched(null, IsKeyTaken: true);
            }

            if (await rows.Agents.FindAsync(agentKey, cancel) is not { } agent)
            {
                return new Launched(null);
            }

            var now = clock.GetUtcNow();
            var made = rules.Cap(make(RunId.New(now), now));
            made = made with { AsksOwner = await owners.HasLimitsAsync(agentKey.Tenant, made.Owner, cancel) };
            var loss = made.ScheduleId is null ? null : await owners.LossAsync(agent.Agent, made.Owner, made.OwnerIsAdmin, cancel);
            var (run, line, transaction, told) = await PlanAsync(loss is null ? made : made.End(RunStatus.Rejected, RunReason.AccessLost, loss, now), agent, shard, now, actor, cancel);
            if (run.Status.HasEnded() && agent.RefusedAt is { } last && (now - last).Duration() < BetweenRefusals)
            {
                after.Telemeter.Refused(run);
                if (loss is not null)
                {
                    await owners.Losses.DisableAsync(run, cancel);
                }

                return new Launched(run) { IsRecorded = false };
            }

            if (keyRow is not null)
            {
                transaction.Insert(RequestKeyRow.Write(shard, keyRow, key!, run.Id, now));
            }

            if (await rows.CommitAsync(transaction, cancel))
            {
                after.Opened(run, TimeSpan.Zero);
                after.Telemeter.Changed(agent.Agent, line);
                if (loss is not null)
                {
                    await owners.Losses.DisableAsync(run, cancel);
                }

                if (run is { Status: RunStatus.Running, HasOrchestration: true } && durable is not null)
                {
                    await StartAsync(shard, run, durable, cancel);
                }

                await after.WakeAsync(shard, [run], cancel);
                await after.DeliverAsync(shard, told, cancel);
                if (run is { Status: RunStatus.Waiting, AsksOwner: true })
                {
                    await waitingRuns.PromoteAsync(shard, agentKey, cancel);
                    return new Launched(await rows.Runs.FindAsync(agentKey, run.Id, cancel));
                }

                return new Launched(run);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(2, 10 * tries)), cancel);
        }

        throw new InvalidOperationException($"a run of agent \"{agentKey.Name}\" could not be opened: its row changes too often");
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
        var arrival = run.HasOrchestration ? BudgetGate.Enter(agent.Queue, run, agent.Agent, now) : BudgetGate.EnterNow(agent.Queue, run, agent.Agent, now);
        run = run.Status.HasEnded() ? run : arrival.Admission switch
        {
            Admission.Runs => run.Start(now),
            Admission.Waits => arrival.Wait(run),
            Admission.Rejected => arrival.Reject(run, now),
            _ => run.End(RunStatus.Failed, RunReason.QueueFull, run.HasOrchestration ? string.Create(CultureInfo.InvariantCulture, $"Agent queue full ({agent.Queue.Waiting.Length} waiting)") : NoSlot, now),
        };
        if (!run.Status.HasEnded())
        {
            transaction.Insert(RunRow.InFlight(run, shard));
            if (run.ScheduleId is { } id && await rows.Schedules.FindAsync(run.AgentKey, id, cancel) is { } schedule)
            {
                transaction.Merge(rows.Schedules.StateColumns(schedule.Schedule.Enter(run.Id)), schedule.ETag);
            }
        }

        transaction.InsertRecords(run);

        var feed = new AgentFeedWriter(agent).Add(RunActivity.Of(run, now, actor ?? run.Owner));
        transaction.Merge(feed.Write(transaction, run.Status.HasEnded() ? rows.Agents.RefusedColumns(agent.Agent, now) : rows.Agents.QueueColumns(agent.Agent, arrival.Queue)), agent.ETag);
        return (run, run.Status.HasEnded() ? agent.Queue : arrival.Queue, transaction, feed.Deliveries);
    }
}
