using AgentSched.Model.Agents;
using AgentSched.Model.Queues;
using AgentSched.Model.Webhooks;
using Azure;

namespace AgentSched.Storage.Rows;

/// <summary>An agent as it was read: its entry, its queue, and the ETag that guards a change to either.</summary>
internal sealed record StoredAgent(Agent Agent, AgentQueue Queue, ETag ETag)
{
    /// <summary>Whether it comes from the cache, so that another process may have changed it since.</summary>
    public bool IsRecalled { get; init; }

    /// <summary>The last sequence number of its feed. 0: the feed is empty.</summary>
    public long LastActivity { get; init; }

    /// <summary>When a refused request was last recorded. Null: never, or the row is of an earlier version.</summary>
    public DateTimeOffset? RefusedAt { get; init; }

    /// <summary>Webhooks that receive events of its runs; at most <see cref="Webhook.MaxPerAgent"/>.</summary>
    public IReadOnlyList<Webhook> Webhooks { get; init; } = [];
}
