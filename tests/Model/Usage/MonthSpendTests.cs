using AgentSched.Model.Runs;
using AgentSched.Model.Usage;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Usage;

[Trait("shows", "house")]
[Trait("shows", "runs")]
public sealed class MonthSpendTests
{
    [Theory] // when a run of 2 USD and 30 tokens ended, after one of 1 USD and 10 tokens on 2026-02-10; whether it had started; the month: first day, USD, tokens
    [InlineData("2026-02-10T09:00Z",      true,  "20260201 3 40")]
    [InlineData("2026-02-28T23:59:59Z",   true,  "20260201 3 40")]
    [InlineData("2026-03-01T00:00Z",      true,  "20260301 2 30")] // a new month begins anew
    [InlineData("2026-03-01T00:00+01:00", true,  "20260201 3 40")] // months are those of UTC
    [InlineData("2027-02-10T09:00Z",      true,  "20270201 2 30")]
    [InlineData("2026-01-31T23:59:59Z",   true,  "20260201 1 10")] // a machine whose clock is late changes nothing
    [InlineData("2026-02-10T09:00Z",      false, "20260201 1 10")]
    [InlineData("2026-03-01T00:00Z",      false, "20260201 1 10")]
    public void A_month_counts_what_its_runs_cost(string ended, bool started, string expected)
    {
        var first = MonthSpend.None.Count(Run("2026-02-10T09:00Z", 1, 4, 6));
        var run = Run(ended, 2, 10, 20);
        var month = first.Count(started ? run : run with { StartedAt = null });
        Assert.Equal(expected, month.ToString());
        Assert.Equal(month, MonthSpend.Parse(expected));
    }

    [Theory] // column without a month
    [InlineData(null)]
    [InlineData("")]
    public void An_empty_column_is_no_month_yet(string? column) => Assert.Equal(MonthSpend.None, MonthSpend.Parse(column));

    [Fact]
    public void Tokens_stay_in_their_range()
    {
        var month = MonthSpend.None.Count(Run("2026-02-10T09:00Z", 1, long.MaxValue, 1)).Count(Run("2026-02-10T09:00Z", 1, 5, 5));
        Assert.Equal((2m, long.MaxValue), (month.CostUsd, month.Tokens));
    }

    [Fact]
    public void In_whatever_order_runs_of_a_month_end_it_counts_them_all() => Assert.All(Enumerable.Range(0, 100), seed =>
    {
        var random = new Random(seed);
        var runs = Enumerable.Range(0, random.Next(1, 20)).Select(_ => Run($"2026-02-{random.Next(1, 29):D2}T09:00Z", random.Next(100), random.Next(100), random.Next(100))).ToList();
        var month = runs.Aggregate(MonthSpend.None, (sum, run) => sum.Count(run));
        Assert.Equal(new MonthSpend(new DateOnly(2026, 2, 1), runs.Sum(run => run.Answer!.CostUsd!.Value), runs.Sum(run => run.Answer!.TokensIn!.Value + run.Answer.TokensOut!.Value)), month);
        Assert.Equal(month, MonthSpend.Parse(month.ToString()));
    });

    private static Run Run(string ended, decimal cost, long tokensIn, long tokensOut) =>
        A.Ended(DateTimeOffset.Parse(ended)) with { Answer = new AgentAnswer { CostUsd = cost, TokensIn = tokensIn, TokensOut = tokensOut } };
}
