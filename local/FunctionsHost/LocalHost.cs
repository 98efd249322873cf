using AgentSched.FunctionsHost.Durable;
using AgentSched.FunctionsHost.Functions;
using AgentSched.FunctionsHost.Http;
using AgentSched.FunctionsHost.Queues;
using AgentSched.FunctionsHost.Storage;
using AgentSched.FunctionsHost.Timers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Worker.Local;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentSched.FunctionsHost;

/// <summary>Runs the functions of an app in this process. From <c>IHost.Services</c>; started and stopped with the host.</summary>
public sealed partial class LocalHost : IAsyncDisposable
{
    private readonly IServiceProvider _services;
    private readonly string? _portArgument;
    private readonly LocalHostOptions _options;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _pumping = new();
    private readonly List<Task> _pumps = [];
    private HostPlan? _plan;
    private FunctionRunner? _runner;
    private ITimerMemory? _timerMemory;
    private readonly List<QueuePump> _queues = [];
    private readonly List<Task> _queuePumps = [];
    private readonly TimeProvider _clock;
    private DurableHub? _hub;
    private HttpListener? _listener;
    private Uri? _address;
    private bool _stopped;

    internal LocalHost(IServiceProvider services, string? portArgument)
    {
        (_services, _portArgument) = (services, portArgument);
        _options = services.GetRequiredService<IOptions<LocalHostOptions>>().Value;
        _clock = services.GetService<TimeProvider>() ?? TimeProvider.System;
        _loggers = services.GetRequiredService<ILoggerFactory>();
        _log = _loggers.CreateLogger("AgentSched.FunctionsHost");
    }

    /// <summary>Where the HTTP functions answer, without the route prefix.</summary>
    public Uri Address => _address ?? throw NotStarted();

    /// <summary>Names, sorted.</summary>
    public IReadOnlyList<string> Functions => [.. Plan.Functions.Select(function => function.Name)];

    internal static TimeSpan StopLimit { get; } = TimeSpan.FromSeconds(30);

    private HostPlan Plan => _plan ?? throw NotStarted();

    /// <summary>Runs a timer function now, as one tick, and returns when it is done; throws what it throws.</summary>
    public Task RunTimerAsync(string function, CancellationToken cancellationToken) =>
        Timer(function) is { } timer && _runner is not null
            ? timer.RunNowAsync(_timerMemory!, _runner, cancellationToken)
            : throw new ArgumentException(
                $"There is no timer function \"{function}\"; there are: {string.Join(", ", Plan.Timers.Timers.Select(t => t.Function.Name))}", nameof(function));

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await StopAsync(now.Token);
        _listener?.Dispose();
        await (_hub?.DisposeAsync() ?? ValueTask.CompletedTask);
        _runner?.Stopping.Dispose();
        _pumping.Dispose();
        foreach (var timer in _plan?.Timers.Timers ?? [])
        {
            timer.Dispose();
        }
    }

    /// <summary>Reads and checks everything; throws <see cref="LocalHostException"/> with all that is wrong.</summary>
    internal void Prepare() => _plan = new HostPlan(_services, _options, _portArgument);

    internal async Task StartAsync(CancellationToken cancel)
    {
        var plan = Plan;
        _runner = new FunctionRunner(_services, _services.GetRequiredService<WorkerMiddleware>(), plan.Host.FunctionTimeout, plan.Outputs);
        var appBlobs = plan.TimerAccount is { } timerAccount ? new AppBlobs(timerAccount.Blobs(), plan.HostId) : null;
        _timerMemory = appBlobs is null ? new ForgetfulTimerMemory() : appBlobs;
        if (plan.DurableAccount is { } account)
        {
            _hub = DurableRuntime.Create(plan.Host.Durable, plan.Durable, account, _runner, _services, _clock, _loggers);
            plan.DurableClients.Client = _hub.Client;
        }

        await ListenAsync(plan, cancel);
        await StartPumpsAsync(plan, appBlobs);
        LogReady(_log, _address!, plan.Functions.Count, plan.Assembly.GetName().Name!);
    }

    /// <summary>Nothing new, tokens fire, what runs may end until the limit or <paramref name="cancel"/>.</summary>
    internal async Task StopAsync(CancellationToken cancel)
    {
        if (_stopped || _runner is null)
        {
            return;
        }

        _stopped = true;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(StopLimit);
        await _pumping.CancelAsync();

        await _starting.WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // No message may arrive after the tokens fired: what they cut off and give back would come in again at once.
        await Task.WhenAll(_queuePumps).WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _runner.Stopping.CancelAsync();
        var hub = _hub?.StopAsync(limit.Token) ?? Task.CompletedTask;
        var ends = _pumps.Append(hub).Append(_listener?.StopAsync(limit.Token) ?? Task.CompletedTask).Append(_runner.Running.WhenIdleAsync(Timeout.InfiniteTimeSpan));
        await Task.WhenAll(ends).WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_runner.Running.Names() is { Count: > 0 } left)
        {
            LogLeft(_log, string.Join(", ", left));
        }
    }

    private static InvalidOperationException NotStarted() => new("The host of the functions has not started.");

    [LoggerMessage(10, LogLevel.Information, "{Address} answers; {Count} functions of {Assembly}")]
    private static partial void LogReady(ILogger logger, Uri address, int count, string assembly);

    [LoggerMessage(11, LogLevel.Warning, "Stopping while these still run: {Functions}")]
    private static partial void LogLeft(ILogger logger, string functions);

    [LoggerMessage(12, LogLevel.Error, "{Function}, started by hand, failed")]
    private static partial void LogAdmin(ILogger logger, Exception exception, string function);

    private FunctionTimer? Timer(string function) =>
        Plan.Timers.Timers.Find(timer => timer.Function.Name.Equals(function, StringComparison.OrdinalIgnoreCase));

    private async Task ListenAsync(HostPlan plan, CancellationToken cancel)
    {
        var settings = _services.GetRequiredService<IConfiguration>();
        var front = new HttpFront(
            HttpListener.Contexts(_services), [.. plan.Http.Routes], _runner!, new AdminRoutes(StartTimer), new Cors(settings), new FunctionKeys(settings), _loggers);
        _listener = new HttpListener(_services, _loggers);
        _address = await _listener.StartAsync(front, plan.Port, cancel);
    }

    private bool StartTimer(string function)
    {
        if (Timer(function) is not { } timer)
        {
            return false;
        }

        _ = Task.Run(() => RunByHandAsync(timer), CancellationToken.None);
        return true;
    }

    private async Task RunByHandAsync(FunctionTimer timer)
    {
        try
        {
            await timer.RunNowAsync(_timerMemory!, _runner!, _pumping.Token);
        }
        catch (Exception e)
        {
            LogAdmin(_log, e, timer.Function.Name);
        }
    }
}
