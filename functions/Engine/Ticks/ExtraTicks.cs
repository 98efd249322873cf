namespace AgentSched.Engine.Ticks;

/// <summary>
/// Ticks of single shards between those of the timer, for schedules that are created or enabled so late that the timer's next tick would
/// see them too late. Schedules of a shard that come within two seconds, as in an import, are claimed and sent together. If the process
/// dies before such a tick, the timer's next tick does the work.
/// </summary>
public class ExtraTicks(TimeProvider clock)
{
    /// <summary>How long a tick waits for further schedules.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>Requests a tick of a shard and does not wait for it. A simulation overrides this.</summary>
    internal virtual void Ask(string shard, Func<Task> tick)
    {
        lock (_asked)
        {
            if (_asked.Add(shard))
            {
                _ = TickAsync(shard, tick);
            }
        }
    }

    private async Task TickAsync(string shard, Func<Task> tick)
    {
        await Task.Delay(Pause, clock, CancellationToken.None);
        lock (_asked)
        {
            _asked.Remove(shard);
        }

        await tick();
    }
}
