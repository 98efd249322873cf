using System.Globalization;
using AgentSched.Model.Runs;

namespace AgentSched.Model.Usage;

/// <summary>
/// Totals of a set of runs. Runs that started and ended are counted, each once, in the transaction that ends it. A run that never
/// started (missed, skipped, rejected, refused by a full queue) costs nothing and appears only in the lists of runs.
/// </summary>
/// <param name="Runs">Number of runs.</param>
/// <param name="Succeeded">Runs that succeeded.</param>
/// <param name="Failed">Runs that failed or timed out.</param>
/// <param name="TimedOut">Runs of <paramref name="Failed"/> that timed out.</param>
/// <param name="CostUsd">Cost in USD, as reported by the agent; of a run whose cost is unknown, what it had reserved.</param>
/// <param name="TokensIn">Input tokens, likewise.</param>
/// <param name="TokensOut">Output tokens, as reported by the agent.</param>
/// <param name="Durations">Durations of the runs.</param>
internal sealed record Tally(long Runs, long Succeeded, long Failed, long TimedOut, decimal CostUsd, long TokensIn, long TokensOut, Durations Durations)
{
    public static readonly Tally None = new(0, 0, 0, 0, 0, 0, 0, Durations.None);

    /// <summary>Runs that were cancelled after their start.</summary>
    public long Cancelled => Runs - Succeeded - Failed;

    public long Tokens => Sum(TokensIn, TokensOut);

    /// <summary>Share of successful runs, 0–1, among those that succeeded or failed. Null: there are none.</summary>
    public double? SuccessRate => Succeeded + Failed > 0 ? Math.Round((double)Succeeded / (Succeeded + Failed), 4) : null;

    public Tally Add(Run ended) => ended.StartedAt is null ? this : Plus(new Tally(
        1,
        ended.Status == RunStatus.Succeeded ? 1 : 0,
        ended.Status is RunStatus.Failed or RunStatus.TimedOut ? 1 : 0,
        ended.Status == RunStatus.TimedOut ? 1 : 0,
        ended.CountedUsd,
        ended.CountedTokensIn,
        ended.CountedTokensOut,
        Durations.None.Add(ended.Duration ?? TimeSpan.Zero)));

    public Tally Plus(Tally other) => new(
        Runs + other.Runs,
        Succeeded + other.Succeeded,
        Failed + other.Failed,
        TimedOut + other.TimedOut,
        CostUsd + other.CostUsd,
        Sum(TokensIn, other.TokensIn),
        Sum(TokensOut, other.TokensOut),
        Durations.Plus(other.Durations));

    /// <summary>Text of one line, for example <c>12 11 1 0 0.84 12000 3400 48211 31:4 40:8</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Runs} {Succeeded} {Failed} {TimedOut} {CostUsd} {TokensIn} {TokensOut} {Durations.SumMs} {Durations.Buckets}");

    /// <summary>Parses the text of <see cref="ToString"/>.</summary>
    public static Tally Parse(string line)
    {
        var parts = line.Split(' ', 9);
        return new Tally(Long(0), Long(1), Long(2), Long(3), decimal.Parse(parts[4], CultureInfo.InvariantCulture), Long(5), Long(6), new Durations(Long(7), parts[8]));

        long Long(int index) => long.Parse(parts[index], CultureInfo.InvariantCulture);
    }

    /// <summary>Saturating sum: an agent may report any number, and an overflow must not keep the run from closing.</summary>
    internal static long Sum(long a, long b) => a > long.MaxValue - b ? long.MaxValue : a + b;
}
