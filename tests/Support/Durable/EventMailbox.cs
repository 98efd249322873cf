namespace AgentSched.Tests.Support;

/// <summary>External events of one replay: they wait for their waiters, or waiters for them. Names are equal without regard to case.</summary>
internal sealed class EventMailbox(IDurableCode code)
{
    private readonly List<DurableEvent.Raised> _unread = [];
    private readonly List<(string Name, Action<string?> Deliver)> _waiters = [];

    public bool HasWaiters => _waiters.Count > 0;

    public Task<T> WaitAsync<T>(string name, CancellationToken cancel)
    {
        var source = new TaskCompletionSource<T>();
        void Deliver(string? json) => source.TrySetResult(code.Deserialize<T>(json)!);
        if (_unread.FindIndex(e => Same(e.Name, name)) is var at and >= 0)
        {
            Deliver(_unread[at].Json);
            _unread.RemoveAt(at);
            return source.Task;
        }

        var waiter = (name, (Action<string?>)Deliver);
        _waiters.Add(waiter);
        cancel.Register(() =>
        {
            if (_waiters.Remove(waiter))
            {
                source.TrySetCanceled(cancel);
            }
        });
        return source.Task;
    }

    /// <summary>The newest waiter gets it.</summary>
    public void Deliver(DurableEvent.Raised raised)
    {
        var at = _waiters.FindLastIndex(w => Same(w.Name, raised.Name));
        if (at < 0)
        {
            _unread.Add(raised);
            return;
        }

        var waiter = _waiters[at];
        _waiters.RemoveAt(at);
        waiter.Deliver(raised.Json);
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
