using AgentSched.Agents;
using AgentSched.Storage;
using AgentSched.Telemetry;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace AgentSched.Runs;

/// <summary>Input of the step that calls the agent.</summary>
/// <param name="Ticket">Which run.</param>
/// <param name="Attempt">Counted from 1.</param>
/// <param name="Spent">What earlier attempts cost: failures have to be paid too. Null: nothing that they told of.</param>
public sealed record CallStep(RunTicket Ticket, int Attempt, Spent? Spent = null);

/// <summary>What the step leaves to the orchestration.</summary>
/// <param name="RetryAfter">How long to wait before the next attempt. Null: there is none.</param>
/// <param name="AwaitsCallback">How long to wait for the agent's callback. Null: it has answered. Both null: the run has ended.</param>
/// <param name="Spent">What all attempts so far cost. Null: nothing that they told of.</param>
public sealed record CallResult(TimeSpan? RetryAfter, TimeSpan? AwaitsCallback = null, Spent? Spent = null);

/// <summary>What attempts cost.</summary>
/// <param name="CostUsd">USD.</param>
/// <param name="TokensIn">Tokens that went in.</param>
/// <param name="TokensOut">Tokens that came out.</param>
public sealed record Spent(decimal CostUsd, long TokensIn, long TokensOut)
{
    /// <summary>With what one more attempt told; null where neither told anything.</summary>
    internal static Spent? Add(Spent? before, AgentAnswer? answer) => answer is null or { CostUsd: null, TokensIn: null, TokensOut: null } ? before : new(
        (before?.CostUsd ?? 0) + (answer.CostUsd ?? 0), (before?.TokensIn ?? 0) + (answer.TokensIn ?? 0), (before?.TokensOut ?? 0) + (answer.TokensOut ?? 0));

    /// <summary>The answer of the last attempt, with what all attempts cost.</summary>
    internal static AgentAnswer? Into(AgentAnswer? answer, Spent? before) => before is null || Add(before, answer) is not { } all ? answer : (answer ?? new AgentAnswer()) with
    {
        CostUsd = all.CostUsd,
        TokensIn = all.TokensIn,
        TokensOut = all.TokensOut,
    };
}

/// <summary>The durable steps of a run.</summary>
public sealed class RunSteps(
    TableStore store,
    RunTable runs,
    AheadRuns ahead,
    AgentTable agents,
    AgentClient client,
    CallbackTokens callbacks,
    RunLogs logs,
    RunCloser closer,
    RunningCalls underWay,
    StartsFirst starts,
    Telemeter telemeter,
    TimeProvider clock,
    ILogger<RunSteps> logger)
{
    /// <summary>The orchestration's own timer comes first; the sweep closes only what that missed.</summary>
    private static readonly TimeSpan SweepComesLater = TimeSpan.FromMinutes(1);

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
        if (await ahead.ReadAsync(step.Ticket, cancel) is not { Run: { Status: RunStatus.Running } run } read)
        {
            return new CallResult(RetryAfter: null);
        }

        using var starting = starts.Begin();
        if (run is { AcceptedAt: not null, Deadline: { } deadline })
        {
            return new CallResult(RetryAfter: null, AwaitsCallback: Remaining(deadline)); // the step is repeated: the agent is at it already
        }

        if (await (step.Attempt == 1 ? agents.FindForCallAsync(run, cancel) : agents.FindAsync(run.Tenant, run.Agent, cancel)) is not { } agent)
        {
            await closer.CloseAsync(shard, id, (r, now) => r.End(RunStatus.Failed, RunReason.AgentMissing, $"there is no agent \"{r.Agent}\" any more", now), cancel);
            return new CallResult(RetryAfter: null);
        }

        if (!agent.Agent.Enabled)
        {
            await closer.CloseAsync(shard, id, (r, now) => r.End(RunStatus.Failed, RunReason.AgentDisabled, $"agent \"{r.Agent}\" is disabled", now), cancel);
            return new CallResult(RetryAfter: null);
        }

        var calls = run.Attempts + 1; // more than the step's own number where a crash cut a call off: that was no failure of the agent's
        var call = new AgentCall(id, calls, run.Message!, run.Timeout ?? agent.Agent.Timeout, run.Settings)
        {
            ScheduleId = run.ScheduleId,
            ScheduleName = run.ScheduleName,
            DueTime = run.DueTime,
            Context = run.Context,
            MaxCostUsd = run.MaxCostUsd,
            TraceParent = step.Ticket.TraceParent,
            Callback = agent.Agent.OffersCallbacks ? await callbacks.OfferAsync(shard, id, cancel) : null,
        };
        using var running = underWay.Begin(id);
        if (run.Attempts == 0)
        {
            var now = clock.GetUtcNow();
            telemeter.Called(run, now);
            run = run with { StartedAt = run.HadSlotAhead ? now : run.StartedAt };
        }

        run = run with { Attempts = calls };
        var marking = store.MarkCallAsync(shard, read with { Run = run }, cancel);
        starting.Dispose();
        AgentReply reply;
        try
        {
            reply = await client.CallAsync(agent.Agent, call, running.HungUp);
        }
        catch (OperationCanceledException) when (running.HungUp.IsCancellationRequested)
        {
            await marking;
            return new CallResult(RetryAfter: null); // cancelled: the run has its record already
        }

        using var closesTexts = reply;
        var known = await marking;
        if (Retry.Delay(reply, run, step.Attempt) is { } delay)
        {
            logger.Retrying(id.ToString(), step.Attempt, reply.Reason, delay);
            return new CallResult(delay, Spent: Spent.Add(step.Spent, reply.Answer));
        }

        if (reply.Kind == ReplyKind.Accepted)
        {
            return (known ?? await runs.FindInFlightAsync(shard, id, cancel)) is { } current
                ? await AcceptAsync(shard, current with { Run = run }, call.Timeout, cancel)
                : new CallResult(RetryAfter: null); // the callback was faster, or somebody cancelled it
        }

        await starts.LetPassAsync();
        var kept = await logs.KeepAsync(run, Spent.Into(reply.Answer, step.Spent), cancel);
        await closer.CloseAsync(shard, id, (r, now) => Ended(r with { StartedAt = run.StartedAt, Attempts = calls }, reply, kept, now), cancel, known);
        return new CallResult(RetryAfter: null);
    }

    /// <summary>Ends a run whose agent said that it would call back and did not.</summary>
    [Function(nameof(GiveUpWaiting))]
    public async Task<string?> GiveUpWaiting([ActivityTrigger] RunTicket ticket)
    {
        await closer.CloseAsync(
            ticket.Shard,
            RunId.Parse(ticket.Run),
            (r, now) => r.End(RunStatus.TimedOut, RunReason.CallbackMissing, "the agent accepted it and did not call back in time", now),
            CancellationToken.None);
        return null;
    }

    private TimeSpan Remaining(DateTimeOffset deadline)
    {
        var left = deadline - SweepComesLater - clock.GetUtcNow();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>The call is over and the run goes on without a function, until the agent calls back or its time is up.</summary>
    private async Task<CallResult> AcceptAsync(string shard, InFlightRun read, TimeSpan patience, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var accepted = read.Run with { AcceptedAt = now, Deadline = now + patience + SweepComesLater };
        var transaction = new Transaction(shard).Replace(RunRow.InFlight(accepted, shard), read.ETag).UpsertRecords(accepted);

        // Where it does not commit, the run changed meanwhile: the callback was faster than this, or somebody cancelled it.
        return await store.CommitAsync(transaction, cancel) || await runs.FindInFlightAsync(shard, read.Run.Id, cancel) is not null
            ? new CallResult(RetryAfter: null, AwaitsCallback: patience)
            : new CallResult(RetryAfter: null);
    }

    internal static Run Ended(Run run, AgentReply reply, KeptAnswer kept, DateTimeOffset now) =>
        run.End(Status(reply.Kind), reply.Reason, reply.Sentence, now) with
        {
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
