using AgentSched.Model.Calls;
using AgentSched.Model.Runs;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Runs;
using AgentSched.Storage.Tables;

namespace AgentSched.Engine.Calls;

/// <summary>
/// Writes down what is to be done for a run after a call that did not end it. Where a batch made the call, the same transaction says that
/// the run goes on in an orchestration of its own, which is started afterwards: a crash in between is found by the sweep, and the batch's
/// step does not call for the run again.
/// </summary>
public sealed class RunHandover(TableStore store, RunTable runs)
{
    /// <summary>The orchestration's own timer comes first; the sweep closes only what that missed.</summary>
    internal static readonly TimeSpan SweepComesLater = TimeSpan.FromMinutes(1);

    private const int Tries = 20;

    /// <summary>The call failed and is worth another. An orchestration of its own remembers that itself, so nothing is written for one.</summary>
    internal async Task<CallResult> RetryAsync(string shard, PreparedCall call, InFlightRun? known, DateTimeOffset retryAt, Spent? spent, CancellationToken cancel)
    {
        var goesOn = call.Run.IsAlone || await WriteAsync(
            shard,
            call.Run.Id,
            known,
            run => run with { StartedAt = call.Run.StartedAt, Attempts = call.Run.Attempts, Failures = call.Failures + 1, RetryAt = retryAt, Answer = Spent.Into(answer: null, spent) },
            cancel) is not null;
        return goesOn ? new CallResult(retryAt, Spent: spent) : CallResult.Ended;
    }

    /// <summary>The agent will call back: the run goes on without a function, until it does or its time is up.</summary>
    internal async Task<CallResult> AcceptAsync(string shard, PreparedCall call, InFlightRun? known, DateTimeOffset now, CancellationToken cancel)
    {
        var until = now + call.Call.Timeout;
        var written = await WriteAsync(
            shard,
            call.Run.Id,
            known,
            run => run with { StartedAt = call.Run.StartedAt, Attempts = call.Run.Attempts, AcceptedAt = now, Deadline = until + SweepComesLater, Answer = Spent.Into(answer: null, call.Spent) },
            cancel);
        return written is null ? CallResult.Ended : new CallResult(AnswerUntil: until);
    }

    /// <summary>Something of ours failed, before or after the call: the same attempt again, in the run's own orchestration.</summary>
    /// <returns>The run as it is written: what its orchestration is started with follows from it. Null: it has ended.</returns>
    internal Task<Run?> RepeatAsync(string shard, RunId run, DateTimeOffset at, CancellationToken cancel) =>
        WriteAsync(shard, run, known: null, run => run with { RetryAt = at }, cancel);

    /// <returns>The run as it is written. Null: it has ended; the callback was faster, or somebody cancelled it.</returns>
    private async Task<Run?> WriteAsync(string shard, RunId id, InFlightRun? known, Func<Run, Run> change, CancellationToken cancel)
    {
        for (var tries = 1; tries <= Tries; tries++, known = null)
        {
            if ((known ?? await runs.FindInFlightAsync(shard, id, cancel)) is not { Run.Status: RunStatus.Running } read)
            {
                return null;
            }

            var run = change(read.Run);
            run = run with { IsHandedOver = run.Batch is not null };
            if (await store.CommitAsync(new Transaction(shard).Replace(RunRow.InFlight(run, shard), read.ETag).UpsertRecords(run), cancel))
            {
                return run;
            }
        }

        throw new InvalidOperationException($"run {id} could not be handed over: its row changes too often");
    }
}
