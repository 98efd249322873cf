using AgentSched.Engine.Openings;
using AgentSched.Engine.Ticks;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AgentSched.Engine.Sweeps;

/// <summary>Runs the sweep, processes poison messages and writes the ticks' heartbeat; the first one also checks the specs.</summary>
public sealed class SweepTimer(Sweep sweep, SpecCheck specs, PoisonQueues poison, Heartbeat heartbeat, TimeProvider clock)
{
    /// <summary>Runs at the times of the setting <c>SweepCron</c>: every minute, half a minute after the tick.</summary>
    [Function(nameof(SweepTimer))]
    public async Task RunAsync([TimerTrigger("%SweepCron%")] TimerInfo tick, [DurableClient] DurableTaskClient durable, CancellationToken cancel)
    {
        await sweep.SweepAsync(durable, now: clock.GetUtcNow(), cancel);
        await poison.SweepAsync(cancel);
        await heartbeat.SweptAsync(cancel);
        await specs.CheckOnceAsync(cancel);
    }
}
