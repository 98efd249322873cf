namespace AgentSched.Engine.Calls;

/// <summary>
/// Gives starting runs priority over ending ones, within this process. If a thousand runs come due in one second, the first have their
/// replies while the last wait for their slots, and storage serves requests in order of arrival. A starting run is already
/// late; nobody waits for the record of an ending one. If no run is starting, nothing waits.
/// </summary>
public sealed class StartPriority
{
    /// <summary>Upper bound of an end's wait, enough for a thousand starts in one second and more. Bounded, because another run may wait for the slot.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private TaskCompletionSource? _none;
    private int _starting;

    /// <summary>Registers the start of a run, until its agent is called; dispose the result to end it, which is safe to repeat.</summary>
    internal IDisposable Begin()
    {
        lock (_lock)
        {
            _starting++;
            _none ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return new Start(this);
    }

    /// <summary>Waits until no run is starting, at most <see cref="Longest"/>.</summary>
    internal async Task WaitForStartsAsync()
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

    private sealed class Start(StartPriority starts) : IDisposable
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
