using AgentSched.Engine.Closings;
using AgentSched.Model.Runs;
using Microsoft.DurableTask.Client;

namespace AgentSched.Engine.Calls;

/// <summary>Takes runs back, whether they are only claimed, wait or run.</summary>
public sealed class RunCanceller(RunCloser closer, RunningCalls calls)
{
    /// <summary>The record comes first: from then on whatever its orchestration does counts for nothing. Safe to repeat.</summary>
    /// <param name="shard">Its partition.</param>
    /// <param name="run">Its id.</param>
    /// <param name="reason">Why.</param>
    /// <param name="sentence">The same in words.</param>
    /// <param name="durable">Ends its orchestration.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <param name="actor">Who takes it back. Null: nobody in particular.</param>
    /// <returns>False: it had ended before.</returns>
    internal async Task<bool> CancelAsync(string shard, RunId run, RunReason reason, string sentence, DurableTaskClient durable, CancellationToken cancel, string? actor = null)
    {
        Run? begun = null;
        var closed = await closer.CloseAsync(
            shard,
            run,
            (r, now) =>
            {
                begun = r.Status == RunStatus.Running ? r : null;
                return r.End(RunStatus.Cancelled, reason, sentence, now);
            },
            cancel,
            actor: actor);
        if (closed && begun is not null)
        {
            if (begun.IsAlone) // a batch goes on for the others
            {
                await TerminateAsync(durable, run, cancel);
            }

            await calls.HangUpAsync(run);
        }

        return closed;
    }

    private static async Task TerminateAsync(DurableTaskClient durable, RunId run, CancellationToken cancel)
    {
        try
        {
            if (await durable.GetInstanceAsync(run.ToString(), cancel) is { IsCompleted: false })
            {
                await durable.TerminateInstanceAsync(run.ToString(), cancellation: cancel);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // It may have ended in between, which hosts refuse in different ways; what counts is that it has.
            if (await durable.GetInstanceAsync(run.ToString(), cancel) is { IsCompleted: false })
            {
                throw;
            }
        }
    }
}
