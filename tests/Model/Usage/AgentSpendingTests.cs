using AgentSched.Model.Usage;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Usage;

[Trait("shows", "house")]
[Trait("shows", "runs")]
public sealed class AgentSpendingTests
{
    [Theory] // when a run of 2 USD ended, after one of 1 USD on 2026-02-10; spent since the agent was registered, on the last day, in its month
    [InlineData("2026-02-10T23:59:59Z", "3", "3", "3")]
    [InlineData("2026-02-11T00:00Z",    "3", "2", "3")]
    [InlineData("2026-03-01T00:00Z",    "3", "2", "2")]
    [InlineData("2026-02-09T23:59:59Z", "3", "1", "3")] // ended on an earlier day: it counts in the row of that day
    [InlineData("2026-01-31T23:59:59Z", "3", "1", "1")]
    public void A_run_counts_at_once_for_its_day_its_month_and_for_ever(string ended, string totals, string today, string month)
    {
        var spending = AgentSpending.Empty.Count(A.Ended(DateTimeOffset.Parse("2026-02-10T09:00Z"), costUsd: 1)).Count(A.Ended(DateTimeOffset.Parse(ended), costUsd: 2));
        Assert.Equal((A.Usd(totals), A.Usd(today), A.Usd(month)), (spending.Totals.Tally.CostUsd, spending.Today.Tally.CostUsd, spending.Month.CostUsd));
    }

    [Theory] // whose run it was; whose it counts as
    [InlineData("ann", "ann")]
    [InlineData(null,  DayUsage.Others)]
    public void A_run_counts_for_its_owner(string? owner, string expected) =>
        Assert.Equal([expected], AgentSpending.Empty.Count(A.Ended(A.At("09:00")) with { Owner = owner }).Today.Owners.Keys);

    [Fact]
    public void A_run_that_never_started_counts_for_nothing() =>
        Assert.Same(AgentSpending.Empty, AgentSpending.Empty.Count(A.Ended(A.At("09:00"), costUsd: 1) with { StartedAt = null }));
}
