using AgentSched.Agents;
using AgentSched.Telemetry;
using Microsoft.Extensions.Logging;

namespace AgentSched.Runs;

/// <summary>A call that is about to be made.</summary>
/// <param name="Read">The run as it is now that the call begins.</param>
/// <param name="Agent">Whom to call.</param>
/// <param name="Call">What to send.</param>
/// <param name="Failures">How many calls failed before, each worth another.</param>
/// <param name="Spent">What they cost. Null: nothing that they told of.</param>
internal sealed record PreparedCall(InFlightRun Read, Agent Agent, AgentCall Call, int Failures, Spent? Spent)
{
    public Run Run => Read.Run;
}

/// <summary>Calls agents for runs, and closes the runs by what they reply.</summary>
public sealed class AgentCalls(
    AheadRuns ahead, AgentTable agents, AgentClient client, CallbackTokens callbacks, RunLogs logs, RunHandover handover, RunCloser closer, RunningCalls underWay, StartsFirst starts, Telemeter telemeter, TimeProvider clock, ILogger<AgentCalls> logger)
{
    /// <summary>Decides whether a run's agent is called, and ends the run where it is not.</summary>
    /// <param name="ticket">Which run, and what its calls before came to.</param>
    /// <param name="read">The run as it was read just now.</param>
    /// <param name="wasHeld">Whether the caller waited for its second.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>Null: the run has ended.</returns>
    internal async Task<PreparedCall?> PrepareAsync(RunTicket ticket, InFlightRun read, bool wasHeld, CancellationToken cancel)
    {
        var shard = ticket.Shard;
        if (await ahead.DecideAsync(shard, read, wasHeld, cancel) is not { Run: { Status: RunStatus.Running } run } decided)
        {
            return null;
        }

        if (await (ticket.Failures == 0 ? agents.FindForCallAsync(run, wasHeld, cancel) : agents.FindAsync(run.Tenant, run.Agent, cancel)) is not { Agent: var agent })
        {
            await closer.CloseAsync(shard, run.Id, (r, now) => r.End(RunStatus.Failed, RunReason.AgentMissing, $"there is no agent \"{r.Agent}\" any more", now), cancel);
            return null;
        }

        if (!agent.Enabled)
        {
            await closer.CloseAsync(shard, run.Id, (r, now) => r.End(RunStatus.Failed, RunReason.AgentDisabled, $"agent \"{r.Agent}\" is disabled", now), cancel);
            return null;
        }

        var calls = run.Attempts + 1; // more than failures where a crash cut a call off: that was no failure of the agent's
        var call = new AgentCall(run.Id, calls, run.Message!, run.Timeout ?? agent.Timeout, run.Settings)
        {
            ScheduleId = run.ScheduleId,
            ScheduleName = run.ScheduleName,
            DueTime = run.DueTime,
            Context = run.Context,
            MaxCostUsd = run.MaxCostUsd,
            TraceParent = ticket.TraceParent,
            Callback = agent.OffersCallbacks ? await callbacks.OfferAsync(shard, run.Id, cancel) : null,
        };
        if (run.Attempts == 0)
        {
            var now = clock.GetUtcNow();
            telemeter.Called(run, now);
            run = run with { StartedAt = now };
        }

        return new PreparedCall(decided with { Run = run with { Attempts = calls } }, agent, call, ticket.Failures, ticket.Spent);
    }

    /// <summary>Calls the agent and closes the run, in one step: where the process dies before the reply is written, the reply is lost
    /// either way, and the call is repeated under the same idempotency key.</summary>
    /// <param name="shard">The run's partition.</param>
    /// <param name="call">The call.</param>
    /// <param name="marking">The mark that it begins, see <see cref="CallMarks"/>: written while it is under way.</param>
    internal async Task<CallResult> CallAsync(string shard, PreparedCall call, Task<IReadOnlyDictionary<RunId, InFlightRun>> marking)
    {
        // No token of the host here: a call that runs when the host stops may still end in its grace period.
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
        var known = (await marking).GetValueOrDefault(call.Run.Id);
        if (Retry.Delay(reply, call.Run, call.Failures + 1) is { } delay)
        {
            logger.Retrying(call.Run.Id.ToString(), call.Failures + 1, reply.Reason, delay);
            return await handover.RetryAsync(shard, call, known, clock.GetUtcNow() + delay, Spent.Add(call.Spent, reply.Answer), cancel);
        }

        if (reply.Kind == ReplyKind.Accepted)
        {
            return await handover.AcceptAsync(shard, call, known, clock.GetUtcNow(), cancel);
        }

        await starts.LetPassAsync();
        var kept = await logs.KeepAsync(call.Run, Spent.Into(reply.Answer, call.Spent), cancel);
        await closer.CloseAsync(shard, call.Run.Id, (r, now) => Ended(r with { StartedAt = call.Run.StartedAt, Attempts = call.Run.Attempts }, reply, kept, now), cancel, known);
        return CallResult.Ended;
    }

    internal static Run Ended(Run run, AgentReply reply, KeptAnswer kept, DateTimeOffset now) => run.End(Status(reply.Kind), reply.Reason, reply.Sentence, now) with
    {
        Answer = kept.Answer,
        ResponseCut = kept.ResponseCut,
        HasLog = kept.HasLog,
        SmallLog = kept.SmallLog,
    };

    private static RunStatus Status(ReplyKind kind) => kind switch
    {
        ReplyKind.Succeeded => RunStatus.Succeeded,
        ReplyKind.TimedOut => RunStatus.TimedOut,
        _ => RunStatus.Failed,
    };
}
