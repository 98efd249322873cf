using AgentSched.Engine.Closings;
using AgentSched.Model.Calls;
using AgentSched.Model.Runs;
using AgentSched.Outbound.Agents;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Runs;
using AgentSched.Storage.Shards;
using Microsoft.Extensions.Logging;

namespace AgentSched.Engine.Calls;

/// <summary>Calls agents for runs and closes the runs with their replies.</summary>
public sealed class AgentCalls(
    AgentClient client, RunLogs logs, RunHandover handover, RunCloser closer, RunningCalls underWay, StartPriority starts, TimeProvider clock, ILogger<AgentCalls> logger)
{
    /// <summary>
    /// Calls the agent and closes the run in one step: if the process dies before the reply is written, the reply is lost in any case,
    /// and the call is repeated under the same idempotency key.
    /// </summary>
    /// <param name="shard">The run's partition.</param>
    /// <param name="call">The call.</param>
    /// <param name="marking">The write that marks the call as begun, see <see cref="CallMarks"/>; it may run in parallel with the call.</param>
    internal async Task<CallResult> CallAsync(string shard, PreparedCall call, Task<IReadOnlyDictionary<RunId, InFlightRun>> marking)
    {
        // Not the host's token: a call in flight when the host stops may still finish within its grace period.
        var cancel = CancellationToken.None;
        using var running = underWay.Begin(call.Run.Id);
        AgentReply reply;
        try
        {
            reply = await client.CallAsync(call.Agent, call.Call, running.HungUp);
        }
        catch (OperationCanceledException) when (running.HungUp.IsCancellationRequested)
        {
            await marking;
            return CallResult.Ended; // cancelled: the run has its record already
        }

        using var closesTexts = reply;
        var endedAt = clock.GetUtcNow();
        var known = (await marking).GetValueOrDefault(call.Run.Id);
        var spent = Spent.Add(call.Spent, reply.AnswerWithCost);
        var spending = new RetrySpending(spent?.CostUsd ?? 0, call.MostUsd);
        if (Retry.Delay(reply, call.Run, call.Failures + 1, spending) is { } delay)
        {
            logger.Retrying(call.Run.Id.ToString(), call.Failures + 1, reply.Reason, delay);
            return await handover.RetryAsync(shard, call, known, clock.GetUtcNow() + delay, spent, call.CallsAfter(reply.Reason, endedAt), cancel);
        }

        if (reply.Kind == ReplyKind.Accepted)
        {
            return await handover.AcceptAsync(shard, call, known, clock.GetUtcNow(), cancel);
        }

        reply = Retry.Explained(reply, call.Run, call.Failures + 1, spending);
        await starts.WaitForStartsAsync();
        var kept = await logs.KeepAsync(call.Run, Spent.Into(reply.AnswerWithCost, call.Spent), cancel);
        var calls = call.Run.Calls is [] ? [] : call.CallsAfter(reply.Reason, endedAt);
        await closer.CloseAsync(shard, call.Run.Id, (r, now) => CallEnd.Of(r.Called(call.Run), reply, kept, now) with { Calls = calls }, cancel, known);
        return CallResult.Ended;
    }
}
