using AgentSched.Model.Agents;
using AgentSched.Model.Budgets;
using AgentSched.Model.Usage;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Budgets;

[Trait("shows", "house")]
[Trait("shows", "runs")]
public sealed class BudgetTests
{
    [Theory] // spent/limit in USD today, this month (no limit: spent); maxima of runs under way, of the one that comes (? has none); verdict
    [InlineData("0/1",    "0",      "",        "?",    "Starts")]
    [InlineData("0.99/1", "0.99",   "",        "5",    "Starts")] // alone it may: limit plus one run
    [InlineData("1/1",    "1",      "",        "0.1",  "Spent")]
    [InlineData("0/0",    "0",      "",        "0",    "Spent")] // a limit of 0 allows nothing
    [InlineData("0",      "1/1",    "",        "0.1",  "Spent")]
    [InlineData("0.5/1",  "0.5",    "0.2 0.2", "0.1",  "Starts")] // the limit is included
    [InlineData("0.5/1",  "0.5",    "0.2 0.2", "0.11", "Waits")]
    [InlineData("0/1",    "9.9/10", "0.05",    "0.05", "Starts")]
    [InlineData("0/1",    "9.9/10", "0.05",    "0.06", "Waits")]
    [InlineData("0",      "0/1",    "0.5",     "0.5",  "Starts")]
    [InlineData("0/1",    "0",      "?",       "0.1",  "Waits")] // reserves all that is left
    [InlineData("0/1",    "0",      "0.1",     "?",    "Waits")]
    [InlineData("0",      "0",      "? 0.1",  "?",    "Starts")] // no limits
    public void A_run_starts_where_all_maxima_together_stay_within_the_limits(string day, string month, string underWay, string comes, string expected)
    {
        var budget = Of(day, month);
        Assert.Equal(expected, budget.Decide(A.Usd(comes), [.. underWay.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(A.Usd)]).ToString());
        Assert.Equal(expected == "Spent", budget.IsSpent);
    }

    [Theory] // spent/limit in tokens today, this month; runs under way; verdict for a run with a maximum in USD
    [InlineData("0/100",   "0",       0, "Starts")]
    [InlineData("99/100",  "99",      0, "Starts")]
    [InlineData("100/100", "100",     0, "Spent")]
    [InlineData("0",       "100/100", 0, "Spent")]
    [InlineData("0/0",     "0",       0, "Spent")]
    [InlineData("0/100",   "0",       1, "Waits")] // no run has a maximum in tokens: one by one
    [InlineData("0",       "0/100",   1, "Waits")]
    public void Where_tokens_are_limited_runs_go_one_by_one(string day, string month, int underWay, string expected) =>
        Assert.Equal(expected, Of("0", "0", day, month).Decide(0.1m, [.. Enumerable.Repeat<decimal?>(0.1m, underWay)]).ToString());

    [Theory] // spent/limit in USD today, this month, in tokens today, this month; share of the nearest limit, that limit in words
    [InlineData("0.84/1", "0.84",    "0",      "0",      0.84, "0.84 of 1 USD spent today")]
    [InlineData("0.5/1",  "6/10",    "0",      "0",      0.6,  "6 of 10 USD spent this month")]
    [InlineData("0.5/1",  "6/10",    "70/100", "70/200", 0.7,  "70 of 100 tokens spent today")]
    [InlineData("0.5/1",  "6/10",    "0/100",  "90/100", 0.9,  "90 of 100 tokens spent this month")]
    [InlineData("0/1",    "0",       "0",      "0",      0.0,  "0 of 1 USD spent today")]
    [InlineData("0/0",    "0",       "0",      "0",      1.0,  "0 of 0 USD spent today")] // nothing may be spent
    [InlineData("3/2",    "3",       "0",      "0",      1.5,  "3 of 2 USD spent today")]
    public void The_nearest_limit_is_told_in_words(string dayUsd, string monthUsd, string dayTokens, string monthTokens, double share, string words)
    {
        var budget = Of(dayUsd, monthUsd, dayTokens, monthTokens);
        Assert.Equal((share, words), (budget.Share, budget.Words));
        Assert.Equal(share >= 0.8 ? words : null, budget.Warning);
    }

    [Theory] // spent of 1 USD; warning, seconds by which runs start later
    [InlineData("0",    false, 0)]
    [InlineData("0.79", false, 0)]
    [InlineData("0.8",  true,  0)]
    [InlineData("0.85", true,  75)]
    [InlineData("0.9",  true,  150)]
    [InlineData("1",    true,  300)]
    [InlineData("2",    true,  300)] // never more than five minutes
    public void From_four_fifths_on_there_is_a_warning_and_runs_start_later(string spent, bool warning, int seconds)
    {
        var budget = Of($"{spent}/1", spent);
        Assert.Equal((warning, seconds), (budget.Warning is not null, Math.Round(budget.Delay.TotalSeconds)));
    }

    [Theory] // now, where half a dollar was spent on 2026-01-05; what of it counts for the day, for the month
    [InlineData("2026-01-05T09:00Z",      "0.5", "0.5")]
    [InlineData("2026-01-05T23:59:59Z",   "0.5", "0.5")]
    [InlineData("2026-01-06T01:00+02:00", "0.5", "0.5")] // days and months are those of UTC
    [InlineData("2026-01-06T00:00Z",      "0",   "0.5")]
    [InlineData("2026-01-31T23:59:59Z",   "0",   "0.5")]
    [InlineData("2026-02-01T00:00Z",      "0",   "0")]
    [InlineData("2027-01-05T09:00Z",      "0",   "0")]
    [InlineData("2026-01-04T23:59Z",      "0.5", "0.5")] // this machine's clock is behind
    public void A_new_day_and_a_new_month_have_money_again(string now, string day, string month)
    {
        var budget = Budget.Of(SpendingLimits.None, AgentSpending.Empty.Count(A.Ended(A.At("09:00"), costUsd: 0.5m)), DateTimeOffset.Parse(now));
        Assert.Equal((A.Usd(day), A.Usd(month)), (budget.DayUsd, budget.MonthUsd));
    }

    [Fact]
    public void Whatever_is_spent_and_reserved_a_run_beside_others_starts_only_within_the_limits() => Assert.All(Enumerable.Range(0, 500), seed =>
    {
        var random = new Random(seed);
        var limits = new SpendingLimits(Usd(3), Usd(3), Tokens(), Tokens());
        var budget = new Budget(limits, random.Next(100) / 100m, random.Next(200) / 100m, random.Next(100), random.Next(100));
        var (own, underWay) = (Usd(4), Enumerable.Range(0, random.Next(4)).Select(_ => Usd(5)).ToList());
        var verdict = budget.Decide(own, underWay);
        Assert.Equal(verdict == BudgetVerdict.Spent, budget.Share >= 1);
        if (verdict == BudgetVerdict.Starts && underWay.Count > 0 && limits != SpendingLimits.None)
        {
            var reserved = own!.Value + underWay.Sum(one => one!.Value); // everybody has a maximum
            Assert.False(budget.DayUsd + reserved > limits.DayUsd);
            Assert.False(budget.MonthUsd + reserved > limits.MonthUsd);
            Assert.Equal((null, null), (limits.DayTokens, limits.MonthTokens));
            Assert.Equal(BudgetVerdict.Starts, budget.Decide(own / 2, underWay)); // one that needs less starts as well
        }

        decimal? Usd(int oneInSoManyHasNone) => random.Next(oneInSoManyHasNone) == 0 ? null : random.Next(1, 100) / 100m;

        long? Tokens() => random.Next(5) == 0 ? random.Next(100) : null;
    });

    private static Budget Of(string dayUsd, string monthUsd, string dayTokens = "0", string monthTokens = "0") => new(
        new SpendingLimits(Limit(dayUsd), Limit(monthUsd), (long?)Limit(dayTokens), (long?)Limit(monthTokens)), Spent(dayUsd), Spent(monthUsd), (long)Spent(dayTokens), (long)Spent(monthTokens));

    private static decimal Spent(string text) => A.Usd(text.Split('/')[0])!.Value;

    private static decimal? Limit(string text) => text.Split('/') is [_, var limit] ? A.Usd(limit) : null;
}
