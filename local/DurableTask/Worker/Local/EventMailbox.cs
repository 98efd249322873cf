namespace Microsoft.DurableTask.Worker.Local;

/// <summary>External events of one replay: they wait for their waiters, or waiters for them. Names are equal without regard to case.</summary>
internal sealed class EventMailbox(DataConverter converter)
{
    private readonly List<HistoryEvent> _unread = [];
    private readonly Dictionary<string, List<Waiter>> _waiters = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Arrived and not waited for yet, oldest first.</summary>
    public IReadOnlyList<HistoryEvent> Unread => _unread;

    public bool HasWaiters => _waiters.Values.Any(list => list.Count > 0);

    public Task<T> WaitAsync<T>(string name, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var at = _unread.FindIndex(e => string.Equals(e.Name, name, StringComparison.OrdinalIgnoreCase));
        var source = new TaskCompletionSource<T>();
        if (cancel.IsCancellationRequested)
        {
            source.SetCanceled(cancel);
        }
        else if (at >= 0)
        {
            var raised = _unread[at];
            _unread.RemoveAt(at);
            Complete(source, raised.Data);
        }
        else
        {
            AddWaiter(name, source, cancel);
        }

        return source.Task;
    }

    /// <summary>The newest waiter gets it.</summary>
    public void Deliver(HistoryEvent raised)
    {
        if (_waiters.TryGetValue(raised.Name!, out var waiters) && waiters.Count > 0)
        {
            var newest = waiters[^1];
            waiters.RemoveAt(waiters.Count - 1);
            newest.Deliver(raised.Data);
        }
        else
        {
            _unread.Add(raised);
        }
    }

    private void AddWaiter<T>(string name, TaskCompletionSource<T> source, CancellationToken cancel)
    {
        if (!_waiters.TryGetValue(name, out var waiters))
        {
            _waiters[name] = waiters = [];
        }

        if (waiters.Count > 0 && waiters[0].PayloadType != typeof(T))
        {
            throw new ArgumentException(
                $"event \"{name}\" is waited for as {waiters[0].PayloadType} already; it cannot be waited for as {typeof(T)} as well", nameof(name));
        }

        var waiter = new Waiter(typeof(T), data => Complete(source, data));
        waiters.Add(waiter);
        cancel.Register(() =>
        {
            if (waiters.Remove(waiter))
            {
                source.TrySetCanceled(cancel);
            }
        });
    }

    private void Complete<T>(TaskCompletionSource<T> source, string? data)
    {
        try
        {
            source.TrySetResult(converter.Deserialize<T>(data)!);
        }
        catch (Exception e)
        {
            source.TrySetException(e);
        }
    }

    private sealed record Waiter(Type PayloadType, Action<string?> Deliver);
}
