using System.Collections.Concurrent;
using AgentSched.Model.Runs;

namespace AgentSched.Engine.Calls;

/// <summary>Agent calls in flight in this process, so that cancelling a run aborts its call at once. A call in another process ends by itself; its reply is ignored.</summary>
public sealed class RunningCalls
{
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _calls = new(StringComparer.Ordinal);

    /// <summary>Registers a call; dispose the result when the call ends.</summary>
    internal Call Begin(RunId run)
    {
        var source = new CancellationTokenSource();
        _calls[run.ToString()] = source;
        return new Call(this, run.ToString(), source);
    }

    /// <summary>Aborts the run's call if this process makes it.</summary>
    internal async Task HangUpAsync(RunId run)
    {
        if (_calls.TryGetValue(run.ToString(), out var source))
        {
            await source.CancelAsync();
        }
    }

    /// <summary>A call in flight.</summary>
    internal sealed class Call(RunningCalls calls, string run, CancellationTokenSource source) : IDisposable
    {
        /// <summary>Fires when the run is cancelled.</summary>
        public CancellationToken HungUp { get; } = source.Token;

        public void Dispose() => calls._calls.TryRemove(new KeyValuePair<string, CancellationTokenSource>(run, source)); // the source is not disposed: HangUpAsync may still use it
    }
}
