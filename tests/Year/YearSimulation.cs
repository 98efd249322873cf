using System.Diagnostics;

namespace AgentSched.Year;

/// <summary>
/// A simulated year: the app's own dispatcher, opener, closer, sweep and editor in two processes over storage in memory, with all
/// that may go wrong. At its end the oracle says which occurrences must have a record, from the edits alone.
/// </summary>
internal sealed class YearSimulation : IDisposable
{
    private const int MostAtOnce = 4;
    private readonly World _world;
    private readonly Machines _machines;
    private readonly YearOptions _options;

    private YearSimulation(YearOptions options)
    {
        _options = options;
        _world = new World(options);
        _machines = new Machines(_world);
    }

    /// <summary>Simulates and checks.</summary>
    /// <param name="options">How large, how bad.</param>
    /// <param name="progress">Hears of each simulated day. Null: nobody asks.</param>
    public static YearReport Run(YearOptions options, Action<DateTimeOffset>? progress = null)
    {
        using var simulation = new YearSimulation(options);
        return simulation.Run(progress);
    }

    public void Dispose()
    {
        _machines.Dispose();
        _world.Dispose();
    }

    private YearReport Run(Action<DateTimeOffset>? progress)
    {
        var began = Stopwatch.GetTimestamp();
        _machines.ComeUp();
        var agents = new AgentEdits(_world, _machines);
        _world.Interleaving.Run([agents.AddAsync]);
        _world.FaultRate = 1.0 / _options.WritesPerFault;
        new Edits(_world, _machines).PlanCreates();
        PlanMinute(_options.Start);
        PlanAbsence();
        agents.Plan();
        PlanChecks(progress);
        while (_world.NextEventAt < _options.End)
        {
            Step();
        }

        SettleDown();
        var oracle = new Oracle(_world);
        oracle.Check();
        new RestCheck(_world).CheckAtRest();
        return new YearReport(_options, _world, oracle, Stopwatch.GetElapsedTime(began));
    }

    /// <summary>The next event, and sometimes those right after it at the same time.</summary>
    private void Step()
    {
        var together = new List<Func<Task>>();
        var most = _world.Once(_options.EventsPerCrowd) ? MostAtOnce : 1;
        for (var until = _world.NextEventAt.AddSeconds(2); _world.HasEvents && together.Count < most && _world.NextEventAt <= until;)
        {
            if (_world.TakeEvent() is { } operation)
            {
                together.Add(operation);
            }
        }

        if (together.Count > 1)
        {
            _world.Counts.Add("several at once");
        }

        _world.Interleaving.Run(together);
    }

    /// <summary>A tick and a sweep a minute: mostly on time and on one machine.</summary>
    private void PlanMinute(DateTimeOffset minute) => _world.At(minute.AddSeconds(-5), () =>
    {
        if (_world.IsOver)
        {
            return null;
        }

        PlanMinute(minute.AddMinutes(1));
        var off = _world.Random.Next(100) switch
        {
            < 90 => _world.UpTo(2),
            < 95 => _world.UpTo(30),
            < 98 => -_world.UpTo(5),
            _ => TimeSpan.FromSeconds(5) + _world.UpTo(110), // after the next one, perhaps
        };
        switch (_world.Random.Next(100))
        {
            case < 94:
                Tick(minute + off, "tick");
                break;
            case < 96:
                _world.Counts.Add("tick that never came");
                break;
            default:
                Tick(minute + off, "tick");
                Tick(minute + off + _world.UpTo(_world.Once(2) ? 0.05 : 20), "tick that came twice");
                break;
        }

        Work(minute.AddSeconds(30) + _world.UpTo(3), process => process.Sweep.SweepAsync(process.Durable, process.Clock.GetUtcNow(), CancellationToken.None), "sweep");
        return null;
    });

    private void Tick(DateTimeOffset at, string what) => Work(at, process => process.Dispatcher.DispatchDueAsync(process.Clock.GetUtcNow(), CancellationToken.None), what);

    /// <summary>Timers do not wait for a process: where none lives, nothing happens.</summary>
    private void Work(DateTimeOffset at, Func<Process, Task> work, string what) => _world.At(at, () =>
    {
        if (_world.IsOver)
        {
            return null;
        }

        if (_machines.Any() is not { } process)
        {
            _world.Counts.Add($"{what} while the app was down");
            return null;
        }

        _world.Counts.Add(what);
        return () => _machines.DoAsync(process, work);
    });

    private void PlanAbsence() => _world.In(_world.About(_options.BetweenAbsences), () =>
    {
        if (_world.IsOver)
        {
            return null;
        }

        var (name, length) = _world.Random.Next(20) switch
        {
            < 10 => ("minute", TimeSpan.FromMinutes(1)),
            < 16 => ("hour", TimeSpan.FromHours(1)),
            < 19 => ("day", TimeSpan.FromDays(1)),
            _ => ("week", TimeSpan.FromDays(7)),
        };
        _world.Counts.Add($"absence of a {name}");
        _machines.GoDown((_world.UpTo(1).TotalSeconds + 0.5) * length);
        PlanAbsence();
        return null;
    });

    private void PlanChecks(Action<DateTimeOffset>? progress) => _world.In(_world.About(TimeSpan.FromHours(20)), () =>
    {
        new RestCheck(_world).CheckAlways();
        _world.Counts.Add("check of all rows in the midst of it");
        progress?.Invoke(_world.Clock.Now);
        PlanChecks(progress);
        return null;
    });

    /// <summary>The year is over: one good tick at its very end, then no more ticks, and all that was begun ends.</summary>
    private void SettleDown()
    {
        _world.FaultRate = 0;
        _world.Clock.MoveTo(_options.End);
        _machines.ComeUp();
        var process = _machines.Any()!;
        _world.IsOver = true;
        _world.Interleaving.Run([() => process.Dispatcher.DispatchDueAsync(_options.End, CancellationToken.None)]);
        for (var minutes = 0; _world.Table.OfKind('r').Any(); minutes++)
        {
            if (minutes > 10_000)
            {
                _world.Problem($"{_world.Table.OfKind('r').Count()} runs do not end, the first of them {_world.Table.OfKind('r').First().RowKey}");
                return;
            }

            var until = _options.End.AddMinutes(minutes);
            while (_world.NextEventAt < until)
            {
                Step();
            }

            _world.Clock.MoveTo(until);
            _world.Interleaving.Run([() => process.Sweep.SweepAsync(process.Durable, process.Clock.GetUtcNow(), CancellationToken.None)]);
        }
    }
}
