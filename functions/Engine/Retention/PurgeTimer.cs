using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AgentSched.Engine.Retention;

/// <summary>Deletes expired data once an hour.</summary>
public sealed class PurgeTimer(Purge purge, TimeProvider clock)
{
    /// <summary>Runs 17 min 45 s after each full hour, when ticks and sweeps have most likely finished.</summary>
    [Function(nameof(PurgeTimer))]
    public Task RunAsync([TimerTrigger("45 17 * * * *")] TimerInfo tick, [DurableClient] DurableTaskClient durable, CancellationToken cancel) =>
        purge.PurgeAsync(durable, now: clock.GetUtcNow(), cancel);
}
