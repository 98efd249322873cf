namespace Microsoft.DurableTask.Worker.Local;

/// <summary>A timer that waits. Cancelling forgets what it would wake.</summary>
internal sealed class ArmedTimer(Action fire, Action cancelled)
{
    private Action? _fire = fire;

    /// <summary>Fired or cancelled.</summary>
    public bool IsOver => Volatile.Read(ref _fire) is null;

    public void Cancel()
    {
        if (Interlocked.Exchange(ref _fire, null) is not null)
        {
            cancelled();
        }
    }

    public void Fire() => Interlocked.Exchange(ref _fire, null)?.Invoke();
}

/// <summary>All waiting of a hub's orchestrations: one system timer for the earliest, by the hub's clock. Never early.</summary>
internal sealed class TimerQueue : IDisposable
{
    // Longer waits are cut: a system timer takes at most 49 days.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private const int ClearAwayFrom = 1000;

    private readonly TimeProvider _clock;
    private readonly PriorityQueue<ArmedTimer, DateTimeOffset> _waiting = new();
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private int _cancelled;
    private DateTimeOffset _armedFor = DateTimeOffset.MaxValue;
    private bool _disposed;

    public TimerQueue(TimeProvider clock)
    {
        _clock = clock;
        _timer = clock.CreateTimer(_ => FireDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Timers that wait, and cancelled ones that were not cleared away yet.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    public bool HasDue
    {
        get
        {
            lock (_gate)
            {
                return _waiting.TryPeek(out _, out var due) && due <= _clock.GetUtcNow();
            }
        }
    }

    public ArmedTimer Add(DateTimeOffset due, Action fire)
    {
        var timer = new ArmedTimer(fire, ClearAway);
        if (due <= _clock.GetUtcNow())
        {
            timer.Fire();
            return timer;
        }

        lock (_gate)
        {
            _waiting.Enqueue(timer, due);
            Arm();
        }

        return timer;
    }

    /// <summary>Also called by the poll: a clock that is set from outside need not run timers.</summary>
    public void FireDue()
    {
        var due = new List<ArmedTimer>();
        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            while (_waiting.TryPeek(out var next, out var at) && at <= now)
            {
                _waiting.Dequeue();
                due.Add(next);
            }

            // Fired within the lock, so that whoever sees no due timer sees the work that it made. Firing only queues work.
            foreach (var timer in due)
            {
                timer.Fire();
            }

            _armedFor = DateTimeOffset.MaxValue;
            Arm();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _timer.Dispose();
        }
    }

    // Cancelled timers, such as timeouts of a day that were not needed, go when they are half of all: one by one would be a search each.
    private void ClearAway()
    {
        lock (_gate)
        {
            if (++_cancelled < ClearAwayFrom || _cancelled < _waiting.Count / 2)
            {
                return;
            }

            var needed = _waiting.UnorderedItems.Where(item => !item.Element.IsOver).ToList();
            _waiting.Clear();
            _waiting.EnqueueRange(needed);
            _cancelled = 0;
        }
    }

    private void Arm()
    {
        if (_disposed || !_waiting.TryPeek(out _, out var due) || due >= _armedFor)
        {
            return;
        }

        _armedFor = due;
        var wait = due - _clock.GetUtcNow();
        // Whole milliseconds, rounded up: the system's timers cut off fractions and would be early.
        var whole = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(0, wait.TotalMilliseconds)));
        _timer.Change(whole < Longest ? whole : Longest, Timeout.InfiniteTimeSpan);
    }
}
