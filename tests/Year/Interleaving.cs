using System.Collections.Concurrent;

namespace AgentSched.Year;

/// <summary>
/// Runs several operations at once on one thread. Wherever one of them pauses, a seeded generator says which goes on: so a seed
/// stands for an order of all their storage requests. Only the short waits of the app after a conflict are real time.
/// </summary>
internal sealed class Interleaving(Random random) : SynchronizationContext, IDisposable
{
    private readonly List<(SendOrPostCallback Continue, object? State)> _ready = [];
    private readonly ConcurrentQueue<(SendOrPostCallback Continue, object? State)> _fromTimers = new();
    private readonly SemaphoreSlim _timerEnded = new(0);
    private int _thread;
    private int _running;

    /// <summary>Whether there is anybody to interleave with.</summary>
    public bool IsCrowded => _running > 1;

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (Environment.CurrentManagedThreadId == _thread)
        {
            _ready.Add((d, state));
            return;
        }

        _fromTimers.Enqueue((d, state));
        _timerEnded.Release();
    }

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs them to their ends; rethrows what one of them throws.</summary>
    public void Run(IReadOnlyList<Func<Task>> operations)
    {
        _thread = Environment.CurrentManagedThreadId;
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            _running = operations.Count;
            var tasks = operations.Select(CountAsync).ToList();
            while (!tasks.TrueForAll(task => task.IsCompleted))
            {
                Continue();
            }

            tasks.ForEach(task => task.GetAwaiter().GetResult());
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    public void Dispose() => _timerEnded.Dispose();

    private void Continue()
    {
        if (_ready.Count == 0)
        {
            _timerEnded.Wait();
            _fromTimers.TryDequeue(out var ended);
            ended.Continue(ended.State);
            return;
        }

        var index = _ready.Count == 1 ? 0 : random.Next(_ready.Count);
        var next = _ready[index];
        _ready[index] = _ready[^1];
        _ready.RemoveAt(_ready.Count - 1);
        next.Continue(next.State);
    }

    private async Task CountAsync(Func<Task> operation)
    {
        if (IsCrowded)
        {
            await Task.Yield(); // the first storage request of the first is not always the first of all
        }

        try
        {
            await operation();
        }
        finally
        {
            _running--;
        }
    }
}
