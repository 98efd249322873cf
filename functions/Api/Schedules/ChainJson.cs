using AgentSched.Api.Http;
using AgentSched.Model.Agents;
using AgentSched.Model.Schedules;

namespace AgentSched.Api.Schedules;

/// <summary>Reads a chain from a request: <c>[{ "on": "succeeded", "agent": "bob", "schedule": "k3v9q2m7x4b8c1d5" }]</c>.</summary>
internal static class ChainJson
{
    /// <summary>Reads the chain; adds errors to <paramref name="fields"/>.</summary>
    /// <param name="fields">The schedule's fields.</param>
    /// <param name="agent">The schedule's agent: the default of a link's agent.</param>
    public static IReadOnlyList<ChainLink> Parse(JsonFields fields, string agent) =>
        fields.Entries("chain", ChainLink.MaxLinks, entry => ParseLink(entry, agent)) ?? [];

    private static ChainLink ParseLink(JsonFields entry, string agent)
    {
        var on = entry.Word<ChainEvent>("on");
        if (on is null && !entry.Errors.Has("on"))
        {
            entry.Errors.Add("on", "is required: succeeded, failed or finished");
        }

        return new ChainLink(
            on ?? ChainEvent.Succeeded,
            entry.Text("agent", pattern: AgentName.Shape(), shape: AgentName.Words) ?? agent,
            entry.Text("schedule", required: true, pattern: ScheduleId.Shape(), shape: "a schedule's id: 16 characters of a–z and 0–9") ?? string.Empty);
    }
}
