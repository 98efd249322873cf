namespace Microsoft.DurableTask.Worker.Local;

/// <summary>How much is running or ready to run. Work that leads to other work counts that one before it ends itself.</summary>
internal sealed class BusyCount
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _idle = Completed();
    private int _count;

    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return _count == 0;
            }
        }
    }

    public Task WhenIdle
    {
        get
        {
            lock (_gate)
            {
                return _idle.Task;
            }
        }
    }

    public Scope Begin()
    {
        lock (_gate)
        {
            if (_count++ == 0)
            {
                _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        return new(this);
    }

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }

    private void End()
    {
        lock (_gate)
        {
            if (--_count == 0)
            {
                _idle.SetResult();
            }
        }
    }

    internal sealed class Scope(BusyCount count) : IDisposable
    {
        private BusyCount? _count = count;

        public void Dispose() => Interlocked.Exchange(ref _count, null)?.End();
    }
}
