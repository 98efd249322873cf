using System.Globalization;
using AgentSched.Model.Agents;
using AgentSched.Model.Queues;
using AgentSched.Model.Usage;

namespace AgentSched.Model.Budgets;

/// <summary>What a budget says to a run that would have a slot.</summary>
internal enum BudgetVerdict
{
    /// <summary>It may start.</summary>
    Starts,

    /// <summary>What is left is reserved by runs that are under way: it waits until they settle.</summary>
    Waits,

    /// <summary>A limit is reached.</summary>
    Spent,
}

/// <summary>Limits of an agent or an owner beside what its runs spent. Pure.</summary>
/// <remarks>
/// What is settled in a day or month never passes its limit L by more than the cost of one run. Let S be what is settled and R what
/// runs under way have reserved: a run with a maximum reserves that, one without (and every run, where tokens are limited, because no
/// run has a maximum in tokens) all that is left. A run starts only where (a) S + R + its own maximum ≤ L and everybody has a
/// maximum, or (b) S &lt; L and no run is under way. After (a), S + R ≤ L. After (b), either that holds, or the run is alone and stays
/// so: for every other (a) fails while it runs, and (b) does, too. A run that settles takes no more out of R than it adds to S, so
/// after runs of kind (a) S ≤ L, and after one of kind (b) S &lt; L + its cost; then S ≥ L or S + R ≤ L again, and so on. All of this
/// is decided on one row (the agent's, or the owner's ledger) and written under its ETag, by however many machines. A day or month that begins sets S to 0 and leaves R.
/// What it rests on: a run keeps to its maximum, or else what it cost beyond counts as well, and the run is marked; and limits that
/// are lowered, or set while runs are under way, bind runs that come. A run that was approved is not asked.
/// </remarks>
internal sealed record Budget(Limits Limits, decimal DayUsd, decimal MonthUsd, long DayTokens, long MonthTokens)
{
    /// <summary>From this share of a limit on there is a warning, and runs start later.</summary>
    public const double WarnAt = 0.8;

    /// <summary>How much later a run starts where a limit is as good as reached; the delay grows evenly from <see cref="WarnAt"/> on.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(5);

    public static Budget Of(Limits limits, AgentSpending books, DateTimeOffset now)
    {
        var day = DayUsage.DayOf(now);
        var today = books.Today.Day >= day ? books.Today.Tally : Tally.None;
        var month = books.Month.First >= MonthSpend.FirstOf(day) ? books.Month : MonthSpend.None;
        return new Budget(limits, today.CostUsd, month.CostUsd, today.Tokens, month.Tokens);
    }

    public bool IsSpent => DayUsd >= Limits.DayUsd || MonthUsd >= Limits.MonthUsd || DayTokens >= Limits.DayTokens || MonthTokens >= Limits.MonthTokens;

    /// <summary>How much of the limit that is nearest is spent; 1 is all.</summary>
    public double Share => new[] { ShareOf(DayUsd, Limits.DayUsd), ShareOf(MonthUsd, Limits.MonthUsd), ShareOf(DayTokens, Limits.DayTokens), ShareOf(MonthTokens, Limits.MonthTokens) }.Max();

    /// <summary>The nearest limit in words, for example <c>0.84 of 1 USD spent today</c>.</summary>
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

    /// <summary>The warning that answers carry. Null: all is well.</summary>
    public string? Warning => Share >= WarnAt ? Words : null;

    /// <summary>How much later than it could a run starts, so that what is left lasts longer.</summary>
    public TimeSpan Delay => LongestDelay * Math.Clamp((Share - WarnAt) / (1 - WarnAt), 0, 1);

    /// <param name="maxCostUsd">What the run may cost at most. Null: nobody said.</param>
    /// <param name="queue">Who runs, on what terms.</param>
    public BudgetVerdict Decide(decimal? maxCostUsd, AgentQueue queue) => Decide(maxCostUsd, [.. queue.Running.Select(run => queue.TermsOf(run).MaxCostUsd)]);

    /// <param name="maxCostUsd">What the run may cost at most. Null: nobody said.</param>
    /// <param name="underWay">The same of each run that is under way.</param>
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
