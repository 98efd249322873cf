using System.Text.Json;
using AgentSched.Hosting.Functions;
using AgentSched.Hosting.Protocol;
using AgentSched.Hosting.Settings;
using Azure;
using Azure.Storage.Blobs;

namespace AgentSched.Hosting.Timers;

/// <summary>Status of a timer stored between ticks, in the Functions host's own format.</summary>
internal sealed record TimerStatus(DateTime Last, DateTime Next, DateTime LastUpdated);

/// <summary>One timer function. Its runs never overlap.</summary>
internal sealed class FunctionTimer(FunctionEntry function, HostSettings settings, Invoker invoker) : IDisposable
{
    private readonly TimerSchedule _schedule = TimerSchedule.Parse(settings.Resolve(function.Trigger!.Text("schedule")!));
    private readonly SemaphoreSlim _one = new(1, 1);

    public string Name => function.Name;

    /// <summary>Fires on schedule until cancelled; a failed run never stops it.</summary>
    /// <param name="blob">The blob with the status.</param>
    /// <param name="failed">Receives the exception of a failed run.</param>
    /// <param name="cancel">Ends the loop once a running tick has ended.</param>
    public async Task LoopAsync(BlobClient blob, Action<Exception> failed, CancellationToken cancel)
    {
        var start = DateTime.UtcNow;
        var monitored = function.Trigger!.Flag("useMonitor", fallback: true) && !_schedule.MoreOftenThanOnceAMinute(start);
        var kept = monitored ? await ReadAsync(blob, cancel) : null;
        var status = kept is not null && _schedule.Next(kept.Last > kept.LastUpdated ? kept.Last : kept.LastUpdated) == kept.Next ? kept : new TimerStatus(default, _schedule.Next(start), start);
        var isPastDue = start > status.Next;
        if (!isPastDue && !function.Trigger.Flag("runOnStartup", fallback: false))
        {
            await WriteAsync();
            await WaitAsync();
        }

        for (; ; await WaitAsync())
        {
            var at = DateTime.UtcNow;
            try
            {
                await RunAsync(monitored ? status : null, isPastDue);
            }
            catch (Exception e)
            {
                // A tick that a stop interrupted is past due at the next start; a failed one is not repeated.
                cancel.ThrowIfCancellationRequested();
                failed(e);
            }

            (status, isPastDue) = (new TimerStatus(at, _schedule.Next(at), at), false);
            await WriteAsync();
        }

        async Task WaitAsync()
        {
            for (var wait = status.Next - DateTime.UtcNow; wait > TimeSpan.Zero; wait = status.Next - DateTime.UtcNow)
                await Task.Delay(wait < TimeSpan.FromDays(1) ? wait : TimeSpan.FromDays(1), cancel);
        }

        Task WriteAsync() => monitored ? blob.UploadAsync(BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(status)), overwrite: true, CancellationToken.None) : Task.CompletedTask;
    }

    /// <summary>Runs the function once; its exceptions propagate.</summary>
    public async Task RunAsync(TimerStatus? status, bool isPastDue)
    {
        await _one.WaitAsync();
        try
        {
            var tick = new { Schedule = new { AdjustForDST = true }, ScheduleStatus = status, IsPastDue = isPastDue };
            await invoker.InvokeAsync(function, new TypedData { Json = JsonSerializer.Serialize(tick) }, metadata: [], CancellationToken.None);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private static async Task<TimerStatus?> ReadAsync(BlobClient blob, CancellationToken cancel)
    {
        try
        {
            return (await blob.DownloadContentAsync(cancel)).Value.Content.ToObjectFromJson<TimerStatus>();
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }
}
