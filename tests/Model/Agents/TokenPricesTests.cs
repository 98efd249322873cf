using AgentSched.Model.Agents;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Agents;

[Trait("shows", "house")]
[Trait("shows", "runs")]
public sealed class TokenPricesTests
{
    [Theory] // USD for a million tokens in, out; tokens in, out (null: the answer does not say); the cost in USD
    [InlineData("3",      "15", 1_000_000L, 0L,         "3")]
    [InlineData("3",      "15", 0L,         1_000_000L, "15")]
    [InlineData("3",      "15", 1_000L,     500L,       "0.0105")]
    [InlineData("3",      "15", null,       2L,         "0.00003")]
    [InlineData("3",      "15", 1L,         null,       "0.000003")]
    [InlineData("3",      "15", null,       null,       "?")]
    [InlineData("3",      "15", 0L,         0L,         "0")]
    [InlineData("0",      "0",  1_000L,     1_000L,     "0")]
    [InlineData("0.001",  "0",  1L,         0L,         "0.000000001")] // nine decimals
    [InlineData("0.0001", "0",  1L,         0L,         "0")]
    public void An_answer_costs_what_its_tokens_cost(string inUsd, string outUsd, long? tokensIn, long? tokensOut, string expected) =>
        Assert.Equal(A.Usd(expected), new TokenPrices(A.Usd(inUsd)!.Value, A.Usd(outUsd)!.Value).CostUsd(tokensIn, tokensOut));

    [Fact]
    public void Whatever_an_agent_says_of_its_tokens_there_is_a_cost()
    {
        var dearest = new TokenPrices(TokenPrices.MaxUsd, TokenPrices.MaxUsd);
        Assert.Equal(2m * long.MaxValue, dearest.CostUsd(long.MaxValue, long.MaxValue)); // a dollar a token, and no overflow
    }
}
