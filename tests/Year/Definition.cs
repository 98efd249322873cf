using AgentSched.Model.Schedules;

namespace AgentSched.Year;

/// <summary>What somebody wanted a schedule to be, as far as it decides which runs there are and how they end.</summary>
internal sealed record Definition(SpecMeaning Spec)
{
    public bool Enabled { get; init; } = true;

    public DateTimeOffset? PausedUntil { get; init; }

    public bool Deleted { get; init; }

    public MisfirePolicy Misfire { get; init; }

    /// <summary>Null: the deployment's.</summary>
    public TimeSpan? Window { get; init; }

    public OverlapPolicy Overlap { get; init; }

    public int PauseAfterFailures { get; init; } = SchedulePolicies.DefaultPauseAfterFailures;

    /// <summary>Whether it fires at all.</summary>
    public bool Fires => Enabled && !Deleted;

    /// <summary>Whether both have the same occurrences: then a change from one to the other does not start anew.</summary>
    public bool HasTimingOf(Definition other) =>
        Spec.Key == other.Spec.Key && Enabled == other.Enabled && Deleted == other.Deleted && PausedUntil == other.PausedUntil;

    /// <summary>What is stored.</summary>
    public Schedule ApplyTo(Schedule schedule) => schedule with
    {
        Spec = Spec.Parsed,
        Enabled = Enabled,
        PausedUntil = PausedUntil,
        Policies = new SchedulePolicies { Misfire = Misfire, CatchUpWindow = Window, Overlap = Overlap, PauseAfterFailures = PauseAfterFailures, Retries = 0 },
    };
}
