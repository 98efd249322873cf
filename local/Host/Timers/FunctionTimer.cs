using System.Text.Json;
using AgentSched.Hosting.Functions;
using AgentSched.Hosting.Protocol;
using AgentSched.Hosting.Settings;

namespace AgentSched.Hosting.Timers;

/// <summary>One timer function. Its runs never overlap.</summary>
internal sealed class FunctionTimer(FunctionEntry function, HostSettings settings, Invoker invoker) : IDisposable
{
    private readonly TimerSchedule _schedule = TimerSchedule.Parse(settings.Resolve(function.Trigger!.Text("schedule")!));
    private readonly SemaphoreSlim _one = new(1, 1);

    public string Name => function.Name;

    /// <summary>Fires on schedule until cancelled; a failed run never stops it.</summary>
    /// <param name="statuses">Where the status is kept.</param>
    /// <param name="failed">Receives what a run threw.</param>
    /// <param name="cancel">Ends the loop once a running tick has ended.</param>
    public async Task LoopAsync(TimerStatuses statuses, Action<string, Exception> failed, CancellationToken cancel)
    {
        var start = DateTimeOffset.UtcNow;
        var monitored = function.Trigger!.Flag("useMonitor", fallback: true) && !_schedule.MoreOftenThanOnceAMinute(start);
        var status = (monitored ? await statuses.ReadAsync(Name, cancel) : null) is { } kept && _schedule.Next(kept.Last > kept.LastUpdated ? kept.Last : kept.LastUpdated) == kept.Next
            ? kept
            : new TimerStatus(default, _schedule.Next(start), start);
        var pastDue = start > status.Next;
        if (pastDue || function.Trigger.Flag("runOnStartup", fallback: false))
            status = await TickAsync(status, pastDue);
        else if (monitored)
            await statuses.WriteAsync(Name, status, cancel);

        while (true)
        {
            for (var wait = status.Next - DateTimeOffset.UtcNow; wait > TimeSpan.Zero; wait = status.Next - DateTimeOffset.UtcNow)
                await Task.Delay(wait < TimeSpan.FromDays(1) ? wait : TimeSpan.FromDays(1), cancel);
            status = await TickAsync(status, isPastDue: false);
        }

        async Task<TimerStatus> TickAsync(TimerStatus before, bool isPastDue)
        {
            var at = DateTimeOffset.UtcNow;
            try
            {
                await RunAsync(monitored ? before : null, isPastDue, CancellationToken.None);
            }
            catch (Exception e)
            {
                // A tick that a stop cut off is past due at the next start; a failed one is over.
                cancel.ThrowIfCancellationRequested();
                failed(Name, e);
            }

            var after = new TimerStatus(at, _schedule.Next(at), at);
            if (monitored)
                await statuses.WriteAsync(Name, after, CancellationToken.None);
            return after;
        }
    }

    /// <summary>One run; what the function throws comes out.</summary>
    public async Task RunAsync(TimerStatus? status, bool isPastDue, CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            var tick = new
            {
                Schedule = new { AdjustForDST = true },
                ScheduleStatus = status is null ? null : new { Last = status.Last.UtcDateTime, Next = status.Next.UtcDateTime, LastUpdated = status.LastUpdated.UtcDateTime },
                IsPastDue = isPastDue,
            };
            await invoker.InvokeAsync(function, new TypedData { Json = JsonSerializer.Serialize(tick) }, metadata: null, cancel);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
