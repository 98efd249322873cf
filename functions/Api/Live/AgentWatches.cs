using AgentSched.Model.Agents;
using AgentSched.Storage.Activities;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Rows;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentSched.Api.Live;

/// <summary>The agents watched in this process: one <see cref="AgentWatch"/> each, from its first watcher to its last, or until the app stops.</summary>
public sealed class AgentWatches(AgentTable agents, ActivityFeed feed, TimeProvider clock, IHostApplicationLifetime app, ILogger<AgentWatches> logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<AgentKey, (AgentWatch Watch, CancellationTokenSource Stop)> _watches = [];

    /// <summary>Number of watched agents.</summary>
    internal int Count
    {
        get
        {
            lock (_lock)
            {
                return _watches.Count;
            }
        }
    }

    /// <summary>Joins the watch of an agent.</summary>
    /// <param name="agent">The agent, as just read.</param>
    /// <param name="watcher">The watcher to add.</param>
    /// <returns>The watch, and the sequence number after which the watcher receives everything.</returns>
    internal (AgentWatch Watch, long From) Join(StoredAgent agent, Watcher watcher)
    {
        lock (_lock)
        {
            var key = agent.Agent.Key;
            if (!_watches.TryGetValue(key, out var found))
            {
                found = (new AgentWatch(agents, feed, agent, clock, logger), CancellationTokenSource.CreateLinkedTokenSource(app.ApplicationStopping));
                _watches[key] = found;
                _ = Task.Run(() => found.Watch.RunAsync(found.Stop.Token), CancellationToken.None);
            }

            return (found.Watch, found.Watch.Join(watcher));
        }
    }

    /// <summary>Removes a watcher from a watch; the last one stops the watch.</summary>
    internal void Leave(AgentWatch watch, Watcher watcher)
    {
        CancellationTokenSource stop;
        lock (_lock)
        {
            if (!watch.Leave(watcher) || !_watches.Remove(watch.Agent, out var found))
            {
                return;
            }

            stop = found.Stop;
        }

        stop.Cancel();
        stop.Dispose();
    }
}
