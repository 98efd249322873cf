using System.Collections.Concurrent;
using AgentSched.Model.Runs;

namespace AgentSched.Engine.Calls;

/// <summary>The calls of agents that this process has under way, so that a cancelled run hangs up at once. A call in another process ends by itself; its reply counts for nothing.</summary>
public sealed class RunningCalls
{
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _calls = new(StringComparer.Ordinal);

    /// <summary>A call begins; dispose the result when it ends.</summary>
    internal Call Begin(RunId run)
    {
        var source = new CancellationTokenSource();
        _calls[run.ToString()] = source;
        return new Call(this, run.ToString(), source);
    }

    /// <summary>Hangs up where this process calls for the run.</summary>
    internal async Task HangUpAsync(RunId run)
    {
        if (_calls.TryGetValue(run.ToString(), out var source))
        {
            await source.CancelAsync();
        }
    }

    /// <summary>A call that is under way.</summary>
    internal sealed class Call(RunningCalls calls, string run, CancellationTokenSource source) : IDisposable
    {
        /// <summary>Fires when the run is cancelled.</summary>
        public CancellationToken HungUp { get; } = source.Token;

        public void Dispose() => calls._calls.TryRemove(new KeyValuePair<string, CancellationTokenSource>(run, source)); // not disposed: HangUpAsync may hold it
    }
}
