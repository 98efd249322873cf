using AgentSched.Model.Schedules;

namespace AgentSched.Tests.Model.Schedules;

[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class PoliciesTests
{
    [Fact]
    public void A_schedule_that_says_nothing_has_these_policies()
    {
        var policies = new SchedulePolicies();
        Assert.Equal((MisfirePolicy.FireLatest, OverlapPolicy.Skip), (policies.Misfire, policies.Overlap));
        Assert.Equal((3, false, 10), (policies.Retries, policies.RetryTimeouts, policies.PauseAfterFailures));
        Assert.Null(policies.CatchUpWindow); // the deployment's
    }

    [Fact]
    public void The_limits_of_policies() => Assert.Equal((5, TimeSpan.FromSeconds(10)), (SchedulePolicies.MaxRetries, SchedulePolicies.ShortestWindow));
}
