using AgentSched.Engine.Closings;
using AgentSched.Model.Runs;
using Microsoft.DurableTask.Client;

namespace AgentSched.Engine.Calls;

/// <summary>Cancels runs that are claimed, waiting or running.</summary>
public sealed class RunCanceller(RunCloser closer, RunningCalls calls)
{
    /// <summary>Cancels a run. The record is written first; from then on, nothing that its orchestration does has an effect. Safe to repeat.</summary>
    /// <param name="shard">Its partition.</param>
    /// <param name="run">Its id.</param>
    /// <param name="reason">Why.</param>
    /// <param name="sentence">The reason in words.</param>
    /// <param name="durable">Terminates its orchestration.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <param name="actor">Who cancels it. Null: the scheduler.</param>
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
            if (begun.IsAlone) // a batch continues for its other runs
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
            // It may have ended meanwhile, which hosts report with different exceptions, so check whether it has.
            if (await durable.GetInstanceAsync(run.ToString(), cancel) is { IsCompleted: false })
            {
                throw;
            }
        }
    }
}
