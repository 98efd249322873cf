using System.Collections.Concurrent;

namespace Microsoft.DurableTask.Worker.Local;

/// <summary>An unfinished instance that this process owns: what was saved last, and what has arrived since.</summary>
internal sealed class LiveInstance(InstanceState state, Saved saved)
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<InstanceState?> _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly HashSet<string> _seen = new(state.Applied, StringComparer.Ordinal);
    private List<HistoryEvent> _arrived = [];
    private bool _awake;

    public string InstanceId { get; } = state.InstanceId;

    public InstanceState State { get; set; } = state;

    public Saved Saved { get; set; } = saved;

    /// <summary>The worker id that the row bears. After a lost lease the process has another, and the row must be written anew before steps start.</summary>
    public string Owner => Saved.Owner;

    /// <summary>Finished, or taken over by another process: nothing of it counts any more.</summary>
    public bool IsGone { get; private set; }

    /// <summary>The outcome of the first turn, where the row could not be inserted with it. Good for as long as nothing else has arrived.</summary>
    public TurnOutcome? Prepared { get; set; }

    /// <summary>Its ending is being written.</summary>
    public bool IsEnding { get; set; }

    /// <summary>Steps that were queued here, by execution and sequence number; each is queued once.</summary>
    public ConcurrentDictionary<(string Execution, int Id), bool> Steps { get; } = [];

    public ConcurrentDictionary<int, ArmedTimer> Timers { get; } = [];

    public ArmedTimer? StartTimer { get; set; }

    /// <summary>Completes with the first turn.</summary>
    public Task Started => _started.Task;

    /// <summary>The final state; null when another process goes on with it.</summary>
    public Task<InstanceState?> Finished => _finished.Task;

    /// <summary>Takes what has arrived; null only wakes. True when the instance slept and its turns must be queued.</summary>
    public bool Arrive(HistoryEvent? e)
    {
        lock (_gate)
        {
            if (IsGone || (e?.MessageId is { } id && !_seen.Add(id)))
            {
                return false;
            }

            if (e is not null)
            {
                _arrived.Add(e);
            }

            if (_awake)
            {
                return false;
            }

            _awake = true;
            return true;
        }
    }

    /// <summary>All that has arrived; puts the instance to sleep when that is nothing and nothing else is to do.</summary>
    public bool TryTake(Func<bool> otherWork, out List<HistoryEvent> arrived)
    {
        lock (_gate)
        {
            (arrived, _arrived) = (_arrived, []);
            _awake = !IsGone && (arrived.Count > 0 || otherWork());
            return _awake;
        }
    }

    public void SetStarted() => _started.TrySetResult();

    public void Leave(InstanceState? final)
    {
        lock (_gate)
        {
            IsGone = true;
        }

        StartTimer?.Cancel();
        foreach (var timer in Timers.Values)
        {
            timer.Cancel();
        }

        _started.TrySetResult();
        _finished.TrySetResult(final);
    }

    /// <summary>Ids of messages that arrived and were not applied; their rows go with the instance.</summary>
    public IReadOnlyList<string> Unapplied()
    {
        lock (_gate)
        {
            return [.. _arrived.Select(e => e.MessageId).OfType<string>()];
        }
    }
}
