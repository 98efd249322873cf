namespace AgentSched.Time.Specs;

/// <summary>Handling of a fixed local time that the clocks jump over: of cron, at and intervals of the calendar.</summary>
public enum DstGap
{
    /// <summary>It moves to the first instant after the gap.</summary>
    Shift,

    /// <summary>It is skipped on that day.</summary>
    Skip,
}

/// <summary>Handling of a fixed local time that occurs twice. Intervals (<c>*/15</c>) run in both passes, regardless of this.</summary>
public enum DstOverlap
{
    /// <summary>It runs once, the first time.</summary>
    First,

    /// <summary>It runs once, the second time.</summary>
    Last,

    /// <summary>It runs both times.</summary>
    Both,
}

/// <summary>How day-of-month and day-of-week are combined if a cron expression restricts both.</summary>
public enum DayMatch
{
    /// <summary>Both must match: <c>0 9 13 * FRI</c> is every Friday the 13th.</summary>
    And,

    /// <summary>Either must match, as in Vixie cron: every 13th and every Friday.</summary>
    Or,
}

/// <summary>A spec as its user wrote it: exactly one of cron, every, calendar and at, plus limits. Stored unchanged with the schedule and with its due row.</summary>
internal sealed record SpecText
{
    /// <summary>Cron expression in <see cref="Zone"/>: five fields or a macro; six fields, seconds first, if the deployment allows them. <c>H</c> stands for a value derived from the schedule's id.</summary>
    public string? Cron { get; init; }

    /// <summary>An IANA zone. Required with cron, at and calendar; with every it defines the calendar of <see cref="Exclude"/> (default UTC).</summary>
    public string? Zone { get; init; }

    /// <summary>Elapsed time between occurrences: whole seconds, at least 1 s. A day is 24 hours, regardless of clock changes.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>Days, weeks or months of the zone's calendar between occurrences, all at the local time of the anchor: <c>P2D</c>, <c>P2W</c>, <c>P3M</c> (<see cref="CalendarInterval"/>).</summary>
    public string? Calendar { get; init; }

    /// <summary>With every and calendar: the first occurrence, from which all others are counted. Null: set to the time of saving.</summary>
    public DateTimeOffset? Anchor { get; init; }

    /// <summary>One occurrence: a local time of <see cref="Zone"/>.</summary>
    public DateTime? At { get; init; }

    /// <summary>Start of the occurrences; included. Null: no limit.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>End of the occurrences; not included. Null: no limit.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Days without occurrences: <c>2026-12-24</c> or <c>2026-12-24/2026-12-26</c> (both included), in the zone's calendar.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Maximum jitter: each occurrence comes due up to this much after its nominal time, always by the same amount for the same occurrence. Null: none.</summary>
    public TimeSpan? Jitter { get; init; }

    /// <summary>Maximum number of occurrences that start; missed ones and manual runs do not count. Null: no limit.</summary>
    public int? MaxRuns { get; init; }

    public DstGap DstGap { get; init; }

    public DstOverlap DstOverlap { get; init; }

    public DayMatch DayMatch { get; init; }
}
