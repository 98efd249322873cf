using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask.Worker.Local;

/// <content>Other processes: the sign of life, what they left behind, what they sent.</content>
internal sealed partial class Engine
{
    private const int TakeOversAtOnce = 16;

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
                await _lease.RenewAsync(cancel);
                break;
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                LogPollFailed(_logger, e);
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
            LogPollFailed(_logger, e);
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
                if (await _lease.RenewAsync(limit.Token))
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
                LogPollFailed(_logger, e);
                pause = _options.LeaseDuration / 10;
            }
            catch (OperationCanceledException)
            {
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

    private async Task TryPollAsync(CancellationToken cancel)
    {
        try
        {
            if (_lease.IsHeld)
            {
                await PollOnceAsync(cancel);
            }
        }
        catch (Exception e)
        {
            if (!cancel.IsCancellationRequested)
            {
                LogPollFailed(_logger, e);
            }
        }
    }

    private async Task PollOnceAsync(CancellationToken cancel)
    {
        var workers = await _workers.ListAsync(cancel);
        var foreign = await _store.ListForeignAsync(_lease.WorkerId, cancel);
        var now = DateTimeOffset.UtcNow;
        bool IsAlive(string owner) => workers.TryGetValue(owner, out var until) && until > now;

        var free = foreign.Where(row => !IsAlive(row.Owner) && Find(row.InstanceId) is null);
        await Parallel.ForEachAsync(
            free,
            new ParallelOptions { MaxDegreeOfParallelism = TakeOversAtOnce, CancellationToken = cancel },
            async (row, _) => await TakeOverAsync(row.InstanceId, IsAlive, cancel));

        // Its row has done its duty once nothing bears its id.
        foreach (var gone in workers.Keys.Where(id => !IsAlive(id) && !foreign.Any(row => string.Equals(row.Owner, id, StringComparison.Ordinal))))
        {
            await _workers.RemoveAsync(gone, cancel);
        }

        var elsewhere = foreign.Select(row => row.InstanceId).ToHashSet(StringComparer.Ordinal);
        var listedAt = DateTimeOffset.UtcNow;
        var messages = await _inbox.ListAsync(cancel);
        ForgetOrphans(listedAt, messages);
        foreach (var message in messages)
        {
            if (Find(message.InstanceId) is { } instance)
            {
                Post(instance, message.Event);
            }
            else if (!elsewhere.Contains(message.InstanceId))
            {
                await SortOrphanAsync(message, cancel);
            }
        }
    }

    private async Task TakeOverAsync(string instanceId, Func<string, bool> isAlive, CancellationToken cancel)
    {
        using var busy = Busy.Begin();
        if (await _store.ReadActiveAsync(instanceId, cancel) is not { } stored || isAlive(stored.Owner) || IsMine(stored.Owner))
        {
            return;
        }

        // Its process may have ended between recording the ending and removing the row.
        if (stored.Owner.Length > 0
            && await _store.ReadDoneAsync(instanceId, cancel) is { } done
            && string.Equals(done.State.Execution, stored.State.Execution, StringComparison.Ordinal))
        {
            await _store.RemoveActiveAsync(stored, cancel);
            return;
        }

        var owner = _lease.WorkerId;
        if (_lease.IsHeld && await _store.ReplaceAsync(stored.Saved, stored.State, owner, cancel) is { } saved)
        {
            LogTookOver(_logger, instanceId);
            Adopt(stored.State, saved, owner, taken: true);
        }
    }

    [LoggerMessage(9015, LogLevel.Warning, "The durable hub could not reach its storage; it tries again")]
    private static partial void LogPollFailed(ILogger logger, Exception e);

    [LoggerMessage(9016, LogLevel.Information, "Orchestration {InstanceId} goes on in this process")]
    private static partial void LogTookOver(ILogger logger, string instanceId);
}
