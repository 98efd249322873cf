using AgentSched.Base;

namespace AgentSched.Bench;

/// <summary>Kills and starts hosts and workers, sets clocks wrong, has ticks come out of turn.</summary>
internal sealed class ChaosTrouble(ChaosOptions options, IReadOnlyList<ChaosMachine> machines, ChaosCounts counts)
{
    private static readonly TimeSpan LongestAbsence = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan BetweenTicks = TimeSpan.FromSeconds(4); // out of turn, on average
    private static readonly TimeSpan BetweenJumps = TimeSpan.FromSeconds(20);
    private const int MostAhead = 60; // seconds; a clock may be as much behind

    private readonly Random _random = new(options.Seed * 7919);

    /// <summary>All that goes wrong, each part until the time is over.</summary>
    public IEnumerable<(string Name, Task Task)> Make(DateTimeOffset until) => [("kills", KillAsync(until)), ("ticks", TickAsync(until)), ("clocks", JumpAsync(until))];

    /// <summary>Has all machines up, and their clocks right.</summary>
    public async Task EndAsync()
    {
        foreach (var machine in machines)
        {
            machine.Shift(TimeSpan.Zero);
            if (machine.IsDead)
            {
                await machine.StartAsync(CancellationToken.None);
            }
        }
    }

    private async Task KillAsync(DateTimeOffset until)
    {
        var dead = new List<Task>();
        while (options.KillsPerMinute > 0 && await PauseAsync(TimeSpan.FromMinutes(1) / options.KillsPerMinute, until))
        {
            var machine = machines[_random.Next(machines.Count)];
            if (!machine.IsUp)
            {
                counts.Add("host killed while it started, or away anyway");
                machine.Kill();
                continue; // it is coming up again
            }

            switch (_random.Next(6))
            {
                case 0:
                    counts.Add("host asked to end");
                    await machine.StopAsync();
                    break;
                case 1 or 2:
                    counts.Add("worker killed");
                    machine.KillWorker();
                    continue; // its host starts another
                case 3:
                    counts.Add("host killed");
                    machine.KillHost();
                    break;
                default:
                    counts.Add("host and worker killed");
                    machine.Kill();
                    break;
            }

            dead.Add(ComeBackAsync(machine, _random.NextDouble() * LongestAbsence));
        }

        await Task.WhenAll(dead);
    }

    private static async Task ComeBackAsync(ChaosMachine machine, TimeSpan after)
    {
        await Task.Delay(after);
        await machine.StartAsync(CancellationToken.None);
    }

    private async Task TickAsync(DateTimeOffset until)
    {
        while (await PauseAsync(BetweenTicks, until))
        {
            counts.Add("tick out of turn");
            await machines[_random.Next(machines.Count)].TickAsync();
        }
    }

    private async Task JumpAsync(DateTimeOffset until)
    {
        while (await PauseAsync(BetweenJumps, until))
        {
            counts.Add("clock set wrong, or right again");
            machines[_random.Next(machines.Count)].Shift(_random.Next(3) == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(_random.Next(-MostAhead, MostAhead)));
        }
    }

    /// <returns>False: the time is over.</returns>
    private async Task<bool> PauseAsync(TimeSpan mean, DateTimeOffset until)
    {
        var pause = mean * (0.5 + _random.NextDouble());
        if (DateTimeOffset.UtcNow + pause >= until)
        {
            await TimeProvider.System.WaitUntilAsync(until, CancellationToken.None);
            return false;
        }

        await Task.Delay(pause);
        return true;
    }
}
