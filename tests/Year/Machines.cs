using System.Text.Json;
using AgentSched.Base;
using AgentSched.Engine.Ticks;
using AgentSched.Storage.Runs;
using Azure;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.Year;

/// <summary>Two machines, each of which runs one process after the other.</summary>
internal sealed class Machines : IDisposable
{
    private readonly World _world;
    private readonly IServiceCollection _template;
    private readonly Process?[] _processes = new Process?[2];
    private DateTimeOffset _downUntil;

    public Machines(World world)
    {
        _world = world;
        _template = Process.Template(world);
        Calls = new Calls(world, this);
        Deliveries = new Deliveries(world, this);
    }

    public Calls Calls { get; }

    public Deliveries Deliveries { get; }

    /// <summary>One that lives; null: none does.</summary>
    public Process? Any()
    {
        var first = _world.Random.Next(_processes.Length);
        return _processes[first] ?? _processes[1 - first];
    }

    /// <summary>All that live.</summary>
    public IEnumerable<Process> All => _processes.OfType<Process>();

    /// <summary>Nothing runs for a while.</summary>
    public void GoDown(TimeSpan duration)
    {
        _downUntil = _world.Clock.Now + duration;
        foreach (var process in All.ToList())
        {
            process.Faults.Kill();
        }
    }

    /// <summary>Whoever is down comes back at once.</summary>
    public void ComeUp()
    {
        _downUntil = _world.Clock.Now;
        for (var machine = 0; machine < _processes.Length; machine++)
        {
            if (_processes[machine] is null)
            {
                Start(machine);
            }
        }
    }

    /// <summary>Plans work for whoever lives then; where nobody does, it comes again.</summary>
    /// <param name="time">When.</param>
    /// <param name="work">What.</param>
    /// <param name="ended">Hears whether it went well.</param>
    public void At(DateTimeOffset time, Func<Process, Task> work, Action<bool>? ended = null) => _world.At(time, () =>
    {
        if (Any() is { } process)
        {
            return () => DoAsync(process, work, ended);
        }

        At(_world.Clock.Now + TimeSpan.FromSeconds(20) + _world.UpTo(40), work, ended);
        return null;
    });

    /// <summary>Work of one process, which may die of it.</summary>
    public async Task DoAsync(Process process, Func<Process, Task> work, Action<bool>? ended = null)
    {
        var done = false;
        try
        {
            await work(process);
            done = true;
        }
        catch (OperationCanceledException) when (process.Faults.IsDead)
        {
            // killed in the middle of it
        }
        catch (RequestFailedException e) when (e.ErrorCode == Faults.Trouble)
        {
            _world.Counts.Add("work that failed");
        }
        catch (InvalidOperationException e) when (e.Message.Contains("too often", StringComparison.Ordinal))
        {
            _world.Counts.Add("work that gave up");
        }

        ended?.Invoke(done);
    }

    public void Dispose()
    {
        foreach (var process in All)
        {
            process.Dispose();
        }
    }

    private void Start(int machine)
    {
        var process = Process.Start(_world, _template, Calls, Deliveries.Send, new PlannedTicks(_world, this));
        process.Faults.Died = () =>
        {
            _processes[machine] = null;
            Restart(machine, _world.Clock.Now + TimeSpan.FromSeconds(1) + _world.UpTo(_world.Once(4) ? 300 : 20));
        };
        _processes[machine] = process;
    }

    private void Restart(int machine, DateTimeOffset at) => _world.At(at, () =>
    {
        if (_world.Clock.Now < _downUntil)
        {
            Restart(machine, _downUntil + _world.UpTo(30));
        }
        else if (_processes[machine] is null)
        {
            Start(machine);
        }

        return null;
    });
}

/// <summary>Ticks that are asked for: whoever lives then makes them, and nobody where the one that was asked has died.</summary>
internal sealed class PlannedTicks(World world, Machines machines) : ExtraTicks(TimeProvider.System)
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    internal override void Ask(string shard, Func<Task> tick)
    {
        if (_asked.Add(shard))
        {
            machines.At(world.Clock.Now + Pause, process =>
            {
                _asked.Remove(shard);
                return process.Dispatcher.DispatchShardAsync(shard, process.Clock.GetUtcNow(), CancellationToken.None);
            });
        }
    }
}

/// <summary>Brings the queue's messages to whoever lives: late now and then, twice now and then, again where the work failed.</summary>
internal sealed class Deliveries(World world, Machines machines)
{
    private const int MaxDequeueCount = 5;
    private static readonly TimeSpan VisibilityTimeout = TimeSpan.FromMinutes(1);

    public void Send(RunRequest request, TimeSpan visibleIn)
    {
        var copies = world.Once(60) ? 2 : 1;
        for (var copy = 0; copy < copies; copy++)
        {
            Deliver(request, world.Clock.Now + visibleIn + (world.Once(80) ? world.UpTo(900) : world.UpTo(world.Once(3) ? 2 : 0.3)), dequeued: 1);
        }

        world.Counts.Add("message that comes twice", copies - 1);
    }

    private void Deliver(RunRequest request, DateTimeOffset at, int dequeued) => machines.At(
        at,
        process => dequeued <= MaxDequeueCount
            ? process.Starter.RunAsync(request, process.Durable, CancellationToken.None)
            : process.Poison.EndRunsAsync(JsonSerializer.Serialize(request, Json.Options), CancellationToken.None),
        done =>
        {
            if (!done)
            {
                Deliver(request, world.Clock.Now + VisibilityTimeout + world.UpTo(2), dequeued + 1);
            }
        });
}
