using AgentSched.Model.Agents;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Agents;

[Trait("shows", "house")]
[Trait("shows", "runs")]
public sealed class AgentTests
{
    [Theory] // kind; what its entry says of callbacks; whether calls offer one
    [InlineData(AgentKind.Trinity, null,  true)]
    [InlineData(AgentKind.Openai,  null,  false)]
    [InlineData(AgentKind.Webhook, null,  false)] // any 2xx is a success
    [InlineData(AgentKind.Trinity, false, false)]
    [InlineData(AgentKind.Openai,  true,  true)]
    [InlineData(AgentKind.Webhook, true,  true)]
    public void Calls_offer_a_callback_to_agents_that_know_how_to_call_back(AgentKind kind, bool? callbacks, bool expected) =>
        Assert.Equal(expected, (A.Agent(A.At("09:00")) with { Kind = kind, Callbacks = callbacks }).OffersCallbacks);

    [Fact]
    public void An_agent_that_says_nothing_does_one_thing_at_a_time_and_lets_three_wait()
    {
        var agent = A.Agent(A.At("09:00"));
        Assert.Equal((1, 3, TimeSpan.FromMinutes(15)), (agent.MaxConcurrent, agent.QueueDepth, agent.Timeout));
        Assert.Equal((AgentKind.Trinity, true, 1), (agent.Kind, agent.Enabled, agent.Version));
        Assert.Equal((null, OnLimit.Reject), (agent.Limits, agent.OnLimit));
        Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromHours(2)), (Agent.MinTimeout, Agent.MaxTimeout));
    }
}
