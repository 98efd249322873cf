using System.Globalization;
using AgentSched.Base;
using AgentSched.Model.Agents;
using AgentSched.Model.Queues;
using AgentSched.Model.Usage;

namespace AgentSched.Model.Budgets;

/// <summary>Verdict of a budget about a run that would get a slot.</summary>
internal enum BudgetVerdict
{
    /// <summary>It may start.</summary>
    Starts,

    /// <summary>What is left is reserved by runs in flight, or there are <see cref="Budget.MaxInFlight"/> of them: it waits until one settles.</summary>
    Waits,

    /// <summary>A limit is reached.</summary>
    Spent,
}

/// <summary>Limits of an agent or an owner, and what its runs have spent. Pure.</summary>
/// <remarks>
/// The spending of a day or month exceeds its limit L by at most the cost of one run. Proof: let S be the settled amount and R the amount
/// reserved by runs in flight. A run with a maximum reserves it, tolerance included, if its agent has kept to such maxima and, under an owner's limits,
/// the owner's runs have (<see cref="Adherence"/>). Every other run reserves all that is left, and so does every run if
/// tokens are limited, because no run has a maximum in tokens. A run starts only if (a) S + R + its own reservation ≤ L and no run in flight
/// has reserved all that is left, or (b) S &lt; L and no run is in flight. After (a), S + R ≤ L. After (b), either that holds, or the run is alone and
/// stays alone: while it runs, (a) and (b) fail for every other run. A run that settles adds no more to S than it takes out of R, so after
/// runs of kind (a) S ≤ L, and after a run of kind (b) S &lt; L + its cost; then S ≥ L or S + R ≤ L again, and so on. Each decision is made
/// on one row (the agent's, or the owner's ledger) and written under its ETag, so it holds for any number of machines. A new day or month
/// sets S to 0 and leaves R. An owner's ledger takes at most the maximum of a run at another owner's agent, or what it had reserved, so there the bound
/// holds whatever the agent answers. Elsewhere it assumes that an agent that has kept to its maxima still does. If it stops, or the cost of a run is unknown,
/// the runs that are in flight at that moment, at most <see cref="MaxInFlight"/>, count on top with what they cost; from the first of their ends on, the
/// agent's runs and those of the owner reserve all that is left again. Limits that are lowered, or set while runs are in flight, apply to later runs only. Approved runs are exempt.
/// </remarks>
internal sealed record Budget(SpendingLimits Limits, decimal DayUsd, decimal MonthUsd, long DayTokens, long MonthTokens)
{
    /// <summary>Share of a limit from which there is a warning and runs are delayed.</summary>
    public const double WarnAt = 0.8;

    /// <summary>Delay of a run when a limit is almost reached; the delay grows linearly from <see cref="WarnAt"/> on.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Upper bound of runs in flight under limits, approved ones aside. More than one are in flight only because their declared maxima are trusted, so
    /// it bounds what is lost if an agent breaks its word.
    /// </summary>
    public const int MaxInFlight = 8;

    /// <summary>Without limits.</summary>
    public static readonly Budget None = new(SpendingLimits.None, 0, 0, 0, 0);

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

    /// <summary>The lowest limit in USD. Null: there is none.</summary>
    public decimal? LowestUsd => new[] { Limits.DayUsd, Limits.MonthUsd }.Min();

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
                (ShareOf(DayUsd, Limits.DayUsd), string.Create(CultureInfo.InvariantCulture, $"{DayUsd.Shortest()} of {Limits.DayUsd?.Shortest()} USD spent today")),
                (ShareOf(MonthUsd, Limits.MonthUsd), string.Create(CultureInfo.InvariantCulture, $"{MonthUsd.Shortest()} of {Limits.MonthUsd?.Shortest()} USD spent this month")),
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

    /// <summary>When there is budget again after a limit was reached: the beginning of the next day or, if a monthly limit is reached, month (UTC).</summary>
    public DateTimeOffset RenewsAt(DateTimeOffset now)
    {
        var today = DayUsage.DayOf(now);
        var next = MonthUsd >= Limits.MonthUsd || MonthTokens >= Limits.MonthTokens ? MonthSpend.FirstOf(today).AddMonths(1) : today.AddDays(1);
        return new DateTimeOffset(next, TimeOnly.MinValue, TimeSpan.Zero);
    }

    /// <param name="reservesUsd">What the run would reserve. Null: all that is left.</param>
    /// <param name="queue">The running runs and their terms.</param>
    public BudgetVerdict Decide(decimal? reservesUsd, AgentQueue queue) => Decide(reservesUsd, [.. queue.Running.Select(run => queue.TermsOf(run).MaxCostUsd)]);

    /// <param name="reservesUsd">What the run would reserve. Null: all that is left.</param>
    /// <param name="underWay">What each run in flight has reserved.</param>
    public BudgetVerdict Decide(decimal? reservesUsd, IReadOnlyCollection<decimal?> underWay)
    {
        if (IsSpent)
        {
            return BudgetVerdict.Spent;
        }

        if (underWay.Count == 0 || Limits == SpendingLimits.None)
        {
            return BudgetVerdict.Starts; // (b)
        }

        if (underWay.Count >= MaxInFlight || Limits.DayTokens is not null || Limits.MonthTokens is not null)
        {
            return BudgetVerdict.Waits;
        }

        var reserved = reservesUsd;
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
