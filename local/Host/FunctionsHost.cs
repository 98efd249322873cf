using AgentSched.Hosting.Functions;
using AgentSched.Hosting.Http;
using AgentSched.Hosting.Jobs;
using AgentSched.Hosting.Settings;
using AgentSched.Hosting.Timers;
using AgentSched.Hosting.Workers;
using Microsoft.Extensions.Logging;

namespace AgentSched.Hosting;

/// <summary>A running Functions host: one app, its worker, its triggers, on one loopback port.</summary>
public sealed class FunctionsHost : IAsyncDisposable
{
    private readonly FunctionsHostOptions _options;
    private readonly ILogger _log;
    private readonly Stack<IAsyncDisposable> _parts = new();
    private readonly Dictionary<string, FunctionTimer> _timers = new(StringComparer.OrdinalIgnoreCase);
    private WorkerSupervisor _workers = null!;
    private HttpFront _front = null!;
    private Invoker _invoker = null!;
    private JobsHost? _jobs;
    private TimerLoops? _loops;
    private bool _stopped;

    private FunctionsHost(FunctionsHostOptions options, ILoggerFactory loggers) => (_options, _log) = (options, loggers.CreateLogger(HostLog.Category));

    /// <summary>Where the app answers, with a slash at the end.</summary>
    public Uri Address => _front.Address;

    /// <summary>Names of the functions that run here; disabled ones are missing.</summary>
    public IReadOnlyList<string> Functions => [.. _workers.Functions.Select(function => function.Name)];

    /// <summary>Number of invocations that the worker has not answered yet, over all triggers.</summary>
    public int RunningInvocations => _invoker.Running;

    /// <summary>Null while the worker is started again, and when it runs in this process.</summary>
    public int? WorkerProcessId => _workers.ProcessId;

    /// <summary>Starts host and worker; the app answers when this returns.</summary>
    /// <exception cref="HostException">A setting or a function is refused, the port is taken, or the worker does not start.</exception>
    public static async Task<FunctionsHost> StartAsync(FunctionsHostOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Worker is not null && options.WorkerAssembly is null)
            throw new ArgumentException("Worker needs WorkerAssembly.", nameof(options));

        // With it, the Durable extension would write every event to standard output.
        Environment.SetEnvironmentVariable("CONTAINER_NAME", null);
        var settings = new HostSettings(options);
        var loggers = HostLogging.Create(settings.Configuration, options.Log);
        var host = new FunctionsHost(options, loggers);
        host._parts.Push(new HostLogging.Closing(loggers));
        try
        {
            await host.StartAsync(settings, loggers, cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a timer function now and awaits it; what failed in it is thrown.</summary>
    /// <exception cref="ArgumentException">There is no timer function of this name.</exception>
    public Task RunTimerAsync(string name, CancellationToken cancellationToken = default) => _timers.TryGetValue(name, out var timer)
        ? timer.RunAsync(status: null, isPastDue: false, cancellationToken)
        : throw new ArgumentException($"There is no timer function \"{name}\"; there are {string.Join(", ", _timers.Keys)}.", nameof(name));

    /// <summary>Stops in order: no new work, then running work for up to <see cref="FunctionsHostOptions.StopLimit"/>, then the worker.</summary>
    public async Task StopAsync()
    {
        if (_stopped)
            return;
        _stopped = true;
        using var limit = new CancellationTokenSource(_options.StopLimit + TimeSpan.FromSeconds(10));
        var triggers = Task.WhenAll(_loops?.DisposeAsync().AsTask() ?? Task.CompletedTask, _jobs?.StopAsync(limit.Token) ?? Task.CompletedTask, _front?.StopAsync(limit.Token) ?? Task.CompletedTask);
        if (_invoker is not null)
            await _invoker.EndAsync(_options.StopLimit, running => _log.StopLimitReached(running, _options.StopLimit));
        await triggers;
    }

    /// <summary>Stops the host and frees everything. Safe to call twice.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        while (_parts.TryPop(out var part))
            await part.DisposeAsync();
    }

    private async Task StartAsync(HostSettings settings, ILoggerFactory loggers, CancellationToken cancel)
    {
        const string Assembly = "AgentSched.Functions.dll";
        if (!File.Exists(Path.Combine(settings.AppFolder, Assembly)))
            throw new HostException($"{settings.AppFolder} does not hold {Assembly}; build functions/ first, or say where the built app is");

        _front = Keep(await HttpFront.StartAsync(settings.Port, loggers, cancel));
        var server = Keep(await WorkerServer.StartAsync(loggers, cancel));
        IWorkerLauncher launcher = _options.Worker is null ? new WorkerProcess.Launcher(settings, Assembly, loggers) : new InProcessWorker.Launcher(_options, settings);
        _workers = Keep(new WorkerSupervisor(launcher, server, settings.AppFolder, loggers));
        _invoker = new Invoker(_workers, settings.FunctionTimeout);
        await _workers.StartAsync(
            functions =>
            {
                FunctionRules.Check(functions, settings);
                return [.. functions.Where(function => !settings.Disabled(function.Name))];
            },
            cancel);

        var functions = _workers.Functions;
        var hostId = settings.HostId(Path.GetFileNameWithoutExtension(Assembly));
        foreach (var timer in functions.Where(function => function.Is("timerTrigger")))
            _timers[timer.Name] = new FunctionTimer(timer, settings, _invoker);
        var jobs = functions.Where(function => function.Is("orchestrationTrigger") || function.Is("activityTrigger") || (_options.RunQueues && function.Is("queueTrigger")));
        _jobs = Keep(new JobsHost(jobs, settings, hostId, Address, _invoker, loggers));
        await _jobs.StartAsync(cancel);
        if (_options.RunTimers)
            _loops = new TimerLoops([.. _timers.Values], _jobs.Services, hostId, loggers);
        _front.Open(
            Functions,
            functions.Where(function => function.Is("httpTrigger")).Select(function => new HttpRoute(function, settings.RoutePrefix)), _invoker, settings.FunctionTimeout, StartTimer);
    }

    /// <returns>False: there is no such timer.</returns>
    private bool StartTimer(string name)
    {
        if (!_timers.TryGetValue(name, out var timer))
            return false;
        _ = RunAsync();
        return true;

        async Task RunAsync()
        {
            try
            {
                await timer.RunAsync(status: null, isPastDue: false, CancellationToken.None);
            }
            catch (Exception e)
            {
                _log.TimerFailed(e, timer.Name);
            }
        }
    }

    private T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        _parts.Push(part);
        return part;
    }
}
