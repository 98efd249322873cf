using AgentSched.Model.Access;
using AgentSched.Model.Activities;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Activities;

[Trait("shows", "house")]
[Trait("shows", "access")]
public sealed class ActivityEntryTests
{
    [Theory] // the caller (alice is ann's and shared with ben); what the entry is about, whose that is; whether the caller sees it
    [InlineData("ann",   "agent",    null,    true)]
    [InlineData("ann",   "schedule", "ben",   true)]  // the agent's owner sees all
    [InlineData("ann",   "run",      "ben",   true)]
    [InlineData("ben",   "agent",    null,    true)]
    [InlineData("ben",   "schedule", "ben",   true)]
    [InlineData("ben",   "schedule", "ann",   false)]
    [InlineData("ben",   "run",      "ben",   true)]
    [InlineData("ben",   "run",      "ann",   false)]
    [InlineData("ben",   "run",      null,    false)]
    [InlineData("carol", "agent",    null,    false)]
    [InlineData("carol", "schedule", "carol", false)] // the agent is not shared with carol any more
    [InlineData("root",  "schedule", "ben",   true)]
    [InlineData("other", "agent",    null,    false)] // an admin of another tenant
    public void An_agent_s_owner_sees_all_and_others_what_is_theirs(string caller, string about, string? owner, bool expected)
    {
        var agent = A.Agent(A.At("09:00")) with { SharedWith = ["ben"] };
        var entry = new ActivityEntry(ActivityType.RunStarted, ActivityState.Started, ActivityEntry.Scheduler, A.At("09:00"))
        {
            Owner = owner,
            ScheduleId = about == "schedule" ? A.ScheduleId : null,
            RelatedRunId = about == "run" ? A.RunId('a') : null,
        };
        var who = new Caller(caller == "other" ? "other" : "main", caller, caller is "root" or "other" ? Role.Admin : Role.User);
        Assert.Equal(expected, entry.IsVisibleTo(who, agent));
    }
}
