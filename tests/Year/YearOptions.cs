namespace AgentSched.Year;

/// <summary>How large a simulation is, and how much goes wrong in it.</summary>
internal sealed record YearOptions
{
    /// <summary>The same seed makes the same year.</summary>
    public int Seed { get; init; } = 20261121;

    public int Schedules { get; init; } = 2000;

    public int Days { get; init; } = 365;

    public int Shards { get; init; } = 4;

    public int Agents => 1 + Schedules / 20;

    /// <summary>Out of so many writes one goes wrong, before or after it takes effect; of reads a twentieth of that.</summary>
    public int WritesPerFault { get; init; } = 150;

    /// <summary>Out of so many events one comes together with those right after it, their storage requests interleaved.</summary>
    public int EventsPerCrowd { get; init; } = 40;

    /// <summary>The mean time between two edits of one schedule; many come in bursts and close to a due time.</summary>
    public TimeSpan BetweenEdits { get; init; } = TimeSpan.FromDays(20);

    /// <summary>The mean time between two absences of the whole app; each lasts a minute, an hour, a day or a week.</summary>
    public TimeSpan BetweenAbsences { get; init; } = TimeSpan.FromDays(9);

    public DateTimeOffset Start { get; init; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public DateTimeOffset End => Start.AddDays(Days);
}
