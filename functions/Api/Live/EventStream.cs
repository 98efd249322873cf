using System.Text;
using AgentSched.Model.Access;
using AgentSched.Model.Activities;
using AgentSched.Model.Agents;
using AgentSched.Storage.Rows;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AgentSched.Api.Live;

/// <summary>
/// One stream of server-sent events: first those that the client missed, then live ones. It ends cleanly after its maximum length, when the app
/// stops, and when its caller may see none of its agents any more; it is aborted when the client reads too slowly. In each case the client reconnects
/// with the id of its last event.
/// </summary>
/// <param name="parts">Services that streams share.</param>
/// <param name="caller">Who watches.</param>
/// <param name="agents">The agents to watch, as just read; the caller may see them.</param>
/// <param name="isForAll">Whether agents that become visible later are watched, too.</param>
/// <param name="resume">The client's position. Null: only events from now on.</param>
/// <param name="since">When the agents were read.</param>
internal sealed class EventStream(EventStreams parts, Caller caller, IReadOnlyList<StoredAgent> agents, bool isForAll, EventId? resume, DateTimeOffset since) : IResult
{
    private const string ComeBackAfterMs = "1000";
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LookForAgentsEvery = TimeSpan.FromMinutes(1);

    /// <summary>Tolerance for clock differences: entries of an agent that is new to the client are delivered from this much earlier.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    private readonly Dictionary<AgentWatch, StreamPosition> _places = [];
    private readonly StringBuilder _text = new();
    private long _since = ActivitySequence.Of(since);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        (response.ContentType, response.Headers.CacheControl, response.Headers["X-Accel-Buffering"]) = ("text/event-stream", "no-store", "no");
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using var watcher = new Watcher();
        using var over = new CancellationTokenSource(parts.Length, parts.Clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, parts.Stopping, over.Token, watcher.TooSlow);
        try
        {
            await RunAsync(response, watcher, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The maximum length is reached, the app stops, or the client is gone or too slow.
        }
        finally
        {
            foreach (var watch in _places.Keys)
            {
                parts.Watches.Leave(watch, watcher);
            }
        }

        if (watcher.TooSlow.IsCancellationRequested)
        {
            parts.Logger.TooSlow();
            httpContext.Abort(); // an event may be sent in part; a clean end would make it look complete
        }
    }

    private async Task RunAsync(HttpResponse response, Watcher watcher, CancellationToken end)
    {
        // Joins the watches before reading missed entries, so that none is lost in between.
        var missed = agents.Select(agent => (Agent: agent, From: Join(agent, watcher, resume))).ToList();
        _text.Append("retry: ").Append(ComeBackAfterMs).Append('\n');
        await WriteIdAsync(response, end);
        foreach (var (agent, from) in missed)
        {
            await CatchUpAsync(response, agent, from, end);
        }

        for (var lookedAt = parts.Clock.GetUtcNow(); await NextAsync(response, watcher, end);)
        {
            if (isForAll && parts.Clock.GetUtcNow() - lookedAt >= LookForAgentsEvery)
            {
                lookedAt = parts.Clock.GetUtcNow();
                await FindMoreAsync(response, watcher, end);
            }
        }
    }

    /// <summary>Waits for changes and delivers them; without changes, sends a heartbeat.</summary>
    /// <returns>False: no agent is left to watch.</returns>
    private async Task<bool> NextAsync(HttpResponse response, Watcher watcher, CancellationToken end)
    {
        using var quiet = new CancellationTokenSource(Heartbeat, parts.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end, quiet.Token);
        try
        {
            if (!await watcher.Changes.WaitToReadAsync(either.Token))
            {
                return false;
            }
        }
        catch (OperationCanceledException) when (!end.IsCancellationRequested)
        {
            _text.Append(": still here\n"); // with the id, so that the client resumes after the quiet time
            await WriteIdAsync(response, end);
            return true;
        }

        while (watcher.Changes.TryRead(out var change))
        {
            if (!_places.ContainsKey(change.Watch))
            {
                continue;
            }

            if (change.Agent is { } agent && caller.CanSee(agent))
            {
                Add(change.Watch, agent, change.Entries, change.UpTo);
                await FlushAsync(response, end);
            }
            else
            {
                _places.Remove(change.Watch);
                parts.Watches.Leave(change.Watch, watcher);
            }
        }

        return isForAll || _places.Count > 0;
    }

    private (AgentWatch Watch, long From) Join(StoredAgent agent, Watcher watcher, EventId? known)
    {
        var place = known is null ? StreamPosition.After(agent.LastActivity)
            : known.Places.TryGetValue(EventId.KeyOf(agent.Agent.Key), out var reached) ? reached
            : StreamPosition.After(Math.Max(0, known.Since - ActivitySequence.Of(DateTimeOffset.UnixEpoch + Slack)));
        var joined = parts.Watches.Join(agent, watcher);
        _places[joined.Watch] = place;
        return joined;
    }

    /// <summary>Delivers entries between the client's position and the one from which its watch delivers.</summary>
    private async Task CatchUpAsync(HttpResponse response, StoredAgent agent, (AgentWatch Watch, long UpTo) from, CancellationToken end)
    {
        if (_places[from.Watch].ReadAfter >= from.UpTo)
        {
            return;
        }

        await foreach (var page in parts.Feed.OldestFirstAsync(agent.Agent, _places[from.Watch].ReadAfter, from.UpTo, end))
        {
            Add(from.Watch, agent.Agent, page, page.Count == 0 ? 0 : page[^1].Sequence);
            await FlushAsync(response, end);
        }
    }

    private async Task FindMoreAsync(HttpResponse response, Watcher watcher, CancellationToken end)
    {
        var list = await parts.Directory.ListAsync(caller.Tenant).WaitAsync(end);
        var watched = _places.Keys.Select(watch => watch.Agent).ToHashSet();
        var until = new EventId(_since, new Dictionary<ulong, StreamPosition>());
        foreach (var agent in list.Agents.Where(a => caller.CanSee(a.Agent) && !watched.Contains(a.Agent.Key)).Take(EventId.MaxAgents - watched.Count))
        {
            await CatchUpAsync(response, agent, Join(agent, watcher, until), end);
        }

        _since = Math.Max(_since, ActivitySequence.Of(list.At));
    }

    /// <summary>Adds the events of entries that the client does not have yet and may see. Each carries the id of the position reached.</summary>
    private void Add(AgentWatch watch, Agent agent, IReadOnlyList<ActivityEntry> entries, long upTo)
    {
        foreach (var entry in entries.Where(entry => StreamPosition.After(entry.Sequence).Value > _places[watch].Value))
        {
            var events = entry.IsVisibleTo(caller, agent) ? LiveEvent.Of(entry) : [];
            for (var i = _places[watch] == StreamPosition.Within(entry.Sequence) ? 1 : 0; i < events.Count; i++)
            {
                _places[watch] = i < events.Count - 1 ? StreamPosition.Within(entry.Sequence) : StreamPosition.After(entry.Sequence);
                _text.Append("event: ").Append(events[i].Name).Append("\ndata: ").Append(events[i].Data).Append("\nid: ").Append(Id).Append("\n\n");
            }
        }

        _places[watch] = new StreamPosition(Math.Max(_places[watch].Value, StreamPosition.After(upTo).Value));
    }

    private EventId Id => new(_since, _places.ToDictionary(place => EventId.KeyOf(place.Key.Agent), place => place.Value));

    /// <summary>Sends an id without an event: the client stores it and dispatches nothing.</summary>
    private Task WriteIdAsync(HttpResponse response, CancellationToken end)
    {
        _text.Append("id: ").Append(Id).Append("\n\n");
        return FlushAsync(response, end);
    }

    private async Task FlushAsync(HttpResponse response, CancellationToken end)
    {
        if (_text.Length > 0)
        {
            var bytes = Encoding.UTF8.GetBytes(_text.ToString());
            _text.Clear();
            await response.Body.WriteAsync(bytes, end);
            await response.Body.FlushAsync(end);
        }
    }
}
