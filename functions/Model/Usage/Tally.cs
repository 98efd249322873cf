using System.Globalization;
using AgentSched.Model.Runs;

namespace AgentSched.Model.Usage;

/// <summary>
/// What a number of runs came to. Counted are runs that started and ended, each once, in the transaction that ends it; a run that
/// never started (missed, skipped, rejected, refused by a full queue) costs nothing and is in the lists of runs only.
/// </summary>
/// <param name="Runs">All of them.</param>
/// <param name="Succeeded">Those that succeeded.</param>
/// <param name="Failed">Those that failed or timed out.</param>
/// <param name="TimedOut">Those of <paramref name="Failed"/> that timed out.</param>
/// <param name="CostUsd">What they cost, as far as the agent said.</param>
/// <param name="TokensIn">Tokens that went in, as far as the agent said.</param>
/// <param name="TokensOut">Tokens that came out, likewise.</param>
/// <param name="Durations">How long they took.</param>
internal sealed record Tally(long Runs, long Succeeded, long Failed, long TimedOut, decimal CostUsd, long TokensIn, long TokensOut, Durations Durations)
{
    public static readonly Tally None = new(0, 0, 0, 0, 0, 0, 0, Durations.None);

    /// <summary>Those that were taken back while they ran.</summary>
    public long Cancelled => Runs - Succeeded - Failed;

    public long Tokens => Sum(TokensIn, TokensOut);

    /// <summary>0–1, of those that succeeded or failed. Null: there are none.</summary>
    public double? SuccessRate => Succeeded + Failed > 0 ? Math.Round((double)Succeeded / (Succeeded + Failed), 4) : null;

    public Tally Add(Run ended) => ended.StartedAt is null ? this : Plus(new Tally(
        1,
        ended.Status == RunStatus.Succeeded ? 1 : 0,
        ended.Status is RunStatus.Failed or RunStatus.TimedOut ? 1 : 0,
        ended.Status == RunStatus.TimedOut ? 1 : 0,
        ended.Answer?.CostUsd ?? 0,
        ended.Answer?.TokensIn ?? 0,
        ended.Answer?.TokensOut ?? 0,
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

    /// <summary>One line of text, for example <c>12 11 1 0 0.84 12000 3400 48211 31:4 40:8</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Runs} {Succeeded} {Failed} {TimedOut} {CostUsd} {TokensIn} {TokensOut} {Durations.SumMs} {Durations.Buckets}");

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static Tally Parse(string line)
    {
        var parts = line.Split(' ', 9);
        return new Tally(Long(0), Long(1), Long(2), Long(3), decimal.Parse(parts[4], CultureInfo.InvariantCulture), Long(5), Long(6), new Durations(Long(7), parts[8]));

        long Long(int index) => long.Parse(parts[index], CultureInfo.InvariantCulture);
    }

    /// <summary>An agent may say what it likes: a sum that leaves the range stays at its end, and the run closes.</summary>
    internal static long Sum(long a, long b) => a > long.MaxValue - b ? long.MaxValue : a + b;
}
