using AgentSched.Model.Agents;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Agents;

[Trait("shows", "house")]
[Trait("shows", "runs")]
public sealed class SpendingLimitsTests
{
    [Theory] // USD a day, a month, tokens a day, a month (null: no limit); the column
    [InlineData("1",       null,      null, null,           "1   ")]
    [InlineData(null,      "0.5",     null, null,           " 0.5  ")]
    [InlineData(null,      null,      100L, null,           "  100 ")]
    [InlineData(null,      null,      null, 9_000_000_000L, "   9000000000")]
    [InlineData("0",       "0",       0L,   0L,             "0 0 0 0")] // nothing may be spent
    [InlineData("1000000", "1000000", 1L,   1L,             "1000000 1000000 1 1")]
    public void Limits_are_read_as_they_were_written(string? dayUsd, string? monthUsd, long? dayTokens, long? monthTokens, string column)
    {
        var limits = new SpendingLimits(A.Usd(dayUsd), A.Usd(monthUsd), dayTokens, monthTokens);
        Assert.Equal(column, SpendingLimits.ToColumn(limits));
        Assert.Equal(limits, SpendingLimits.FromColumn(column));
    }

    [Theory] // column without limits
    [InlineData(null)] // of an older release
    [InlineData("")]
    public void An_empty_column_means_no_limits(string? column)
    {
        Assert.Null(SpendingLimits.FromColumn(column));
        Assert.Equal("", SpendingLimits.ToColumn(limits: null)); // not null: a merge would leave the old limits
    }

    [Fact]
    public void Whatever_the_limits_a_column_brings_them_back() => Assert.All(Enumerable.Range(0, 300), seed =>
    {
        var random = new Random(seed);
        var limits = new SpendingLimits(Usd(), Usd(), Tokens(), Tokens());
        Assert.Equal(limits, SpendingLimits.FromColumn(SpendingLimits.ToColumn(limits)));

        decimal? Usd() => random.Next(3) == 0 ? null : random.NextInt64(1_000_000_000_000) / 1_000_000m;

        long? Tokens() => random.Next(3) == 0 ? null : random.NextInt64(int.MaxValue);
    });
}
