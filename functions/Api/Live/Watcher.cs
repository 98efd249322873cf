using System.Threading.Channels;

namespace AgentSched.Api.Live;

/// <summary>One stream's end of its watches. Bounded: whoever does not keep up is cut off, and resumes by the id of its last event.</summary>
internal sealed class Watcher : IDisposable
{
    /// <summary>A news comes at most once a second from each agent, so this is some minutes of one agent.</summary>
    private const int MaxNews = 256;

    private readonly Channel<WatchNews> _news = Channel.CreateBounded<WatchNews>(new BoundedChannelOptions(MaxNews) { SingleReader = true });
    private readonly CancellationTokenSource _tooSlow = new();

    public ChannelReader<WatchNews> News => _news.Reader;

    /// <summary>Fires when it has been cut off.</summary>
    public CancellationToken TooSlow => _tooSlow.Token;

    public void Tell(WatchNews news)
    {
        if (!_news.Writer.TryWrite(news) && _news.Writer.TryComplete())
        {
            _ = _tooSlow.CancelAsync(); // not here: its stream may end in the callback, and the watch has others to tell
        }
    }

    public void Dispose()
    {
        _news.Writer.TryComplete();
        _tooSlow.Dispose();
    }
}
