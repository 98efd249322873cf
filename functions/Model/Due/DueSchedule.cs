using AgentSched.Model.Agents;
using AgentSched.Model.Schedules;
using AgentSched.Time.Specs;

namespace AgentSched.Model.Due;

/// <summary>
/// The next occurrence of a schedule, with everything that a tick needs to claim it without reading the schedule. One exists for each
/// schedule that is enabled and has occurrences left.
/// </summary>
internal sealed record DueSchedule
{
    public required string Shard { get; init; }

    public required string Tenant { get; init; }

    public required string Agent { get; init; }

    /// <summary>The id of the agent's registration, see <see cref="Model.Agents.AgentKey"/>. Empty: it was registered before ids existed.</summary>
    public string AgentId { get; init; } = string.Empty;

    /// <summary>Identifies the agent's registration.</summary>
    public AgentKey AgentKey => new(Tenant, Agent, AgentId);

    public required string ScheduleId { get; init; }

    public required string Owner { get; init; }

    /// <summary>The schedule's name, for lists of its claimed and missed runs. Null: the row was written before names were kept in it.</summary>
    public string? ScheduleName { get; init; }

    public required ScheduleSpec Spec { get; init; }

    public MisfirePolicy Misfire { get; init; }

    /// <summary>The schedule's catch-up window. Null: the deployment's.</summary>
    public TimeSpan? CatchUpWindow { get; init; }

    public required Occurrence Next { get; init; }

    /// <summary>Number of occurrences that started so far; limited by <see cref="SpecText.MaxRuns"/>.</summary>
    public int Fired { get; init; }

    /// <summary>
    /// Set if the schedule was edited after near-future occurrences had been claimed: occurrences up to this time may already be claimed
    /// and are then skipped. Null: nothing was claimed ahead.
    /// </summary>
    public DateTimeOffset? ClaimedUntil { get; init; }

    /// <summary>Opaque version for optimistic concurrency. Null: it is not stored yet.</summary>
    public string? Version { get; init; }

    /// <summary>Creates the due row from the current schedule.</summary>
    public static DueSchedule Of(Schedule schedule, string shard, Occurrence next, DispatchProgress mark, DateTimeOffset now) => new()
    {
        Shard = shard,
        Tenant = schedule.Tenant,
        Agent = schedule.Agent,
        AgentId = schedule.AgentId,
        ScheduleId = schedule.Id,
        Owner = schedule.Owner,
        ScheduleName = schedule.Name,
        Spec = schedule.Spec,
        Misfire = schedule.Policies.Misfire,
        CatchUpWindow = schedule.Policies.CatchUpWindow,
        Next = next,
        Fired = mark.Fired,
        ClaimedUntil = mark.ClaimedUntil > now ? mark.ClaimedUntil : null,
    };
}
