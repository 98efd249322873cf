using AgentSched.Model.Calls;
using AgentSched.Model.Runs;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Runs;
using AgentSched.Storage.Tables;

namespace AgentSched.Engine.Calls;

/// <summary>
/// Records the next action for a run after a call that did not end it. If a batch made the call, the same transaction hands the run over to
/// an orchestration of its own, which is started afterwards: after a crash in between, the sweep starts it, and the batch's step does not
/// call the agent again.
/// </summary>
public sealed class RunHandover(TableStore store, RunTable runs)
{
    /// <summary>Delay of the sweep's deadline after the orchestration's own timer: the sweep closes only runs that the timer missed.</summary>
    internal static readonly TimeSpan SweepDelay = TimeSpan.FromMinutes(1);

    private const int Tries = 20;

    /// <summary>Records a retry after a failed call. Writes nothing if the run has an orchestration of its own, which keeps that state itself.</summary>
    internal async Task<CallResult> RetryAsync(string shard, PreparedCall call, InFlightRun? known, DateTimeOffset retryAt, Spent? spent, IReadOnlyList<RunCall> calls, CancellationToken cancel)
    {
        var goesOn = call.Run.IsAlone || await WriteAsync(
            shard,
            call.Run.Id,
            known,
            run => run.Called(call.Run) with { Failures = call.Failures + 1, RetryAt = retryAt, Calls = calls, Answer = Spent.Into(answer: null, spent) },
            cancel) is not null;
        return goesOn ? new CallResult(retryAt, Spent: spent, Calls: calls) : CallResult.Ended;
    }

    /// <summary>Records that the agent will call back: no function runs for the run until it does or the timeout passes.</summary>
    internal async Task<CallResult> AcceptAsync(string shard, PreparedCall call, InFlightRun? known, DateTimeOffset now, CancellationToken cancel)
    {
        var until = now + call.Call.Timeout;
        var written = await WriteAsync(
            shard,
            call.Run.Id,
            known,
            run => run.Called(call.Run) with
            {
                AcceptedAt = now,
                Deadline = until + SweepDelay,
                Calls = call.Run.Calls is [] ? [] : call.CallsAfter(RunReason.Completed, now),
                Answer = Spent.Into(answer: null, call.Spent),
            },
            cancel);
        return written is null ? CallResult.Ended : new CallResult(AnswerUntil: until);
    }

    /// <summary>Records a repeat of the same attempt in the run's own orchestration, after a failure of the app before or after the call.</summary>
    /// <returns>The run as written; the input of its orchestration is derived from it. Null: it has ended.</returns>
    internal Task<Run?> RepeatAsync(string shard, RunId run, DateTimeOffset at, CancellationToken cancel) =>
        WriteAsync(shard, run, known: null, run => run with { RetryAt = run.RetryAt > at ? run.RetryAt : at }, cancel);

    /// <returns>The run as written. Null: it has ended; the callback was faster, or it was cancelled.</returns>
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
