using AgentSched.Engine.Calls;
using AgentSched.Engine.Closings;
using AgentSched.Engine.Openings;
using AgentSched.Model.Agents;
using AgentSched.Model.Calls;
using AgentSched.Model.Runs;
using AgentSched.Outbound.Agents;
using AgentSched.Storage.Runs;
using AgentSched.Storage.Shards;

namespace AgentSched.Engine.Chats;

/// <summary>
/// Runs of trigger <see cref="RunTrigger.Chat"/>: messages to an agent's chat. Such a run takes a slot and a reservation like any other, or none and is
/// refused, because its caller waits for the answer. It has no orchestration: the caller's request makes the one call. If the process dies meanwhile,
/// the sweep closes the run at its deadline.
/// </summary>
public sealed class ChatRuns(ShardRows rows, RunLauncher launcher, RunCloser closer, AgentClient client, RunLogs logs, RunningCalls underWay)
{
    /// <summary>Time after which the sweep closes a run whose process died before it had a slot.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>Sends a message and records the answer. Not cancelled if the caller disconnects: the agent works on, and its answer has a price.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="owner">The caller.</param>
    /// <param name="message">The message.</param>
    /// <param name="timeout">Upper bound of the call.</param>
    /// <param name="maxCostUsd">Its maximum cost. Null: the deployment's, if it has one.</param>
    /// <returns>The run, which has ended.</returns>
    internal async Task<Launched> TalkAsync(Agent agent, string owner, string message, TimeSpan timeout, decimal? maxCostUsd)
    {
        var cancel = CancellationToken.None;
        var launched = await launcher.LaunchAsync(
            (id, now) => Run.Requested(id, agent, RunTrigger.Chat, owner, now) with { Message = message, Timeout = timeout, Retries = 0, MaxCostUsd = maxCostUsd, StartBy = now + LongestWait },
            agent.Key,
            key: null,
            durable: null,
            cancel);
        if (launched.Run is not { } started || started.Status.HasEnded())
        {
            return launched;
        }

        var shard = rows.Agents.ShardOf(agent.Key);
        if (await StartedAsync(shard, started, cancel) is { } run)
        {
            await CallAsync(shard, agent, run, cancel);
        }

        return new Launched(await rows.Runs.FindAsync(agent.Key, started.Id, cancel));
    }

    /// <summary>The run with its slot. Null: it has ended, because its owner's ledger has no budget for it or the slot was taken meanwhile.</summary>
    private async Task<Run?> StartedAsync(string shard, Run launched, CancellationToken cancel)
    {
        while (launched.Status == RunStatus.Waiting)
        {
            if (await rows.Runs.FindInFlightAsync(shard, launched.Id, cancel) is not { Run: var run }
                || (run.Status == RunStatus.Waiting && await closer.CloseAsync(shard, run.Id, Refuse, cancel)))
            {
                return null;
            }

            launched = run;
        }

        return launched;
    }

    private static Run? Refuse(Run run, DateTimeOffset now) =>
        run.Status != RunStatus.Waiting ? null
        : run.Reason is { } reason ? run.End(RunStatus.Rejected, reason, run.Sentence!, now)
        : run.End(RunStatus.Failed, RunReason.QueueFull, RunLauncher.NoSlot, now);

    private async Task CallAsync(string shard, Agent agent, Run run, CancellationToken cancel)
    {
        using var running = underWay.Begin(run.Id);
        AgentReply reply;
        try
        {
            reply = await client.ChatAsync(agent, run, running.HungUp);
        }
        catch (OperationCanceledException) when (running.HungUp.IsCancellationRequested)
        {
            return; // cancelled: the run has its record already
        }

        using var closesTexts = reply;
        var kept = await logs.KeepAsync(run, reply.AnswerWithCost, cancel);
        await closer.CloseAsync(shard, run.Id, (r, now) => CallEnd.Of(r with { Attempts = 1 }, reply, kept, now), cancel);
    }
}
