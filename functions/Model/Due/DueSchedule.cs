using AgentSched.Model.Schedules;
using AgentSched.Time.Specs;

namespace AgentSched.Model.Due;

/// <summary>
/// The next occurrence of a schedule, and all that a tick needs to claim it without reading the schedule. There is one for
/// each schedule that is enabled and has occurrences left.
/// </summary>
internal sealed record DueSchedule
{
    public required string Shard { get; init; }

    public required string Tenant { get; init; }

    public required string Agent { get; init; }

    public required string ScheduleId { get; init; }

    public required string Owner { get; init; }

    public required ScheduleSpec Spec { get; init; }

    public MisfirePolicy Misfire { get; init; }

    /// <summary>Null: the deployment's.</summary>
    public TimeSpan? CatchUpWindow { get; init; }

    public required Occurrence Next { get; init; }

    /// <summary>Occurrences that started so far; counts towards <see cref="SpecText.MaxRuns"/>.</summary>
    public int Fired { get; init; }

    /// <summary>
    /// Set where the schedule was edited while occurrences of the near future were claimed already: those up to here may be known,
    /// and are left out then. Null: nothing ahead was claimed.
    /// </summary>
    public DateTimeOffset? ClaimedUntil { get; init; }

    /// <summary>Opaque: guards the next change of its row. Null: it is not stored yet.</summary>
    public string? Version { get; init; }

    /// <summary>The due row of a schedule as it is now.</summary>
    public static DueSchedule Of(Schedule schedule, string shard, Occurrence next, DispatchProgress mark, DateTimeOffset now) => new()
    {
        Shard = shard,
        Tenant = schedule.Tenant,
        Agent = schedule.Agent,
        ScheduleId = schedule.Id,
        Owner = schedule.Owner,
        Spec = schedule.Spec,
        Misfire = schedule.Policies.Misfire,
        CatchUpWindow = schedule.Policies.CatchUpWindow,
        Next = next,
        Fired = mark.Fired,
        ClaimedUntil = mark.ClaimedUntil > now ? mark.ClaimedUntil : null,
    };
}
