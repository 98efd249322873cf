using System.Globalization;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.FunctionsHost.Functions;

/// <summary>How often and when a failed timer function runs again within one tick.</summary>
internal sealed record RetryPolicy(int MaxRetries, TimeSpan First, TimeSpan Most)
{
    /// <summary>Retry 1 waits First; with an exponential policy every further one twice as long, up to Most.</summary>
    public TimeSpan Delay(int retry) =>
        TimeSpan.FromTicks((long)Math.Min(Most.Ticks, First.Ticks * Math.Pow(2, Math.Min(retry - 1, 40))));

    public static RetryPolicy? Read(RetryAttribute? attribute, Action<string> problem)
    {
        switch (attribute)
        {
            case FixedDelayRetryAttribute step when Span(step.DelayInterval) is { } delay:
                return new RetryPolicy(step.MaxRetryCount, delay, delay);
            case ExponentialBackoffRetryAttribute growing when Span(growing.MinimumInterval) is { } least && Span(growing.MaximumInterval) is { } most && least <= most:
                return new RetryPolicy(growing.MaxRetryCount, least, most);
            case null:
                return null;
            default:
                problem($"its {attribute.GetType().Name} names no valid intervals (hh:mm:ss, the smaller first)");
                return null;
        }
    }

    private static TimeSpan? Span(string text) =>
        TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= TimeSpan.Zero ? value : null;
}
