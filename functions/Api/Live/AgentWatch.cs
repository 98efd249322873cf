using AgentSched.Model.Activities;
using AgentSched.Model.Agents;
using AgentSched.Storage.Activities;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Rows;
using Microsoft.Extensions.Logging;

namespace AgentSched.Api.Live;

/// <summary>
/// Watches one agent for all streams of this process: at most one storage query a second (a second page only after more than 1,000 entries), however
/// many streams there are, and none without streams. Usually it reads the feed after the last sequence number. Once a minute, and after an entry that
/// says that the agent changed, it reads the agent's row instead, to know who may see the agent; that entry and later ones are delivered only
/// afterwards.
/// </summary>
/// <param name="agents">Reads the agent.</param>
/// <param name="feed">Reads its feed.</param>
/// <param name="first">The agent as the first watcher read it.</param>
/// <param name="clock">Clock of the polling interval.</param>
/// <param name="logger">Logs failed polls.</param>
internal sealed class AgentWatch(AgentTable agents, ActivityFeed feed, StoredAgent first, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookAtAgentEvery = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly List<Watcher> _watchers = [];
    private readonly Agent _agent = first.Agent;
    private Agent? _current = first.Agent;
    private long _deliveredUpTo = first.LastActivity; // last sequence number delivered; guarded by the lock
    private List<ActivityEntry> _unsure = []; // read, but delivered only after the agent is read again
    private long _read = first.LastActivity;
    private DateTimeOffset _lookedAt = clock.GetUtcNow();
    private bool _failed;

    public AgentKey Agent => _agent.Key;

    /// <summary>Adds a watcher; it receives all entries after the returned sequence number.</summary>
    public long Join(Watcher watcher)
    {
        lock (_lock)
        {
            _watchers.Add(watcher);
            return _deliveredUpTo;
        }
    }

    /// <returns>Whether no watcher is left.</returns>
    public bool Leave(Watcher watcher)
    {
        lock (_lock)
        {
            return _watchers.Remove(watcher) && _watchers.Count == 0;
        }
    }

    public async Task RunAsync(CancellationToken cancel)
    {
        while (true)
        {
            await Task.Delay(Every, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancel.IsCancellationRequested)
            {
                return;
            }

            try
            {
                await LookAsync(cancel);
                _failed = false;
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                if (!_failed)
                {
                    logger.PollFailed(e, Agent.Name); // once per outage: it is retried every second
                }

                _failed = true;
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task LookAsync(CancellationToken cancel)
    {
        if (_unsure.Count > 0 || clock.GetUtcNow() - _lookedAt >= LookAtAgentEvery)
        {
            _current = (await agents.FindAsync(Agent, cancel))?.Agent;
            _lookedAt = clock.GetUtcNow();
            Tell(_unsure);
            _unsure = [];
            return;
        }

        var fresh = new List<ActivityEntry>();
        await foreach (var entry in feed.BetweenAsync(_agent, _read, long.MaxValue, cancel))
        {
            fresh.Add(entry);
        }

        if (fresh.Count == 0)
        {
            return;
        }

        fresh.Reverse();
        _read = fresh[^1].Sequence;
        if (fresh.Exists(entry => entry.Type is ActivityType.AgentChanged or ActivityType.AgentRegistered))
        {
            _unsure = fresh;
        }
        else
        {
            Tell(fresh);
        }
    }

    private void Tell(List<ActivityEntry> entries)
    {
        lock (_lock)
        {
            _deliveredUpTo = _read;
            var change = new AgentChange(this, _current, entries, _deliveredUpTo);
            _watchers.ForEach(watcher => watcher.Tell(change));
        }
    }
}
