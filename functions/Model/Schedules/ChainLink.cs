using System.Text.Json;
using AgentSched.Base;
using AgentSched.Model.Runs;

namespace AgentSched.Model.Schedules;

/// <summary>
/// The end of a run after which the next schedule runs, whatever triggered that run. Only runs that started count: one that was missed,
/// skipped or refused by a full queue triggers nothing.
/// </summary>
public enum ChainEvent
{
    /// <summary>It succeeded.</summary>
    Succeeded,

    /// <summary>It failed or timed out.</summary>
    Failed,

    /// <summary>Either of the two. A cancelled run triggers nothing: whoever cancels it does not want its followers either.</summary>
    Finished,
}

/// <summary>Link to a schedule that runs after this schedule's runs.</summary>
/// <param name="On">The end of a run that triggers it.</param>
/// <param name="Agent">The agent of the schedule that follows.</param>
/// <param name="Schedule">The id of the schedule that follows.</param>
internal sealed record ChainLink(ChainEvent On, string Agent, string Schedule)
{
    /// <summary>Maximum number of links of one schedule.</summary>
    public const int MaxLinks = 10;

    /// <summary>Whether this link's schedule runs after a run that ended like this.</summary>
    public bool Follows(Run ended) => ended is { StartedAt: not null } && ended.Status switch
    {
        RunStatus.Succeeded => On is ChainEvent.Succeeded or ChainEvent.Finished,
        RunStatus.Failed or RunStatus.TimedOut => On is ChainEvent.Failed or ChainEvent.Finished,
        _ => false,
    };

    /// <summary>The beginning of the sentence about a schedule that should follow and was deleted.</summary>
    /// <param name="agent">Its agent.</param>
    /// <param name="schedule">Its id.</param>
    public static string Gone(string agent, string schedule) => $"the chained schedule {schedule} of agent \"{agent}\" no longer exists";

    /// <summary>Links as they are stored: JSON. Null: none.</summary>
    public static string? ToColumn(IReadOnlyCollection<ChainLink> links) => links.Count == 0 ? null : JsonSerializer.Serialize(links, Json.Options);

    /// <summary>Reads what <see cref="ToColumn"/> wrote.</summary>
    public static IReadOnlyList<ChainLink> FromColumn(string? column) =>
        column is null ? [] : JsonSerializer.Deserialize<ChainLink[]>(column, Json.Options) ?? [];
}
