using System.ComponentModel.DataAnnotations;
using AgentSched.Model.Agents;

namespace AgentSched.Tests.Model.Agents;

[Trait("shows", "house")]
[Trait("shows", "access-money")]
public sealed class AgentOptionsTests
{
    [Theory] // agents of an owner; whether that is in range
    [InlineData(0,         false)]
    [InlineData(1,         true)]
    [InlineData(200,       true)]
    [InlineData(1_000_000, true)]
    [InlineData(1_000_001, false)]
    public void An_owner_may_have_one_to_a_million_agents(int max, bool expected)
    {
        var options = new AgentOptions { MaxAgentsPerOwner = max };
        Assert.Equal(expected, Validator.TryValidateObject(options, new ValidationContext(options), null, validateAllProperties: true));
    }

    [Fact]
    public void A_deployment_that_says_nothing_allows_200() => Assert.Equal(200, new AgentOptions().MaxAgentsPerOwner);
}
