namespace AgentSched.Tests.Support;

/// <summary>A clock that moves only when told. Timers that come due on the way fire in due order, each at its own time.</summary>
public sealed class SettableClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Timer> _timers = [];
    private DateTimeOffset _now = start;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by) => Set(GetUtcNow() + by);

    public void Set(DateTimeOffset time)
    {
        while (true)
        {
            Timer? due;
            lock (_lock)
            {
                if (time < _now)
                {
                    throw new InvalidOperationException($"the clock shows {_now:O}; it does not go back to {time:O}");
                }

                due = _timers.Where(t => t.DueAt <= time).MinBy(t => t.DueAt);
                if (due is null)
                {
                    _now = time;
                    return;
                }

                _now = due.DueAt > _now ? due.DueAt : _now;
                due.Next();
            }

            due.Fire();
        }
    }

    private sealed class Timer(SettableClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public DateTimeOffset DueAt { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            bool now;
            lock (clock._lock)
            {
                clock._timers.Remove(this);
                _period = period;
                now = dueTime == TimeSpan.Zero;
                if (dueTime != Timeout.InfiniteTimeSpan && !now)
                {
                    DueAt = clock._now + dueTime;
                    clock._timers.Add(this);
                }
                else if (now && period > TimeSpan.Zero)
                {
                    DueAt = clock._now + period;
                    clock._timers.Add(this);
                }
            }

            if (now)
            {
                Fire();
            }

            return true;
        }

        public void Next()
        {
            if (_period > TimeSpan.Zero)
            {
                DueAt += _period;
            }
            else
            {
                clock._timers.Remove(this);
            }
        }

        public void Fire() => ThreadPool.QueueUserWorkItem(_ => callback(state)); // as the system's timers do

        public void Dispose()
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
