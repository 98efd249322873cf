using System.Threading.Channels;

namespace AgentSched.Api.Live;

/// <summary>Queue from agent watches to one stream. Bounded: a stream that does not keep up is aborted, and its client resumes by the id of its last event.</summary>
internal sealed class Watcher : IDisposable
{
    /// <summary>Capacity of the queue. An agent has at most one change a second, so it holds over 4 minutes of one agent.</summary>
    private const int MaxNews = 256;

    private readonly Channel<AgentChange> _changes = Channel.CreateBounded<AgentChange>(new BoundedChannelOptions(MaxNews) { SingleReader = true });
    private readonly CancellationTokenSource _tooSlow = new();

    public ChannelReader<AgentChange> Changes => _changes.Reader;

    /// <summary>Cancelled when the stream does not keep up.</summary>
    public CancellationToken TooSlow => _tooSlow.Token;

    public void Tell(AgentChange change)
    {
        if (!_changes.Writer.TryWrite(change) && _changes.Writer.TryComplete())
        {
            _ = _tooSlow.CancelAsync(); // asynchronous: its stream may end in the callback, while the watch has other watchers to serve
        }
    }

    public void Dispose()
    {
        _changes.Writer.TryComplete();
        _tooSlow.Dispose();
    }
}
