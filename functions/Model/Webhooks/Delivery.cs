using System.Text.RegularExpressions;
using AgentSched.Model.Activities;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;

namespace AgentSched.Model.Webhooks;

/// <summary>
/// Delivery of one event to one webhook. Its row is written in the transaction that causes the event, in the range that the sweep reads
/// anyway, and deleted once the receiver has accepted the event. If no attempt succeeds, it becomes an entry of the dead-letter list.
/// </summary>
/// <param name="Tenant">The tenant of the agent.</param>
/// <param name="Agent">The agent.</param>
/// <param name="Run">The run that the event is about; of several consecutive missed runs, the last.</param>
/// <param name="Webhook">The webhook's id.</param>
/// <param name="Event">The event.</param>
/// <param name="At">When it happened.</param>
/// <param name="DueAt">No attempt before this.</param>
internal sealed partial record Delivery(string Tenant, string Agent, RunId Run, string Webhook, WebhookEvent Event, DateTimeOffset At, DateTimeOffset DueAt)
{
    /// <summary>The id of the agent's registration, see <see cref="Model.Agents.AgentKey"/>. Empty: it was registered before ids existed.</summary>
    public string AgentId { get; init; } = string.Empty;

    /// <summary>Identifies the agent's registration.</summary>
    public AgentKey AgentKey => new(Tenant, Agent, AgentId);

    /// <summary>The schedule of the run. Null: it has none.</summary>
    public string? ScheduleId { get; init; }

    /// <summary>The schedule's name at that time.</summary>
    public string? ScheduleName { get; init; }

    /// <summary>The missed occurrences. Null: the event is about one run.</summary>
    public MissedOccurrences? Missed { get; init; }

    /// <summary>Number of failed attempts.</summary>
    public int Attempts { get; init; }

    /// <summary>Why the last attempt failed. Null: none failed.</summary>
    public string? LastError { get; init; }

    /// <summary>The HTTP status of the last answer. Null: there was none.</summary>
    public int? LastStatus { get; init; }

    /// <summary>The event's id at its receiver, the same on every attempt. It is unique: a run ends once and causes one event per webhook.</summary>
    public string Id => IdOf(Run, Webhook);

    public static string IdOf(RunId run, string webhook) => $"{run}-{webhook}";

    /// <summary>Creates the deliveries that an entry of an agent's feed causes.</summary>
    /// <param name="webhooks">The agent's webhooks.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="missed">The missed occurrences, if the entry is about more than one run. Null: the entry names its run.</param>
    public static IEnumerable<Delivery> Of(IReadOnlyList<Webhook> webhooks, AgentKey agent, ActivityEntry entry, MissedOccurrences? missed = null) =>
        webhooks.Count == 0 || Model.Webhooks.Webhook.EventOf(entry.Type) is not { } what || (missed?.LastRun ?? entry.RelatedRunId) is not { } run
            ? []
            : from webhook in webhooks
              where webhook.Wants(what, entry.ScheduleId)
              select new Delivery(agent.Tenant, agent.Name, run, webhook.Id, what, entry.At, entry.At) { AgentId = agent.Id, ScheduleId = entry.ScheduleId, ScheduleName = entry.ScheduleName, Missed = missed };

    [GeneratedRegex(@"^[a-z0-9]{24}-[a-z0-9]{12}\z", RegexOptions.CultureInvariant)]
    public static partial Regex IdShape();
}
