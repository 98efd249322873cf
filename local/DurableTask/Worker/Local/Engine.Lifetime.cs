using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask.Worker.Local;

/// <content>From the start to the stop: the tables, the sign of life, the rhythm of the polls.</content>
internal sealed partial class Engine
{
    private readonly CancellationTokenSource _stopPolling = new();
    private Task? _tables;
    private Task _loops = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancel)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await EnsureTablesAsync(cancel);
                var asked = Stopwatch.GetTimestamp();
                await _lease.RenewAsync(cancel);
                _outage.Answered(asked);
                break;
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                LogFailed(e);
                await Task.Delay(pause, cancel);
            }
        }

        _running = true;
        await TryPollAsync(cancel);
        _loops = Task.WhenAll(Task.Run(RenewAsync, CancellationToken.None), Task.Run(PollAsync, CancellationToken.None));
    }

    /// <summary>Takes nothing new, waits for what runs until <paramref name="cancel"/>, then gives the instances back.</summary>
    public async Task StopAsync(CancellationToken cancel)
    {
        if (!_running || _stopping)
        {
            return;
        }

        _stopping = true;
        await _stopPolling.CancelAsync();
        await Task.WhenAny(Busy.WhenIdle, Task.Delay(Timeout.Infinite, cancel));
        await _stopSteps.CancelAsync();
        await _halt.CancelAsync();
        _timers.Dispose();
        await _loops;
        foreach (var instance in _live.Values)
        {
            Drop(instance);
        }

        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            await _lease.GiveBackAsync(limit.Token);
        }
        catch (Exception e)
        {
            // Others wait until it runs out.
            LogFailed(e);
        }
    }

    /// <summary>A failed try is made again by the next caller.</summary>
    public Task EnsureTablesAsync(CancellationToken cancel)
    {
        var tables = _tables;
        return tables is null or { IsFaulted: true } or { IsCanceled: true } ? (_tables = CreateTablesAsync()).WaitAsync(cancel) : tables.WaitAsync(cancel);
    }

    // For all who wait for it, so not with the token of the first.
    private Task CreateTablesAsync() => Task.WhenAll(
        _store.CreateTablesAsync(default), _inbox.CreateTableAsync(default), _workers.CreateTableAsync(default));

    private async Task RenewAsync()
    {
        var pause = _options.LeaseDuration / 3;
        while (!_halt.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(pause, _halt.Token);
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(_halt.Token);
                limit.CancelAfter(_options.LeaseDuration / 3);
                var asked = Stopwatch.GetTimestamp();
                var isNew = await _lease.RenewAsync(limit.Token);
                _outage.Answered(asked);
                if (isNew)
                {
                    foreach (var instance in _live.Values)
                    {
                        Post(instance, null);
                    }
                }

                pause = _options.LeaseDuration / 3;
            }
            catch (Exception e) when (!_halt.IsCancellationRequested)
            {
                LogFailed(e);
                pause = _options.LeaseDuration / 10;
            }
            catch (Exception)
            {
                // The process stops; a request may break off in any way.
                return;
            }
        }
    }

    private async Task PollAsync()
    {
        while (!_stopPolling.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(_options.PollInterval, _stopPolling.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            _timers.FireDue();
            await TryPollAsync(_stopPolling.Token);
        }
    }

    private void LogFailed(Exception e)
    {
        if (Outage.Is(e))
        {
            _outage.Failed(e);
        }
        else
        {
            LogPollBroke(_logger, e);
        }
    }

    [LoggerMessage(9018, LogLevel.Error, "A poll of the durable hub broke off; the next one tries again")]
    private static partial void LogPollBroke(ILogger logger, Exception e);
}
