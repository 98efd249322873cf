using AgentSched.Agents;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace AgentSched.Runs;

/// <summary>Input of the step that calls the agent.</summary>
/// <param name="Ticket">Which run.</param>
/// <param name="Attempt">Counted from 1.</param>
public sealed record CallStep(RunTicket Ticket, int Attempt);

/// <summary>What the step leaves to the orchestration.</summary>
/// <param name="RetryAfter">How long to wait before the next attempt. Null: the run has ended.</param>
public sealed record CallResult(TimeSpan? RetryAfter);

/// <summary>The durable steps of a run.</summary>
public sealed class RunSteps(RunTable runs, AgentTable agents, AgentClient client, RunLogs logs, RunCloser closer, RunningCalls calls, ILogger<RunSteps> logger)
{
    /// <summary>
    /// Calls the agent and closes the run, in one step: where the process dies before the reply is written, the reply is lost
    /// either way, and the call is repeated under the same idempotency key.
    /// </summary>
    /// <remarks>The run's row, not the durable instance, says what is done: a run that has ended is not called again.</remarks>
    [Function(nameof(CallAgent))]
    public async Task<CallResult> CallAgent([ActivityTrigger] CallStep step)
    {
        // No token of the host here: a call that runs when the host stops may still end in its grace period.
        var cancel = CancellationToken.None;
        var (shard, id) = (step.Ticket.Shard, RunId.Parse(step.Ticket.Run));
        if (await runs.FindInFlightAsync(shard, id, cancel) is not { Run: { Status: RunStatus.Running } run } read)
        {
            return new CallResult(RetryAfter: null);
        }

        if (await agents.FindAsync(run.Tenant, run.Agent, cancel) is not { } agent)
        {
            await closer.CloseAsync(shard, id, (r, now) => r.End(RunStatus.Failed, RunReason.AgentMissing, $"there is no agent \"{r.Agent}\" any more", now), cancel);
            return new CallResult(RetryAfter: null);
        }

        if (!agent.Agent.Enabled)
        {
            await closer.CloseAsync(shard, id, (r, now) => r.End(RunStatus.Failed, RunReason.AgentDisabled, $"agent \"{r.Agent}\" is disabled", now), cancel);
            return new CallResult(RetryAfter: null);
        }

        var call = new AgentCall(id, step.Attempt, run.Message!, run.Timeout ?? agent.Agent.Timeout, run.Settings)
        {
            ScheduleId = run.ScheduleId,
            ScheduleName = run.ScheduleName,
            DueTime = run.DueTime,
            Context = run.Context,
        };
        using var running = calls.Begin(id);
        AgentReply reply;
        try
        {
            reply = await client.CallAsync(agent.Agent, call, running.HungUp);
        }
        catch (OperationCanceledException) when (running.HungUp.IsCancellationRequested)
        {
            return new CallResult(RetryAfter: null); // cancelled: the run has its record already
        }

        using var closesTexts = reply;
        if (Retry.Delay(reply, run, step.Attempt) is { } delay)
        {
            logger.Retrying(id.ToString(), step.Attempt, reply.Reason, delay);
            return new CallResult(delay);
        }

        var kept = await logs.KeepAsync(run, reply.Answer, cancel);
        await closer.CloseAsync(shard, id, (r, now) => Ended(r, reply, kept, step.Attempt, now), cancel, known: read);
        return new CallResult(RetryAfter: null);
    }

    private static Run Ended(Run run, AgentReply reply, KeptAnswer kept, int attempt, DateTimeOffset now) =>
        run.End(Status(reply.Kind), reply.Reason, reply.Sentence, now) with
        {
            Attempts = attempt,
            Answer = kept.Answer,
            ResponseCut = kept.ResponseCut,
            HasLog = kept.HasLog,
        };

    private static RunStatus Status(ReplyKind kind) => kind switch
    {
        ReplyKind.Succeeded => RunStatus.Succeeded,
        ReplyKind.TimedOut => RunStatus.TimedOut,
        _ => RunStatus.Failed,
    };
}
