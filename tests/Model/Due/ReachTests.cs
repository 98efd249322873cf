using AgentSched.Model.Due;
using AgentSched.Tests.Support;
using AgentSched.Time.Specs;

namespace AgentSched.Tests.Model.Due;

[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class ReachTests
{
    [Theory] // reach by due time, by nominal time; the occurrence's nominal time, due time; whether it is claimed
    [InlineData("09:01", null,    "09:00", "09:00", true)]
    [InlineData("09:01", null,    "09:01", "09:01", true)]  // the end is included
    [InlineData("09:01", null,    "09:02", "09:02", false)]
    [InlineData("09:01", null,    "09:00", "09:20", false)] // jitter moves it out of reach
    [InlineData("09:01", "09:00", "09:00", "09:20", true)]  // its instant has come
    [InlineData("09:01", "08:59", "09:00", "09:20", false)]
    public void An_occurrence_is_in_reach_by_its_due_time_or_by_its_nominal_time(string due, string? nominal, string nominalTime, string dueTime, bool expected) =>
        Assert.Equal(expected, new Reach(A.At(due), nominal is null ? null : A.At(nominal)).Includes(new Occurrence(A.At(nominalTime), A.At(dueTime))));
}
