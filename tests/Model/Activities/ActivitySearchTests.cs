using AgentSched.Model.Activities;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Activities;

[Trait("shows", "house")]
[Trait("shows", "access")]
public sealed class ActivitySearchTests
{
    [Theory] // types, from, to that are searched for; whether a RunFailed of 09:00 matches
    [InlineData("",                    null,    null,       true)]
    [InlineData("RunFailed",           null,    null,       true)]
    [InlineData("RunMissed RunFailed", null,    null,       true)]
    [InlineData("RunMissed",           null,    null,       false)]
    [InlineData("",                    "09:00", null,       true)]  // from is included
    [InlineData("",                    "09:01", null,       false)]
    [InlineData("",                    null,    "09:00",    false)] // to is not
    [InlineData("",                    null,    "09:00:01", true)]
    [InlineData("RunFailed",           "08:00", "10:00",    true)]
    [InlineData("RunMissed",           "08:00", "10:00",    false)]
    public void An_entry_matches_by_type_and_time(string types, string? from, string? to, bool expected)
    {
        var search = new ActivitySearch([.. types.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(type => Enum.Parse<ActivityType>(type))], At(from), At(to));
        Assert.Equal(expected, search.Matches(new ActivityEntry(ActivityType.RunFailed, ActivityState.Failed, ActivityEntry.Scheduler, A.At("09:00"))));

        static DateTimeOffset? At(string? time) => time is null ? null : A.At(time);
    }
}
