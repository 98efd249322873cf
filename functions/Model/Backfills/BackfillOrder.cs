using System.Collections.Immutable;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;

namespace AgentSched.Model.Backfills;

/// <summary>State of a backfill.</summary>
public enum BackfillState
{
    /// <summary>Its runs are being executed, one after the other.</summary>
    Running,

    /// <summary>All occurrences are handled.</summary>
    Finished,

    /// <summary>A caller cancelled it.</summary>
    Cancelled,

    /// <summary>Its schedule or agent was disabled or deleted meanwhile; the note says which.</summary>
    Stopped,
}

/// <summary>
/// An order to run occurrences of the past. Its occurrences are fixed when it is created. At most one of its runs is in flight, so a
/// backfill never fills its agent's queue.
/// </summary>
internal sealed record BackfillOrder
{
    /// <summary>Maximum number of occurrences of one order.</summary>
    public const int MaxOccurrences = 1000;

    /// <summary>16 characters of a–z and 0–9.</summary>
    public required string Id { get; init; }

    public required string Tenant { get; init; }

    public required string Agent { get; init; }

    /// <summary>The id of the agent's registration, see <see cref="Model.Agents.AgentKey"/>. Empty: it was registered before ids existed.</summary>
    public string AgentId { get; init; } = string.Empty;

    /// <summary>Identifies the agent's registration.</summary>
    public AgentKey AgentKey => new(Tenant, Agent, AgentId);

    public required string ScheduleId { get; init; }

    /// <summary>The caller who created it.</summary>
    public required string By { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Start of the time range; included.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>End of the time range; not included.</summary>
    public required DateTimeOffset To { get; init; }

    public BackfillState State { get; init; }

    /// <summary>The remaining nominal times, oldest first.</summary>
    public required ImmutableArray<DateTimeOffset> Todo { get; init; }

    /// <summary>The run in flight, or the last one. Null: there was none yet.</summary>
    public RunId? Active { get; init; }

    /// <summary>Number of runs that it started.</summary>
    public int Started { get; init; }

    /// <summary>Number of occurrences skipped because they had already run.</summary>
    public int Known { get; init; }

    /// <summary>Why it was stopped. Null: it was not.</summary>
    public string? Note { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Whether an occurrence must still be run: one that has started is never repeated; one that was missed, skipped or refused is run.</summary>
    /// <param name="known">The existing run of the occurrence. Null: there is none.</param>
    public static bool Fills(Run? known) => known is null || (known.Status.HasEnded() && known.StartedAt is null);

    /// <summary>Ends the order.</summary>
    public BackfillOrder End(BackfillState state, string? note, DateTimeOffset now) => this with { State = state, Note = note, FinishedAt = now };
}
