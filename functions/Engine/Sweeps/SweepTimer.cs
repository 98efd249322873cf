using AgentSched.Engine.Openings;
using AgentSched.Engine.Ticks;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AgentSched.Engine.Sweeps;

/// <summary>Looks after what a crash left behind, and writes down that the ticks go on.</summary>
public sealed class SweepTimer(Sweep sweep, PoisonQueues poison, Heartbeat heartbeat, TimeProvider clock)
{
    /// <summary>Runs by the setting <c>SweepCron</c>: every minute, half a minute after the tick.</summary>
    [Function(nameof(SweepTimer))]
    public async Task RunAsync([TimerTrigger("%SweepCron%")] TimerInfo tick, [DurableClient] DurableTaskClient durable, CancellationToken cancel)
    {
        await sweep.SweepAsync(durable, now: clock.GetUtcNow(), cancel);
        await poison.SweepAsync(cancel);
        await heartbeat.SweptAsync(cancel);
    }
}
