namespace AgentSched.Model.Webhooks;

/// <summary>Decides when a failed delivery is retried. Pure.</summary>
internal static class WebhookRetry
{
    /// <summary>Maximum number of attempts, including the first.</summary>
    public const int MaxAttempts = 8;

    /// <summary>Upper bound of the delay that a receiver may ask for.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromHours(12);

    /// <summary>Lower bound of the delay that a receiver may ask for.</summary>
    public static readonly TimeSpan MinDelay = TimeSpan.FromSeconds(1);

    /// <summary>Number of failed attempts up to which a delay shorter than our own is kept; the later attempts are for receivers that are down for hours.</summary>
    private const int Shortened = 4;

    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(6), MaxDelay,
    ];

    /// <summary>Delay before the next attempt; null: the delivery is given up.</summary>
    /// <param name="attempts">Number of failed attempts; 1 or more.</param>
    /// <param name="status">The status of the last response: 410 ends the attempts. Null: there was none.</param>
    /// <param name="retryAfter">Delay that the receiver asked for; kept without a spread, from 1 s to 12 h. A shorter one than our own is kept up to the fourth attempt. Null: none.</param>
    /// <param name="spread">0 to 1: adds up to 10 % to our own delays, so that deliveries that failed together are not retried together.</param>
    public static TimeSpan? Delay(int attempts, int? status, TimeSpan? retryAfter, double spread)
    {
        if (attempts >= MaxAttempts || status == 410)
        {
            return null;
        }

        var own = Delays[attempts - 1] * (1 + spread / 10);
        return retryAfter is { } asked && (asked > own || attempts <= Shortened) ? TimeSpan.FromTicks(Math.Clamp(asked.Ticks, MinDelay.Ticks, MaxDelay.Ticks)) : own;
    }
}
