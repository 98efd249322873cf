using System.Net;
using System.Net.Sockets;
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
    private const string Assembly = "AgentSched.Functions.dll";

    /// <summary>How long a stop waits for running invocations before it cancels them.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private readonly ILoggerFactory _loggers;
    private readonly ILogger _log;
    private Dictionary<string, FunctionTimer> _timers = [];
    private WorkerServer? _server;
    private WorkerSupervisor? _workers;
    private Invoker? _invoker;
    private JobsHost? _jobs;
    private HttpFront? _front;
    private TimerLoops? _loops;

    private FunctionsHost(ILoggerFactory loggers) => (_loggers, _log) = (loggers, loggers.CreateLogger(HostLog.Category));

    /// <summary>Where the app answers, with a slash at the end.</summary>
    public Uri Address => _front!.Address;

    /// <summary>Names of the functions that run here; disabled ones are missing.</summary>
    public IReadOnlyList<string> Functions => [.. _workers!.Functions.Select(function => function.Name)];

    /// <summary>Starts host and worker; the app answers when this returns.</summary>
    /// <exception cref="HostException">A setting or a function is refused, the port is taken, or the worker does not start.</exception>
    public static async Task<FunctionsHost> StartAsync(FunctionsHostOptions options, CancellationToken cancellationToken = default)
    {
        // If it is set, the Durable extension writes every event to standard output.
        Environment.SetEnvironmentVariable("CONTAINER_NAME", null);
        var settings = new HostSettings(options);
        var host = new FunctionsHost(LineLogger.Factory(settings.Configuration, options.Log ?? Console.Out.WriteLine));
        try
        {
            await host.StartAsync(settings, cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops in order: takes no new work, waits up to 30 s for running work, then stops the worker. Ends within 50 s, even if storage is unavailable.</summary>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(StopLimit + TimeSpan.FromSeconds(10));
        var triggers = Task.WhenAll(_loops?.DisposeAsync().AsTask() ?? Task.CompletedTask, _jobs?.StopAsync(limit.Token) ?? Task.CompletedTask, _front?.StopAsync(limit.Token) ?? Task.CompletedTask);
        if (_invoker is not null)
            await _invoker.EndAsync(StopLimit, running => _log.StopLimitReached(running, StopLimit));
        try
        {
            // The Durable extension ignores the token, and retries its leases until storage answers.
            await triggers.WaitAsync(limit.Token);
        }
        catch (Exception e)
        {
            _log.StopFailed(e);
            _jobs = null; // its Dispose would also wait for them
        }

        foreach (var part in new IAsyncDisposable?[] { _front, _jobs, _workers, _server })
        {
            if (part is not null)
                await part.DisposeAsync();
        }

        _invoker?.Dispose();
        _loggers.Dispose();
    }

    private async Task StartAsync(HostSettings settings, CancellationToken cancel)
    {
        if (!File.Exists(Path.Combine(settings.AppFolder, Assembly)))
            throw new HostException($"{settings.AppFolder} does not contain {Assembly}; build functions/ first, or give the folder of the built app");
        CheckPort(settings.Port);

        _server = await WorkerServer.StartAsync(_loggers, cancel);
        _workers = new WorkerSupervisor(id => new WorkerProcess(settings, Assembly, id, _server.Address, _loggers.CreateLogger("Host.Function.Console")), settings, _server, _loggers);
        _invoker = new Invoker(_workers, settings.FunctionTimeout);
        await _workers.StartAsync(cancel);
        var functions = _workers.Functions.ToLookup(function => function.Trigger!.Type, StringComparer.OrdinalIgnoreCase);
        var hostId = settings.HostId(Path.GetFileNameWithoutExtension(Assembly));
        _jobs = new JobsHost([.. functions["orchestrationTrigger"], .. functions["activityTrigger"], .. functions["queueTrigger"]], settings, hostId, _invoker, _loggers);
        await _jobs.StartAsync(cancel);
        _timers = functions["timerTrigger"].Select(timer => new FunctionTimer(timer, settings, _invoker)).ToDictionary(timer => timer.Name, StringComparer.OrdinalIgnoreCase);
        _front = await HttpFront.StartAsync(settings, functions["httpTrigger"], Functions, _invoker, Start, _loggers, cancel);
        _loops = new TimerLoops(_timers.Values, _jobs.Services, hostId, _log);
    }

    /// <summary>Fails if the port is in use, before anything is started.</summary>
    private static void CheckPort(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
        }
        catch (SocketException e)
        {
            throw new HostException($"Port {port} is in use; stop what listens there, or choose another port (0: any free one)", e);
        }
    }

    /// <summary>Runs a timer now.</summary>
    /// <returns>False: there is no such timer.</returns>
    private bool Start(string name)
    {
        if (!_timers.TryGetValue(name, out var timer))
            return false;
        _ = timer.RunAsync(status: null, isPastDue: false).ContinueWith(
            run => _log.TimerFailed(run.Exception!.InnerException!, name), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return true;
    }
}
