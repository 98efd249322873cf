using System.Collections.Concurrent;

namespace Microsoft.DurableTask.Worker.Local;

/// <summary>Runs work in order of arrival, so much at once; nothing waits on a thread.</summary>
internal sealed class WorkQueue(int maxAtOnce)
{
    private readonly ConcurrentQueue<Func<Task>> _waiting = new();
    private int _runners;

    /// <summary><paramref name="work"/> must not throw.</summary>
    public void Add(Func<Task> work)
    {
        _waiting.Enqueue(work);
        TryStartRunner();
    }

    private void TryStartRunner()
    {
        if (Interlocked.Increment(ref _runners) <= maxAtOnce)
        {
            // The work of many runs here: it must not carry the context (a request's, a test's) of whoever came first.
            ThreadPool.UnsafeQueueUserWorkItem(static queue => _ = queue.RunAsync(), this, preferLocal: false);
        }
        else
        {
            Release();
        }
    }

    private async Task RunAsync()
    {
        while (_waiting.TryDequeue(out var work))
        {
            await work();
        }

        Release();
    }

    // What came while this runner was leaving, or was refused beside it, must not be left behind.
    private void Release()
    {
        if (Interlocked.Decrement(ref _runners) < maxAtOnce && !_waiting.IsEmpty)
        {
            TryStartRunner();
        }
    }
}
