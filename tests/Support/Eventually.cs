using System.Diagnostics;

namespace AgentSched.Tests.Support;

/// <summary>Waits for something that other processes bring about. Not for in-process tests: these have <see cref="TestApp.SettleAsync"/>.</summary>
public static class Eventually
{
    /// <summary>Looks until there is something to see: every 50 ms at first, every second once it has waited for ten.</summary>
    /// <exception cref="TimeoutException">The limit passed.</exception>
    public static async Task<T> SeeAsync<T>(Func<Task<T?>> look, TimeSpan limit, Func<string>? otherwise = null)
        where T : class
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < limit)
        {
            if (await look() is { } seen)
            {
                return seen;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Math.Clamp(clock.ElapsedMilliseconds / 10, 50, 1000)));
        }

        throw new TimeoutException($"not seen within {limit.TotalSeconds:0} s. {otherwise?.Invoke()}");
    }
}
