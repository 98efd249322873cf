using System.Collections.Immutable;
using AgentSched.Model.Runs;

namespace AgentSched.Model.Backfills;

/// <summary>Where a backfill stands.</summary>
public enum BackfillState
{
    /// <summary>One run after the other.</summary>
    Running,

    /// <summary>Nothing is left to do.</summary>
    Finished,

    /// <summary>A caller took it back.</summary>
    Cancelled,

    /// <summary>Its schedule or agent was disabled or deleted meanwhile; the note says which.</summary>
    Stopped,
}

/// <summary>
/// An order to run what a schedule has missed. Which occurrences it is about is settled when it is given; at most one run of it is in
/// flight, so a thousand of them never fill their agent's queue.
/// </summary>
internal sealed record BackfillOrder
{
    /// <summary>Most occurrences of one order.</summary>
    public const int MaxOccurrences = 1000;

    /// <summary>16 characters of a–z and 0–9.</summary>
    public required string Id { get; init; }

    public required string Tenant { get; init; }

    public required string Agent { get; init; }

    public required string ScheduleId { get; init; }

    /// <summary>Who gave it.</summary>
    public required string By { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The first instant that it is about.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>The end of what it is about; not included.</summary>
    public required DateTimeOffset To { get; init; }

    public BackfillState State { get; init; }

    /// <summary>The nominal times that are left, oldest first.</summary>
    public required ImmutableArray<DateTimeOffset> Todo { get; init; }

    /// <summary>The run that is in flight, or was the last. Null: none was yet.</summary>
    public RunId? Active { get; init; }

    /// <summary>Runs that it brought about.</summary>
    public int Started { get; init; }

    /// <summary>Occurrences that it found run already.</summary>
    public int Known { get; init; }

    /// <summary>Why it stopped. Null: it did not.</summary>
    public string? Note { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Whether an occurrence is still to run: none that has started is ever repeated, one that was missed, skipped or refused is.</summary>
    /// <param name="known">What is known of it. Null: nothing.</param>
    public static bool Fills(Run? known) => known is null || (known.Status.HasEnded() && known.StartedAt is null);

    /// <summary>The order ends.</summary>
    public BackfillOrder End(BackfillState state, string? note, DateTimeOffset now) => this with { State = state, Note = note, FinishedAt = now };
}
