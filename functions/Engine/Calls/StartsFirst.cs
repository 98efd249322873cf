namespace AgentSched.Engine.Calls;

/// <summary>
/// Lets runs that start go before runs that end, within this process: where a thousand come due in one second, the first have their
/// answers while the last wait for their slots, and storage answers both in the order in which they ask. A run that starts is
/// late already; nobody waits for the record of one that ends. Where nothing starts, nothing waits.
/// </summary>
public sealed class StartsFirst
{
    /// <summary>The most that an end waits, a thousand starts in one second and more before it: a slot may depend on it.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private TaskCompletionSource? _none;
    private int _starting;

    /// <summary>Something on the way to an agent's socket begins; it ends with the result's disposal, which is safe to repeat.</summary>
    internal IDisposable Begin()
    {
        lock (_lock)
        {
            _starting++;
            _none ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return new Start(this);
    }

    /// <summary>Returns when nothing is on its way any more, or at the end of patience.</summary>
    internal async Task LetPassAsync()
    {
        Task? none;
        lock (_lock)
        {
            none = _none?.Task;
        }

        if (none is not null)
        {
            await none.WaitAsync(Longest).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void End()
    {
        TaskCompletionSource? none = null;
        lock (_lock)
        {
            if (--_starting == 0)
            {
                (none, _none) = (_none, null);
            }
        }

        none?.SetResult();
    }

    private sealed class Start(StartsFirst starts) : IDisposable
    {
        private int _ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
            {
                starts.End();
            }
        }
    }
}
