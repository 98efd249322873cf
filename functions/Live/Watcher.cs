using System.Threading.Channels;
using AgentSched.Activities;
using AgentSched.Agents;

namespace AgentSched.Live;

/// <summary>What a watch found out.</summary>
/// <param name="Watch">Which.</param>
/// <param name="Agent">The agent as it is since then. Null: there is none any more.</param>
/// <param name="Entries">New entries, oldest first; the same list for all watchers.</param>
/// <param name="UpTo">The feed's number up to which this tells everything.</param>
internal sealed record WatchNews(AgentWatch Watch, Agent? Agent, IReadOnlyList<ActivityEntry> Entries, long UpTo);

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
