using AgentSched.Model.Activities;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Activities;

[Trait("shows", "house")]
[Trait("shows", "access")]
public sealed class KeyActivityTests
{
    [Theory] // what happened; the entry's type
    [InlineData("issued",  ActivityType.KeyIssued)]
    [InlineData("revoked", ActivityType.KeyRevoked)]
    public void The_tenant_s_feed_names_a_key_and_its_holder_and_never_its_secret(string what, ActivityType type)
    {
        var entry = what == "issued" ? KeyActivity.Issued("abcd", "ben", "root", A.At("09:00")) : KeyActivity.Revoked("abcd", "ben", "root", A.At("09:00"));
        Assert.Equal((type, ActivityState.Completed, "root", A.At("09:00")), (entry.Type, entry.State, entry.Actor, entry.At));
        Assert.Equal("""{"key":"abcd","name":"ben"}""", entry.Details);
        Assert.Equal((null, null, null), (entry.Agent, entry.ScheduleId, entry.RelatedRunId));
    }
}
