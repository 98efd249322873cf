using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AgentSched.Tests.Support;

/// <summary>How the harness stands to its app.</summary>
internal sealed record HarnessOptions(string Storage, bool RunQueues = true);

/// <summary>
/// Calls the app's functions in this process, by their attributes, as the Functions host and the worker would together: HTTP, queues
/// and orchestrations by themselves, timers only when told. Started and stopped with the app.
/// </summary>
public sealed class FunctionsHarness : IHostedService, IAsyncDisposable
{
    private static readonly IReadOnlyList<HarnessFunction> All = HarnessFunction.AllOf(typeof(AppBuilder).Assembly);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private readonly HarnessCalls _calls;
    private readonly HarnessHttp _http;
    private readonly HostJson _settings;
    private readonly DurableWorker _durable;
    private readonly IReadOnlyList<HarnessQueue> _queues;

    private FunctionsHarness(IServiceProvider services, HarnessOptions options)
    {
        var store = DurableStore.Of(options.Storage);
        _settings = new HostJson(options.Storage);
        _calls = new HarnessCalls(services, All);
        _http = new HarnessHttp(_calls, All);
        _durable = new DurableWorker(store, _calls, services.GetRequiredService<TimeProvider>());
        _calls.Durable = new HarnessDurableClient(store, _durable, _calls);
        _queues = options.RunQueues
            ? [.. from function in All
                  where function.Trigger is QueueTriggerAttribute
                  select new HarnessQueue(function, _settings.Queue(((QueueTriggerAttribute)function.Trigger).QueueName), _calls, _settings)]
            : [];
    }

    /// <summary>Where the HTTP functions answer, without the route prefix.</summary>
    public Uri Address => _http.Address;

    /// <summary>What functions get for <c>[DurableClient]</c>.</summary>
    public DurableTaskClient Durable => _calls.Durable;

    /// <summary>Puts the harness where the worker was: nothing waits for a host.</summary>
    internal static void Add(IServiceCollection services, HarnessOptions options)
    {
        RemoveWorker(services);
        services.AddSingleton(provider => new FunctionsHarness(provider, options));
        services.AddHostedService(provider => provider.GetRequiredService<FunctionsHarness>()); // last: started after the app's own and stopped before them
    }

    /// <summary>Leaves the app's own services: the worker's client waits for a host, and its web server for requests from one.</summary>
    internal static void RemoveWorker(IServiceCollection services)
    {
        foreach (var hosted in services.Where(s => s.ServiceType == typeof(IHostedService) && IsOfWorker(s.ImplementationType)).ToList())
        {
            services.Remove(hosted);
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _http.StartAsync(_settings.RoutePrefix, cancellationToken);
        _durable.Start();
        foreach (var queue in _queues)
        {
            _calls.Ended += queue.Wake;
            queue.Start();
        }
    }

    /// <summary>Nothing new, tokens fire, what runs may end within 30 s.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(StopLimit);

        // No message may arrive after the tokens fired: what they cut off and give back would come in again at once.
        await Task.WhenAll(_queues.Select(queue => queue.StopAsync()));
        await _calls.Stopping.CancelAsync();
        await Task.WhenAll(_durable.StopAsync(limit.Token), _http.StopAsync(limit.Token));
        while (_calls.Running.Any() && !limit.IsCancellationRequested)
        {
            await Task.Delay(BetweenLooks, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _http.DisposeAsync();
        _calls.Stopping.Dispose();
        foreach (var queue in _queues)
        {
            queue.Dispose();
        }
    }

    /// <summary>Runs a timer function now, as one tick, and returns when it is done; throws what it throws.</summary>
    public Task RunTimerAsync(string function, CancellationToken cancel) => _calls.RunAsync(_calls.Find(function), new TimerInfo()).WaitAsync(cancel);

    /// <summary>
    /// Returns when nothing is left to do now: no function runs, no trigger queue has a visible message and no orchestration can go on,
    /// three looks in a row between which no function began. Messages and timers of later do not count.
    /// </summary>
    /// <exception cref="TimeoutException">The limit passed; the message names what is still busy.</exception>
    public async Task SettleAsync(TimeSpan limit)
    {
        var started = Stopwatch.GetTimestamp();
        var begun = _calls.Begun;
        for (var calm = 0; calm < 3;)
        {
            var busy = await BusyAsync();
            calm = busy.Count == 0 && begun == _calls.Begun ? calm + 1 : 0;
            begun = _calls.Begun;
            if (Stopwatch.GetElapsedTime(started) > limit && calm == 0)
            {
                throw new TimeoutException($"After {limit} still busy: {string.Join("; ", busy)}.");
            }

            await Task.Delay(BetweenLooks);
        }
    }

    private static bool IsOfWorker(Type? type) =>
        type?.Assembly.GetName().Name is { } name
        && (name.StartsWith("Microsoft.Azure.Functions.Worker", StringComparison.Ordinal) || name.StartsWith("Microsoft.AspNetCore.Hosting", StringComparison.Ordinal));

    private async Task<List<string>> BusyAsync()
    {
        var busy = new List<string>();
        foreach (var queue in _queues)
        {
            if (await queue.BusyAsync() is { } reason)
            {
                busy.Add(reason);
            }
        }

        if (!_durable.IsIdle)
        {
            busy.Add("orchestrations can go on");
        }

        busy.AddRange(_calls.Running);
        return busy;
    }
}
