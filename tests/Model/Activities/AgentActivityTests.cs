using AgentSched.Model.Activities;
using AgentSched.Model.Agents;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Activities;

[Trait("shows", "house")]
[Trait("shows", "access")]
public sealed class AgentActivityTests
{
    private static readonly Agent Alice = A.Agent(A.At("09:00"));

    [Theory] // what changed; the details
    [InlineData("nothing",        """{"fields":[]}""")]
    [InlineData("timeout",        """{"fields":["timeout"]}""")]
    [InlineData("url and secret", """{"fields":["url","secret"]}""")] // names, never values
    [InlineData("prices",         """{"fields":["priceUsdPerMillionTokensIn","priceUsdPerMillionTokensOut"]}""")]
    [InlineData("limits",         """{"fields":["limits"]}""")]
    public void An_edit_names_the_fields_that_changed(string change, string details)
    {
        var after = (change switch
        {
            "timeout" => Alice with { Timeout = TimeSpan.FromMinutes(1) },
            "url and secret" => Alice with { Url = new Uri("http://other.example/"), Secret = "other" },
            "prices" => Alice with { Prices = new TokenPrices(1, 2) },
            "limits" => Alice with { Limits = SpendingLimits.None with { DayUsd = 1 } },
            _ => Alice,
        }) with { Version = 2, UpdatedAt = A.At("10:00") };
        var entry = AgentActivity.Changed(Alice, after, "ben");
        Assert.Equal((ActivityType.AgentChanged, ActivityState.Completed, "ben", A.At("10:00"), details), (entry.Type, entry.State, entry.Actor, entry.At, entry.Details));
    }

    [Fact]
    public void Registering_deleting_and_webhooks_are_told_with_what_names_them()
    {
        var (registered, webhooks, deleted) = (AgentActivity.Registered(Alice, "ann"), AgentActivity.WebhooksChanged("ann", A.At("10:00")), AgentActivity.Deleted(Alice, "root", A.At("11:00")));
        Assert.Equal((ActivityType.AgentRegistered, "ann", A.At("09:00"), null), (registered.Type, registered.Actor, registered.At, registered.Details));
        Assert.Equal((ActivityType.AgentChanged, "ann", A.At("10:00"), """{"fields":["webhooks"]}"""), (webhooks.Type, webhooks.Actor, webhooks.At, webhooks.Details));
        Assert.Equal((ActivityType.AgentDeleted, "root", A.At("11:00"), """{"agent":"alice"}"""), (deleted.Type, deleted.Actor, deleted.At, deleted.Details));
        Assert.Null(deleted.Agent); // of the tenant: its own feed went with it
    }
}
