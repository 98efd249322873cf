using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AgentSched.Bench;

/// <summary>Takes the app's log lines: when each run was opened and closed. What goes wrong is printed.</summary>
internal sealed class RunTimes : ILoggerProvider, ILogger
{
    private const int Opened = 3000; // event ids of RunsLog
    private const int ClosedId = 3001;

    private readonly ConcurrentDictionary<string, long[]> _runs = new(StringComparer.Ordinal);
    private int _closed;

    /// <summary>How many runs have been closed.</summary>
    public int Closed => Volatile.Read(ref _closed);

    public Dictionary<string, long[]> ByRun() => new(_runs, StringComparer.Ordinal);

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel >= LogLevel.Warning)
        {
            Console.Error.WriteLine($"{logLevel}: {formatter(state, exception)} {exception?.Message}");
        }
        else if (eventId.Id is Opened or ClosedId && state is IReadOnlyList<KeyValuePair<string, object?>> values)
        {
            var run = (string)values.First(value => value.Key == "RunId").Value!;
            _runs.GetOrAdd(run, static _ => new long[2])[eventId.Id - Opened] = DateTimeOffset.UtcNow.UtcTicks;
            _ = eventId.Id == ClosedId ? Interlocked.Increment(ref _closed) : 0;
        }
    }

    public void Dispose()
    {
        // nothing is held
    }
}
