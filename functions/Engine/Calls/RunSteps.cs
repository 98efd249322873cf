using AgentSched.Engine.Closings;
using AgentSched.Model.Runs;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Shards;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace AgentSched.Engine.Calls;

/// <summary>Durable steps of runs. The runs' rows, not the durable instances, are authoritative: a run that has ended or that another orchestration holds is not called again.</summary>
public sealed class RunSteps(ShardRows rows, CallPreparer preparer, AgentCalls calls, RunHandover handover, RunCloser closer, StartPriority starts, TimeProvider clock, ILogger<RunSteps> logger)
{
    /// <summary>Delay between a failure of the app and the next attempt.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private const int HandoverTries = 10;

    /// <summary>Calls the agents of a batch concurrently and closes each run as its reply arrives. Safe to repeat.</summary>
    [Function(nameof(CallTogether))]
    public async Task CallTogether([ActivityTrigger] RunBatch batch, [DurableClient] DurableTaskClient durable, CancellationToken stopping)
    {
        var (open, wereHeld) = await preparer.ReadAsync(batch, stopping);
        using var starting = starts.Begin();
        var among = batch.Runs.ToDictionary(run => RunId.Parse(run.Run), run => new RunTicket(batch.Shard, run.Run, run.TraceParent));
        var prepared = (await Task.WhenAll(open.Select(read => PrepareAsync(among[read.Run.Id], read, wereHeld, durable, stopping)))).OfType<PreparedCall>().ToList();
        var reads = prepared.Select(call => call.Read).ToList();
        var marking = wereHeld ? rows.MarkCallsAsync(batch.Shard, reads, CancellationToken.None) : rows.MarkBeforeCallsAsync(batch.Shard, reads, CancellationToken.None);
        if (!wereHeld)
        {
            await marking;
        }

        var called = prepared.Select(call => CallAsync(among[call.Run.Id], call, marking, wereHeld, durable, stopping)).ToList();
        starting.Dispose();
        await Task.WhenAll(called);
    }

    /// <summary>Calls the agent of a run that has an orchestration of its own, and closes the run.</summary>
    [Function(nameof(CallAgent))]
    public async Task<CallResult> CallAgent([ActivityTrigger] RunTicket ticket)
    {
        var (shard, id) = (ticket.Shard, RunId.Parse(ticket.Run));
        if (await rows.Runs.FindInFlightAsync(shard, id, CancellationToken.None) is not { Run: { Status: RunStatus.Running, IsAlone: true } run } read)
        {
            return CallResult.Ended;
        }

        if (run is { AcceptedAt: not null, Deadline: { } deadline })
        {
            return new CallResult(AnswerUntil: deadline - RunHandover.SweepDelay); // the step is repeated: the agent has already accepted the run
        }

        using var starting = starts.Begin();
        if (await preparer.PrepareAsync(ticket, read, wasHeld: false, CancellationToken.None) is not { } call)
        {
            return CallResult.Ended;
        }

        var marking = rows.MarkBeforeCallsAsync(shard, [call.Read], CancellationToken.None);
        if (!await MayCallAsync(shard, call, marking))
        {
            return CallResult.Ended;
        }

        var called = calls.CallAsync(shard, call, marking);
        starting.Dispose();
        return await called;
    }

    /// <summary>Ends a run whose agent accepted it and did not call back in time.</summary>
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

    private async Task<PreparedCall?> PrepareAsync(RunTicket ticket, InFlightRun read, bool wasHeld, DurableTaskClient durable, CancellationToken stopping)
    {
        try
        {
            return await preparer.PrepareAsync(ticket, read, wasHeld, CancellationToken.None);
        }
        catch (Exception e)
        {
            await RepeatAsync(ticket, e, durable, stopping);
            return null;
        }
    }

    private async Task CallAsync(RunTicket ticket, PreparedCall call, Task<IReadOnlyDictionary<RunId, InFlightRun>> marking, bool wasHeld, DurableTaskClient durable, CancellationToken stopping)
    {
        try
        {
            if (!wasHeld && !await MayCallAsync(ticket.Shard, call, marking))
            {
                return;
            }

            var result = await calls.CallAsync(ticket.Shard, call, marking);
            if (!result.HasEnded)
            {
                await GoOnAloneAsync(ticket with { Failures = call.Failures + 1, RetryAt = result.RetryAt, AnswerUntil = result.AnswerUntil, Spent = result.Spent, Calls = result.Calls }, durable);
            }
        }
        catch (Exception e)
        {
            await RepeatAsync(ticket, e, durable, stopping);
        }
    }

    /// <summary>Waits until the call is recorded. False: the run has ended.</summary>
    /// <exception cref="InvalidOperationException">The call could not be recorded: storage is unavailable, or another process calls the agent, too.</exception>
    private async Task<bool> MayCallAsync(string shard, PreparedCall call, Task<IReadOnlyDictionary<RunId, InFlightRun>> marking) =>
        (await marking).ContainsKey(call.Run.Id)
        || (await rows.Runs.FindInFlightAsync(shard, call.Run.Id, CancellationToken.None) is null ? false : throw new InvalidOperationException($"the call for run {call.Run.Id} could not be recorded"));

    /// <summary>Moves a run to an orchestration of its own after a failure of the app, so that the batch's other runs are not called again.</summary>
    private async Task RepeatAsync(RunTicket ticket, Exception failure, DurableTaskClient durable, CancellationToken stopping)
    {
        logger.CallFailed(failure, ticket.Run);
        for (var tries = 1; ; tries++)
        {
            try
            {
                if (await handover.RepeatAsync(ticket.Shard, RunId.Parse(ticket.Run), clock.GetUtcNow() + Pause, CancellationToken.None) is { } run)
                {
                    await GoOnAloneAsync(RunTicket.Of(ticket.Shard, run, ticket.TraceParent), durable);
                }

                return;
            }
            catch (Exception e) when (tries < HandoverTries)
            {
                logger.CallFailed(e, ticket.Run);
                await Task.Delay(Pause * tries, stopping); // if the app stops, the redelivered step does it
            }
        }
    }

    private async Task GoOnAloneAsync(RunTicket ticket, DurableTaskClient durable)
    {
        await durable.StartAsync(ticket, CancellationToken.None);
        if (ticket.AnswerUntil is not null && await rows.Runs.FindInFlightAsync(ticket.Shard, RunId.Parse(ticket.Run), CancellationToken.None) is null)
        {
            await durable.RaiseEventAsync(ticket.Run, RunEvents.Answered, ticket.Run); // the agent called back before the orchestration existed
        }
    }
}
