namespace AgentSched.Time.Specs;

/// <summary>What becomes of a fixed local time that the clocks jump over.</summary>
public enum DstGap
{
    /// <summary>It moves to the first moment after the jump.</summary>
    Shift,

    /// <summary>It does not take place that day.</summary>
    Skip,
}

/// <summary>What becomes of a fixed local time that the clocks show twice. Intervals (<c>*/15</c>) run in both passes, whatever this says.</summary>
public enum DstOverlap
{
    /// <summary>It takes place once, the first time.</summary>
    First,

    /// <summary>It takes place once, the second time.</summary>
    Last,

    /// <summary>It takes place twice.</summary>
    Both,
}

/// <summary>How day-of-month and day-of-week go together where a cron expression restricts both.</summary>
public enum DayMatch
{
    /// <summary>Both must fit: <c>0 9 13 * FRI</c> is every Friday the 13th.</summary>
    And,

    /// <summary>One is enough, as in Vixie cron: every 13th and every Friday.</summary>
    Or,
}

/// <summary>A spec as its user wrote it: exactly one of cron, every and at, and what narrows it. Stored as it is, with the schedule and with its due row.</summary>
internal sealed record SpecText
{
    /// <summary>Five fields or a macro, on the clock of <see cref="Zone"/>; six fields, seconds first, where the deployment allows them.</summary>
    public string? Cron { get; init; }

    /// <summary>An IANA zone. Needed with cron and at; with every it says whose days <see cref="Exclude"/> means (default UTC).</summary>
    public string? Zone { get; init; }

    /// <summary>Elapsed time from occurrence to occurrence: whole seconds, at least 1 s. A day is 24 hours, whatever the clocks do.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>With every: the first occurrence, from which all others are counted. Null: the moment of saving fills it.</summary>
    public DateTimeOffset? Anchor { get; init; }

    /// <summary>One occurrence: a local time of <see cref="Zone"/>.</summary>
    public DateTime? At { get; init; }

    /// <summary>No occurrence before this; one at this very moment counts. Null: no limit.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>No occurrence at or after this. Null: no limit.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Days without occurrences: <c>2026-12-24</c> or <c>2026-12-24/2026-12-26</c> (both included), in the zone's calendar.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Spreads occurrences: each comes due up to this much after its instant, always by the same amount for the same occurrence. Null: none.</summary>
    public TimeSpan? Jitter { get; init; }

    /// <summary>After so many occurrences that started there is none any more; missed ones and runs by hand do not count. Null: no limit.</summary>
    public int? MaxRuns { get; init; }

    public DstGap DstGap { get; init; }

    public DstOverlap DstOverlap { get; init; }

    public DayMatch DayMatch { get; init; }
}
