using AgentSched.Hosting.Workers;
using Azure.Storage.Blobs;
using Microsoft.Azure.WebJobs.Host;
using Microsoft.Azure.WebJobs.Host.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentSched.Hosting.Timers;

/// <summary>
/// Runs each timer in one process at a time: the one that holds the lease on the timer's lock blob. Locks and statuses are where the Functions host
/// keeps them: <c>azure-webjobs-hosts/locks/…</c> and <c>azure-webjobs-hosts/timers/HOST/Host.Functions.NAME/status</c>.
/// </summary>
internal sealed class TimerLoops : IAsyncDisposable
{
    /// <summary>Pause after a storage failure.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    /// <summary>Longest pause between two tries to acquire a lock: less than 20 s together with a dead host's lease of 15 s.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly ILogger _log;
    private readonly SingletonOptions _singleton;
    private readonly IDistributedLockManager _locks;
    private readonly string _hostId;
    private readonly Task _loops;

    public TimerLoops(IEnumerable<FunctionTimer> timers, IServiceProvider jobs, string hostId, ILogger log)
    {
        (_log, _hostId) = (log, hostId);
        _singleton = jobs.GetRequiredService<IOptions<SingletonOptions>>().Value;
        _locks = jobs.GetRequiredService<IDistributedLockManager>();
        if (!jobs.GetRequiredService<IAzureBlobStorageProvider>().TryCreateHostingBlobContainerClient(out var container))
            throw new HostException("Timers need the setting AzureWebJobsStorage");
        _loops = Task.WhenAll(timers.Select(timer => LoopAsync(timer, container.GetBlobClient($"timers/{hostId}/Host.Functions.{timer.Name}/status"))));
    }

    /// <summary>Waits for running ticks and releases the locks.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loops;
        _stopping.Dispose();
    }

    private async Task LoopAsync(FunctionTimer timer, BlobClient status)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await WithLockAsync(timer.Name, held => timer.LoopAsync(status, e => _log.TimerFailed(e, timer.Name), held));
            }
            catch (Exception e) when (e is not OperationCanceledException || !_stopping.IsCancellationRequested)
            {
                _log.TimerStorageFailed(e, timer.Name, Retry);
                await Task.Delay(Retry);
            }
            catch (OperationCanceledException)
            {
                // a stop
            }
        }
    }

    /// <summary>Acquires the lock and runs the work while holding it.</summary>
    private async Task WithLockAsync(string name, Func<CancellationToken, Task> work)
    {
        var (id, period, owner) = ($"{_hostId}/Host.Functions.{name}.Listener", _singleton.ListenerLockPeriod, Guid.NewGuid().ToString());
        var pause = _singleton.ListenerLockRecoveryPollingInterval < LongestPause ? _singleton.ListenerLockRecoveryPollingInterval : LongestPause;
        IDistributedLock? held;
        while ((held = await _locks.TryLockAsync(null, id, owner, owner, period, _stopping.Token)) is null)
            await Task.Delay(pause, _stopping.Token);

        _log.TimerLocked(name);
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var renewing = RenewAsync();
        try
        {
            await work(lost.Token);
        }
        finally
        {
            await lost.CancelAsync();
            await renewing;
            using var limit = new CancellationTokenSource(Retry);
            await _locks.ReleaseLockAsync(held, limit.Token);
        }

        async Task RenewAsync()
        {
            try
            {
                while (true)
                {
                    await Task.Delay(period / 2, lost.Token);
                    await _locks.RenewAsync(held, lost.Token);
                }
            }
            catch (Exception)
            {
                await lost.CancelAsync();
            }
        }
    }
}
