using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Model.Access;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Rows;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Api.Live;

/// <summary>Streams live events to clients.</summary>
public sealed class LiveEndpoints(AgentTable agents, EventStreams streams)
{
    /// <summary>
    /// <c>GET /api/events?agent=a,b</c>: server-sent events of these agents (at most 100), or of all agents that the caller may use.
    /// <c>Last-Event-ID</c>, or <c>?lastEventId=</c>, resumes after that event; without an id the stream starts now.
    /// </summary>
    [Function(nameof(WatchEvents))]
    public async Task<IResult> WatchEvents(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "events")] HttpRequest request, CancellationToken cancel)
    {
        var names = request.Query["agent"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal).ToList();
        var errors = FieldErrors.Of(request);
        if (names.Count > EventId.MaxAgents)
        {
            errors.Add("agent", $"names {names.Count} agents; one stream watches at most {EventId.MaxAgents}");
        }

        var resume = ReadId(request, errors);
        if (errors.Any)
        {
            return Problem.Invalid(errors);
        }

        var (caller, now) = (Caller.Of(request), streams.Clock.GetUtcNow());
        if (names.Count == 0)
        {
            var all = await agents.AllVisibleStoredAsync(caller, cancel);
            return all.Count <= EventId.MaxAgents
                ? new EventStream(streams, caller, all, isForAll: true, resume, now)
                : Problem.Invalid("agent", $"is required, because you may see {all.Count} agents and one stream watches at most {EventId.MaxAgents}; name those to watch, separated by commas");
        }

        var found = await Task.WhenAll(names.Select(name => agents.FindVisibleAsync(caller, name, cancel)));
        return Array.IndexOf(found, null) is >= 0 and var missing
            ? Problem.NotFound($"agent \"{names[missing]}\"")
            : new EventStream(streams, caller, [.. found.OfType<StoredAgent>()], isForAll: false, resume, now);
    }

    /// <summary>Browsers send the header when they reconnect; the query parameter is for clients that open a new stream.</summary>
    private static EventId? ReadId(HttpRequest request, FieldErrors errors)
    {
        const string Header = "Last-Event-ID", Query = "lastEventId";
        var (field, text) = request.Headers[Header].ToString() is { Length: > 0 } sent ? (Header, sent) : (Query, request.Query[Query].ToString());
        if (text.Length == 0)
        {
            return null;
        }

        if (!EventId.TryParse(text, out var id))
        {
            errors.Add(field, "is not the id of an event; omit it to start now");
        }

        return id;
    }
}
