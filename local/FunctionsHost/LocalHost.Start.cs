using AgentSched.FunctionsHost.Queues;
using AgentSched.FunctionsHost.Storage;
using AgentSched.FunctionsHost.Timers;
using Microsoft.Extensions.Logging;

namespace AgentSched.FunctionsHost;

public sealed partial class LocalHost
{
    /// <summary>How long a start waits for storage; after it HTTP answers, and the rest follows when storage does.</summary>
    private static readonly TimeSpan StorageGrace = TimeSpan.FromSeconds(3);

    /// <summary>The start of hub, queues and timers; done at once where storage answers.</summary>
    private Task _starting = Task.CompletedTask;

    [LoggerMessage(13, LogLevel.Warning, "The storage account ({Connection}) does not answer; is Azurite running? Queues, timers and orchestrations wait for it")]
    private static partial void LogWaiting(ILogger logger, string connection);

    [LoggerMessage(14, LogLevel.Error, "Queues, timers and orchestrations cannot start")]
    private static partial void LogNotStarted(ILogger logger, Exception exception);

    /// <summary>First the hub, as queue functions start orchestrations; then queues and timers.</summary>
    private async Task StartPumpsAsync(HostPlan plan, AppBlobs? appBlobs)
    {
        _starting = Task.Run(() => StartInOrderAsync(plan, appBlobs), CancellationToken.None);
        await Task.WhenAny(_starting, Task.Delay(StorageGrace, _pumping.Token));
        if (_starting.IsCompleted)
        {
            await _starting;
            return;
        }

        LogWaiting(_log, StorageAccounts.Default);
        _ = LogFailureAsync(_starting);
    }

    private async Task LogFailureAsync(Task starting)
    {
        try
        {
            await starting;
        }
        catch (Exception e) when (!_pumping.IsCancellationRequested)
        {
            LogNotStarted(_log, e);
        }
        catch (Exception)
        {
            // Stopped before storage answered.
        }
    }

    private async Task StartInOrderAsync(HostPlan plan, AppBlobs? appBlobs)
    {
        if (_hub is not null)
        {
            await _hub.StartAsync(_pumping.Token);
        }

        if (_pumping.IsCancellationRequested)
        {
            return;
        }

        foreach (var (function, name, storage) in _options.RunQueues ? plan.Queues.Queues : [])
        {
            var service = storage.Queues();
            var handling = new QueueHandling(_runner!, plan.Host.Queues, service.GetQueueClient, _loggers);
            var pump = new QueuePump(function, service.GetQueueClient(name), plan.Host.Queues, _options.PollQueuesEvery, handling, _loggers);
            _queues.Add(pump);
            _queuePumps.Add(Task.Run(() => pump.RunAsync(_pumping.Token), CancellationToken.None));
        }

        if (_options.RunTimers && plan.Timers.Timers.Count > 0)
        {
            var pump = new TimerPump(plan.Timers.Timers, _timerMemory!, appBlobs is null ? new NoLock() : appBlobs, _runner!, _loggers);
            _pumps.Add(Task.Run(() => pump.RunAsync(_pumping.Token), CancellationToken.None));
        }
    }
}
