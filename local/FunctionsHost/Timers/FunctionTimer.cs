using AgentSched.FunctionsHost.Functions;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.FunctionsHost.Timers;

/// <summary>One timer function: when it fires next, and a run of it. Runs never overlap.</summary>
internal sealed class FunctionTimer(FunctionEntry function, TimerTriggerAttribute trigger, string text, TimerSchedule schedule, TimeProvider clock)
    : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    public FunctionEntry Function => function;

    /// <summary>Its status is kept, so that a missed tick is seen; never for more than one tick a minute.</summary>
    public bool Monitored { get; } = trigger.UseMonitor && !schedule.MoreOftenThanOnceAMinute(clock.GetUtcNow());

    /// <summary>Null while nothing waits.</summary>
    public DateTimeOffset? NextTick { get; private set; }

    public void Dispose() => _one.Dispose();

    /// <summary>Fires on schedule until cancelled. A failed run never stops the schedule.</summary>
    public async Task LoopAsync(ITimerMemory memory, FunctionRunner runner, Action<FunctionTimer, Exception> failed, CancellationToken cancel)
    {
        try
        {
            var start = clock.GetUtcNow();
            var status = await StatusAsync(memory, start, cancel);
            var pastDue = Monitored && start > status.Next;
            if (pastDue || trigger.RunOnStartup)
            {
                status = await TickAsync(status, pastDue);
            }

            while (true)
            {
                NextTick = status.Next;
                await WaitUntilAsync(status.Next, cancel);
                status = await TickAsync(status, pastDue: false);
            }
        }
        finally
        {
            NextTick = null;
        }

        async Task<TimerStatus> TickAsync(TimerStatus before, bool pastDue)
        {
            try
            {
                return await RunAsync(before, pastDue, memory, runner, cancel);
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                failed(this, e);
                return After(clock.GetUtcNow());
            }
        }
    }

    /// <summary>One tick now. What the function throws comes out.</summary>
    public async Task RunNowAsync(ITimerMemory memory, FunctionRunner runner, CancellationToken cancel) =>
        await RunAsync(await StatusAsync(memory, clock.GetUtcNow(), cancel), pastDue: false, memory, runner, cancel);

    /// <summary>The next occurrence follows from the start of the run: what was missed meanwhile is skipped.</summary>
    private TimerStatus After(DateTimeOffset start) => new(start, schedule.Next(start), start);

    private async Task<TimerStatus> RunAsync(TimerStatus before, bool pastDue, ITimerMemory memory, FunctionRunner runner, CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            NextTick = null;
            var after = After(clock.GetUtcNow());
            var info = new TimerInfo { IsPastDue = pastDue, ScheduleStatus = Monitored ? Visible(before) : null };
            var done = false;
            try
            {
                await WithRetriesAsync(info, runner, cancel);
                done = true;
            }
            finally
            {
                // A tick that a stop cut off is past due at the next start; a failed one is over.
                if (Monitored && (done || !cancel.IsCancellationRequested))
                {
                    await memory.WriteAsync(function.Name, after, CancellationToken.None);
                }
            }

            return after;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task WithRetriesAsync(TimerInfo info, FunctionRunner runner, CancellationToken cancel)
    {
        var most = function.Retry?.MaxRetries ?? 0;
        for (var retry = 0; ; retry++)
        {
            try
            {
                await runner.RunAsync(function, new TimerTick(info, text, retry, most), cancel);
                return;
            }
            catch (Exception) when ((retry < most || most < 0) && function.Retry is not null && !cancel.IsCancellationRequested)
            {
                await Task.Delay(function.Retry.Delay(retry + 1), clock, cancel);
            }
        }
    }

    private async Task<TimerStatus> StatusAsync(ITimerMemory memory, DateTimeOffset now, CancellationToken cancel)
    {
        var status = Monitored ? await memory.ReadAsync(function.Name, cancel) : null;
        if (status is null || schedule.Next(status.Last ?? status.LastUpdated) != status.Next)
        {
            // Never seen, or the schedule was changed since.
            status = new TimerStatus(status?.Last, schedule.Next(now), now);
            if (Monitored)
            {
                await memory.WriteAsync(function.Name, status, cancel);
            }
        }

        return status;
    }

    private ScheduleStatus Visible(TimerStatus status) => new()
    {
        Last = status.Last is { } last ? schedule.Local(last) : default,
        Next = schedule.Local(status.Next),
        LastUpdated = schedule.Local(status.LastUpdated),
    };

    private async Task WaitUntilAsync(DateTimeOffset due, CancellationToken cancel)
    {
        // In steps: a timer has an upper limit, counts whole milliseconds and may fire a moment early.
        while (due - clock.GetUtcNow() is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(TimeSpan.FromTicks(Math.Clamp(left.Ticks, TimeSpan.TicksPerMillisecond, TimeSpan.TicksPerDay)), clock, cancel);
        }

        cancel.ThrowIfCancellationRequested();
    }
}
