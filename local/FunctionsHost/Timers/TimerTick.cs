using AgentSched.FunctionsHost.Functions;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.FunctionsHost.Timers;

/// <summary>One tick, or its repetition after a failure.</summary>
internal sealed class TimerTick(TimerInfo info, string schedule, int retry, int maxRetries) : Trigger
{
    public TimerInfo Info => info;

    public override int RetryCount => retry;

    public override int MaxRetryCount => maxRetries;

    public override IReadOnlyDictionary<string, object?> Data { get; } =
        new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["TimerTrigger"] = schedule };
}
