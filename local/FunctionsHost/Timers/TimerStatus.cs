namespace AgentSched.FunctionsHost.Timers;

/// <summary>What a timer remembers between runs. Last is null before the first run.</summary>
internal sealed record TimerStatus(DateTimeOffset? Last, DateTimeOffset Next, DateTimeOffset LastUpdated);

internal interface ITimerMemory
{
    Task<TimerStatus?> ReadAsync(string function, CancellationToken cancel);

    Task WriteAsync(string function, TimerStatus status, CancellationToken cancel);
}

/// <summary>For timers that keep no status, and for hosts that run no timers by themselves.</summary>
internal sealed class ForgetfulTimerMemory : ITimerMemory
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, TimerStatus> _status = new(StringComparer.Ordinal);

    public Task<TimerStatus?> ReadAsync(string function, CancellationToken cancel) => Task.FromResult(_status.GetValueOrDefault(function));

    public Task WriteAsync(string function, TimerStatus status, CancellationToken cancel)
    {
        _status[function] = status;
        return Task.CompletedTask;
    }
}
