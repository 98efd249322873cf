using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AgentSched.Engine.Retention;

/// <summary>Removes what is too old, once an hour.</summary>
public sealed class PurgeTimer(Purge purge, TimeProvider clock)
{
    /// <summary>Runs at seventeen past each hour, when ticks and sweeps have most likely done their work.</summary>
    [Function(nameof(PurgeTimer))]
    public Task RunAsync([TimerTrigger("45 17 * * * *")] TimerInfo tick, [DurableClient] DurableTaskClient durable, CancellationToken cancel) =>
        purge.PurgeAsync(durable, now: clock.GetUtcNow(), cancel);
}
