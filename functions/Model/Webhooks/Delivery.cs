using System.Text.RegularExpressions;
using AgentSched.Model.Activities;
using AgentSched.Model.Runs;

namespace AgentSched.Model.Webhooks;

/// <summary>
/// One event on its way to one webhook. Its row is written in the transaction that brings the event about, lies among the work that the sweep
/// reads anyway, and goes when the receiver has taken the event; where nobody does, it becomes an entry of the dead-letter list.
/// </summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Agent">The agent.</param>
/// <param name="Run">The run that it tells of; of several that were missed in a row, the last.</param>
/// <param name="Webhook">The webhook's id.</param>
/// <param name="Event">What happened.</param>
/// <param name="At">When.</param>
/// <param name="DueAt">No attempt before this.</param>
internal sealed partial record Delivery(string Tenant, string Agent, RunId Run, string Webhook, WebhookEvent Event, DateTimeOffset At, DateTimeOffset DueAt)
{
    /// <summary>The schedule of the run. Null: it has none.</summary>
    public string? ScheduleId { get; init; }

    /// <summary>The schedule's name at that time.</summary>
    public string? ScheduleName { get; init; }

    /// <summary>The occurrences that were missed. Null: it is about one run.</summary>
    public MissedOccurrences? Missed { get; init; }

    /// <summary>Attempts that failed.</summary>
    public int Attempts { get; init; }

    /// <summary>Why the last of them failed. Null: there was none.</summary>
    public string? LastError { get; init; }

    /// <summary>The HTTP status of the last answer. Null: there was none.</summary>
    public int? LastStatus { get; init; }

    /// <summary>The event's id at its receiver, the same on every attempt: a run ends once, so it tells each webhook one thing.</summary>
    public string Id => IdOf(Run, Webhook);

    public static string IdOf(RunId run, string webhook) => $"{run}-{webhook}";

    /// <summary>What an entry of an agent's feed means for its webhooks.</summary>
    /// <param name="webhooks">The agent's.</param>
    /// <param name="tenant">Whose agent.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="missed">The occurrences that it stands for, where it is about more than one run. Null: it names its run.</param>
    public static IEnumerable<Delivery> Of(IReadOnlyList<Webhook> webhooks, string tenant, string agent, ActivityEntry entry, MissedOccurrences? missed = null) =>
        webhooks.Count == 0 || Model.Webhooks.Webhook.EventOf(entry.Type) is not { } what || (missed?.LastRun ?? entry.RelatedRunId) is not { } run
            ? []
            : from webhook in webhooks
              where webhook.Wants(what, entry.ScheduleId)
              select new Delivery(tenant, agent, run, webhook.Id, what, entry.At, entry.At) { ScheduleId = entry.ScheduleId, ScheduleName = entry.ScheduleName, Missed = missed };

    [GeneratedRegex(@"^[a-z0-9]{24}-[a-z0-9]{12}\z", RegexOptions.CultureInvariant)]
    public static partial Regex IdShape();
}
