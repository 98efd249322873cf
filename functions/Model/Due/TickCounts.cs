namespace AgentSched.Model.Due;

/// <summary>Counters of one tick.</summary>
/// <param name="Scanned">Due rows read.</param>
/// <param name="Runs">Runs claimed.</param>
/// <param name="Missed">Occurrences recorded as missed.</param>
/// <param name="Overdue">Overdue rows, which the previous tick should have claimed.</param>
/// <param name="Oldest">Lateness of the oldest overdue row. Zero: there is none.</param>
internal readonly record struct TickCounts(int Scanned, int Runs, int Missed, int Overdue, TimeSpan Oldest)
{
    public static readonly TickCounts None;

    public static TickCounts Of(IReadOnlyCollection<DueSchedule> rows, IReadOnlyCollection<Claim> claims, DateTimeOffset now)
    {
        var late = rows.Where(row => row.Next.DueTime < now).Select(row => now - row.Next.DueTime).ToList();
        return new TickCounts(rows.Count, claims.Sum(claim => claim.Runs.Count), claims.Sum(claim => claim.Missed.Count), late.Count, late.Count == 0 ? TimeSpan.Zero : late.Max());
    }

    public TickCounts Plus(TickCounts other) =>
        new(Scanned + other.Scanned, Runs + other.Runs, Missed + other.Missed, Overdue + other.Overdue, Oldest > other.Oldest ? Oldest : other.Oldest);
}
