using System.Text.Json;
using AgentSched.Base;
using AgentSched.Model.Runs;

namespace AgentSched.Model.Schedules;

/// <summary>
/// After which end of a run the next schedule runs, whatever started that run. Only runs that started count: one that was missed,
/// skipped or refused by a full queue is followed by nothing.
/// </summary>
public enum ChainEvent
{
    /// <summary>It succeeded.</summary>
    Succeeded,

    /// <summary>It failed or timed out.</summary>
    Failed,

    /// <summary>Either of the two. A run that was cancelled is followed by nothing: who takes it back wants no more of it.</summary>
    Finished,
}

/// <summary>What follows a schedule's run.</summary>
/// <param name="On">After which end.</param>
/// <param name="Agent">The agent of the schedule that follows.</param>
/// <param name="Schedule">The id of the schedule that follows.</param>
internal sealed record ChainLink(ChainEvent On, string Agent, string Schedule)
{
    /// <summary>Most links of one schedule.</summary>
    public const int MaxLinks = 10;

    /// <summary>Whether a run that ended so is followed by this link's schedule.</summary>
    public bool Follows(Run ended) => ended is { StartedAt: not null } && ended.Status switch
    {
        RunStatus.Succeeded => On is ChainEvent.Succeeded or ChainEvent.Finished,
        RunStatus.Failed or RunStatus.TimedOut => On is ChainEvent.Failed or ChainEvent.Finished,
        _ => false,
    };

    /// <summary>Links as they are stored: JSON. Null: none.</summary>
    public static string? ToColumn(IReadOnlyCollection<ChainLink> links) => links.Count == 0 ? null : JsonSerializer.Serialize(links, Json.Options);

    /// <summary>Reads what <see cref="ToColumn"/> wrote.</summary>
    public static IReadOnlyList<ChainLink> FromColumn(string? column) =>
        column is null ? [] : JsonSerializer.Deserialize<ChainLink[]>(column, Json.Options) ?? [];
}
