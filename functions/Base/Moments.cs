namespace AgentSched.Base;

/// <summary>Waits for a point in time.</summary>
internal static class Moments
{
    /// <summary>Returns once the clock has reached a time, never earlier.</summary>
    public static async Task WaitUntilAsync(this TimeProvider clock, DateTimeOffset time, CancellationToken cancel)
    {
        // Rounded up to whole milliseconds: timers truncate fractions and would fire early.
        for (var early = time - clock.GetUtcNow(); early > TimeSpan.Zero; early = time - clock.GetUtcNow())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(early.TotalMilliseconds)), clock, cancel);
        }
    }
}
