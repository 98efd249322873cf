namespace Parity.Worker;

/// <summary>A clock that a test moves in jumps; what became due meanwhile fires after the jump.</summary>
internal sealed class SettableClock(DateTimeOffset now) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Alarm> _alarms = [];
    private readonly List<(int Count, TaskCompletionSource Seen)> _watchers = [];
    private DateTimeOffset _now = now;
    private int _set;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public void MoveTo(DateTimeOffset instant)
    {
        List<Alarm> due;
        lock (_lock)
        {
            _now = instant;
            due = [.. _alarms.Where(alarm => alarm.Due <= instant).OrderBy(alarm => alarm.Due)];
            _alarms.RemoveAll(due.Contains);
        }

        due.ForEach(alarm => alarm.Ring());
    }

    /// <summary>How many timers have been set so far.</summary>
    public int TimersSet
    {
        get
        {
            lock (_lock)
            {
                return _set;
            }
        }
    }

    /// <summary>Completes when that many timers were set: whoever waits for the clock does so by then.</summary>
    public Task WhenTimersSetAsync(int count)
    {
        lock (_lock)
        {
            if (_set >= count)
            {
                return Task.CompletedTask;
            }

            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _watchers.Add((count, seen));
            return seen.Task.WaitAsync(TimeSpan.FromSeconds(20));
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, callback, state);
        alarm.Change(dueTime, period);
        return alarm;
    }

    private sealed class Alarm(SettableClock clock, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public void Ring() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                clock._alarms.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                {
                    return true;
                }

                Due = clock._now + dueTime;
                clock._alarms.Add(this);
                clock._set++;
                foreach (var (_, seen) in clock._watchers.Where(watcher => watcher.Count <= clock._set))
                {
                    seen.TrySetResult();
                }
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock._lock)
            {
                clock._alarms.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
