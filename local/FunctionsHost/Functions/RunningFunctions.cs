namespace AgentSched.FunctionsHost.Functions;

/// <summary>Counts the invocations in flight, by function.</summary>
internal sealed class RunningFunctions
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);
    private TaskCompletionSource? _idle;

    public IDisposable Enter(string function)
    {
        lock (_lock)
        {
            _byName[function] = _byName.GetValueOrDefault(function) + 1;
        }

        return new Leave(this, function);
    }

    public IReadOnlyList<string> Names()
    {
        lock (_lock)
        {
            return [.. _byName.Select(pair => pair.Value == 1 ? pair.Key : $"{pair.Key} ({pair.Value} times)")];
        }
    }

    public Task WhenIdleAsync(TimeSpan limit)
    {
        lock (_lock)
        {
            if (_byName.Count == 0)
            {
                return Task.CompletedTask;
            }

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task.WaitAsync(limit);
        }
    }

    private void Left(string function)
    {
        lock (_lock)
        {
            if (--_byName[function] == 0)
            {
                _byName.Remove(function);
            }

            if (_byName.Count == 0)
            {
                _idle?.TrySetResult();
                _idle = null;
            }
        }
    }

    private sealed class Leave(RunningFunctions running, string function) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                running.Left(function);
            }
        }
    }
}
