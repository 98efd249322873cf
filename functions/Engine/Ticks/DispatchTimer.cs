using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Engine.Ticks;

/// <summary>The tick: a hint that something may be due. It may come early, late, twice, or on two machines at once.</summary>
public sealed class DispatchTimer(Dispatcher dispatcher, Heartbeat heartbeat, TimeProvider clock)
{
    /// <summary>Runs at the times of the setting <c>DispatchCron</c>: every minute.</summary>
    [Function(nameof(DispatchTimer))]
    public async Task RunAsync([TimerTrigger("%DispatchCron%")] TimerInfo tick, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (await dispatcher.DispatchDueAsync(now, cancel))
        {
            await heartbeat.TickedAsync(now, cancel);
        }
    }
}
