using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AgentSched.Dispatch;

/// <summary>Looks after what a crash left behind.</summary>
public sealed class SweepTimer(Sweep sweep, TimeProvider clock)
{
    /// <summary>Runs by the setting <c>SweepCron</c>: every minute, half a minute after the tick.</summary>
    [Function(nameof(SweepTimer))]
    public Task RunAsync([TimerTrigger("%SweepCron%")] TimerInfo tick, [DurableClient] DurableTaskClient durable, CancellationToken cancel) =>
        sweep.SweepAsync(durable, now: clock.GetUtcNow(), cancel);
}
