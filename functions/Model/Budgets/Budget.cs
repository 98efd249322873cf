using System.Globalization;
using AgentSched.Model.Agents;
using AgentSched.Model.Queues;
using AgentSched.Model.Usage;

namespace AgentSched.Model.Budgets;

/// <summary>Verdict of a budget about a run that would get a slot.</summary>
internal enum BudgetVerdict
{
    /// <summary>It may start.</summary>
    Starts,

    /// <summary>What is left is reserved by runs in flight: it waits until they settle.</summary>
    Waits,

    /// <summary>A limit is reached.</summary>
    Spent,
}

/// <summary>Limits of an agent or an owner, and what its runs have spent. Pure.</summary>
/// <remarks>
/// The spending of a day or month exceeds its limit L by at most the cost of one run. Proof: let S be the settled amount and R the amount
/// reserved by runs in flight. A run with a maximum reserves it. A run without one reserves all that is left, and so does every run if
/// tokens are limited, because no run has a maximum in tokens. A run starts only if (a) S + R + its own maximum ≤ L and all runs in flight
/// have a maximum, or (b) S &lt; L and no run is in flight. After (a), S + R ≤ L. After (b), either that holds, or the run is alone and
/// stays alone: while it runs, (a) and (b) fail for every other run. A run that settles takes no more out of R than it adds to S, so after
/// runs of kind (a) S ≤ L, and after a run of kind (b) S &lt; L + its cost; then S ≥ L or S + R ≤ L again, and so on. Each decision is made
/// on one row (the agent's, or the owner's ledger) and written under its ETag, so it holds for any number of machines. A new day or month
/// sets S to 0 and leaves R. Assumptions: a run keeps to its maximum (any excess is counted as well, and the run is marked); limits that
/// are lowered, or set while runs are in flight, apply to later runs only. Approved runs are exempt.
/// </remarks>
internal sealed record Budget(SpendingLimits Limits, decimal DayUsd, decimal MonthUsd, long DayTokens, long MonthTokens)
{
    /// <summary>Share of a limit from which there is a warning and runs are delayed.</summary>
    public const double WarnAt = 0.8;

    /// <summary>Delay of a run when a limit is almost reached; the delay grows linearly from <see cref="WarnAt"/> on.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(5);

    public static Budget Of(SpendingLimits limits, AgentSpending spending, DateTimeOffset now)
    {
        var day = DayUsage.DayOf(now);
        var today = spending.Today.Day >= day ? spending.Today.Tally : Tally.None;
        var month = spending.Month.First >= MonthSpend.FirstOf(day) ? spending.Month : MonthSpend.None;
        return new Budget(limits, today.CostUsd, month.CostUsd, today.Tokens, month.Tokens);
    }

    public bool IsSpent => DayUsd >= Limits.DayUsd || MonthUsd >= Limits.MonthUsd || DayTokens >= Limits.DayTokens || MonthTokens >= Limits.MonthTokens;

    /// <summary>USD that are left until the first limit in USD is reached; 0 or more. Null: there is none.</summary>
    public decimal? LeftUsd => new[] { Limits.DayUsd - DayUsd, Limits.MonthUsd - MonthUsd }.Min() is { } left ? Math.Max(left, 0) : null;

    /// <summary>Tokens that are left until the first limit in tokens is reached; 0 or more. Null: there is none.</summary>
    public long? LeftTokens => new[] { Limits.DayTokens - DayTokens, Limits.MonthTokens - MonthTokens }.Min() is { } left ? Math.Max(left, 0) : null;

    /// <summary>Spent share of the limit closest to being reached; 1: all of it.</summary>
    public double Share => new[] { ShareOf(DayUsd, Limits.DayUsd), ShareOf(MonthUsd, Limits.MonthUsd), ShareOf(DayTokens, Limits.DayTokens), ShareOf(MonthTokens, Limits.MonthTokens) }.Max();

    /// <summary>The limit closest to being reached, in words, for example <c>0.84 of 1 USD spent today</c>.</summary>
    public string Words
    {
        get
        {
            var all = new (double Share, string Words)[]
            {
                (ShareOf(DayUsd, Limits.DayUsd), string.Create(CultureInfo.InvariantCulture, $"{DayUsd} of {Limits.DayUsd} USD spent today")),
                (ShareOf(MonthUsd, Limits.MonthUsd), string.Create(CultureInfo.InvariantCulture, $"{MonthUsd} of {Limits.MonthUsd} USD spent this month")),
                (ShareOf(DayTokens, Limits.DayTokens), string.Create(CultureInfo.InvariantCulture, $"{DayTokens} of {Limits.DayTokens} tokens spent today")),
                (ShareOf(MonthTokens, Limits.MonthTokens), string.Create(CultureInfo.InvariantCulture, $"{MonthTokens} of {Limits.MonthTokens} tokens spent this month")),
            };
            return all.MaxBy(one => one.Share).Words;
        }
    }

    /// <summary>The warning in API responses. Null: spending is below <see cref="WarnAt"/>.</summary>
    public string? Warning => Share >= WarnAt ? Words : null;

    /// <summary>Delay of the next run, so that the remaining budget lasts longer.</summary>
    public TimeSpan Delay => LongestDelay * Math.Clamp((Share - WarnAt) / (1 - WarnAt), 0, 1);

    /// <param name="maxCostUsd">Maximum cost of the run. Null: none.</param>
    /// <param name="queue">The running runs and their terms.</param>
    public BudgetVerdict Decide(decimal? maxCostUsd, AgentQueue queue) => Decide(maxCostUsd, [.. queue.Running.Select(run => queue.TermsOf(run).MaxCostUsd)]);

    /// <param name="maxCostUsd">Maximum cost of the run. Null: none.</param>
    /// <param name="underWay">Maximum cost of each run in flight.</param>
    public BudgetVerdict Decide(decimal? maxCostUsd, IReadOnlyCollection<decimal?> underWay)
    {
        if (IsSpent)
        {
            return BudgetVerdict.Spent;
        }

        if (underWay.Count == 0)
        {
            return BudgetVerdict.Starts; // (b)
        }

        if (Limits.DayTokens is not null || Limits.MonthTokens is not null)
        {
            return BudgetVerdict.Waits;
        }

        var reserved = maxCostUsd;
        foreach (var most in underWay)
        {
            reserved += most; // null: all that is left
        }

        return DayUsd + reserved <= (Limits.DayUsd ?? decimal.MaxValue) && MonthUsd + reserved <= (Limits.MonthUsd ?? decimal.MaxValue)
            ? BudgetVerdict.Starts // (a)
            : BudgetVerdict.Waits;
    }

    private static double ShareOf(decimal spent, decimal? limit) => limit is null ? 0 : limit == 0 ? 1 : (double)(spent / limit.Value);
}
