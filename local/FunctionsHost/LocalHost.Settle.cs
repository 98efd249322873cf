using System.Diagnostics;

namespace AgentSched.FunctionsHost;

public sealed partial class LocalHost
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Returns when nothing is left to do now: no function runs, no trigger queue has a visible message, no timer is due and the
    /// durable hub is idle, three looks in a row. Messages and timers of later do not count.
    /// </summary>
    /// <exception cref="TimeoutException">The limit passed; the message names what is still busy.</exception>
    public async Task SettleAsync(TimeSpan limit)
    {
        var started = Stopwatch.GetTimestamp();
        for (var calm = 0; calm < 3;)
        {
            var busy = await BusyAsync();
            calm = busy.Count == 0 ? calm + 1 : 0;
            if (Stopwatch.GetElapsedTime(started) > limit && calm == 0)
            {
                throw new TimeoutException($"After {limit} still busy: {string.Join("; ", busy)}.");
            }

            await Task.Delay(BetweenLooks);
        }
    }

    private async Task<List<string>> BusyAsync()
    {
        var busy = new List<string>();
        if (!_starting.IsCompleted)
        {
            return ["storage does not answer, the start waits for it"];
        }

        foreach (var queue in _queues)
        {
            if (await queue.HasVisibleMessageAsync(CancellationToken.None))
            {
                busy.Add($"queue {queue.Queue} has visible messages");
            }
            else
            {
                // What has just been received is counted among the running functions afterwards.
                await queue.Receiving.WaitAsync(TimeSpan.FromSeconds(30)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        if (_hub is { IsIdle: false })
        {
            busy.Add("the durable hub has work");
        }

        var now = _clock.GetUtcNow();
        busy.AddRange(Plan.Timers.Timers.Where(timer => timer.NextTick <= now).Select(timer => $"timer {timer.Function.Name} is due"));
        busy.AddRange(_runner!.Running.Names().Select(name => $"{name} runs"));
        return busy;
    }
}
