namespace AgentSched.Model.Webhooks;

/// <summary>When an event that was not taken is posted again. Pure.</summary>
internal static class WebhookRetry
{
    /// <summary>All attempts, the first included.</summary>
    public const int MaxAttempts = 8;

    /// <summary>Longest wait that a receiver may ask for.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromHours(12);

    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(6), MaxDelay,
    ];

    /// <summary>How long to wait; null: the event is given up.</summary>
    /// <param name="attempts">How many attempts failed; 1 or more.</param>
    /// <param name="status">The status of the last answer: 410 says that nobody will ever take it. Null: none came.</param>
    /// <param name="retryAfter">What the receiver asked for; counts where it is more than our own delay. Null: nothing.</param>
    /// <param name="spread">0 to 1: up to a tenth more, so that what failed together does not come back together.</param>
    public static TimeSpan? Delay(int attempts, int? status, TimeSpan? retryAfter, double spread)
    {
        if (attempts >= MaxAttempts || status == 410)
        {
            return null;
        }

        var own = Delays[attempts - 1] * (1 + spread / 10);
        return retryAfter > own ? (retryAfter < MaxDelay ? retryAfter : MaxDelay) : own;
    }
}
