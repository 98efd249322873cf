namespace AgentSched.Engine.Ticks;

/// <summary>
/// Ticks of single shards between those of the timer, for schedules that are made or enabled so late that the timer's next tick would not
/// see them early: those of a shard that come within two seconds are claimed and sent together, as an import makes them. One that is lost
/// with its process is made up for by the timer's next tick.
/// </summary>
public class SoonTicks(TimeProvider clock)
{
    /// <summary>How long others are waited for.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>Asks for a tick of a shard and does not wait for it. A simulation puts its own here.</summary>
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
