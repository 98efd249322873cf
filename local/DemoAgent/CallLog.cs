namespace AgentSched.Demo;

/// <summary>Records calls; callers can wait for one without polling.</summary>
internal sealed class CallLog
{
    private readonly Lock _gate = new();
    private readonly List<DemoCall> _calls = [];
    private readonly Dictionary<string, int> _byKey = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = NewSignal();

    public IReadOnlyList<DemoCall> Snapshot()
    {
        lock (_gate)
            return [.. _calls];
    }

    /// <summary>Records a call, created from its number, and returns how many calls its idempotency key has had, this one included.</summary>
    public (DemoCall Call, int OfItsKey) Add(Func<int, DemoCall> make)
    {
        lock (_gate)
        {
            var call = make(_calls.Count + 1);
            _calls.Add(call);
            var ofItsKey = _byKey[call.IdempotencyKey] = _byKey.GetValueOrDefault(call.IdempotencyKey) + 1;
            Signal();
            return (call, ofItsKey);
        }
    }

    public void Change(Action change)
    {
        lock (_gate)
        {
            change();
            Signal();
        }
    }

    public async Task<T> WaitAsync<T>(Func<IReadOnlyList<DemoCall>, T?> find, CancellationToken cancel)
        where T : class
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (find(_calls) is { } found)
                    return found;

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancel);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Signal()
    {
        _changed.SetResult();
        _changed = NewSignal();
    }
}
