namespace AgentSched.Base;

/// <summary>Waiting for a moment.</summary>
internal static class Moments
{
    /// <summary>Returns when a clock shows a time, never before it.</summary>
    public static async Task WaitUntilAsync(this TimeProvider clock, DateTimeOffset time, CancellationToken cancel)
    {
        // Whole milliseconds, the next: timers cut fractions off, and nothing may come early.
        for (var early = time - clock.GetUtcNow(); early > TimeSpan.Zero; early = time - clock.GetUtcNow())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(early.TotalMilliseconds)), clock, cancel);
        }
    }
}
