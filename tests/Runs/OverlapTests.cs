using AgentSched.Model.Openings;
using AgentSched.Model.Schedules;

namespace AgentSched.Tests.Runs;

[Trait("shows", "schedules")]
public sealed class OverlapTests
{
    [Theory] // policy, runs that are active, runs that wait for them
    [InlineData(OverlapPolicy.Skip, 0, 0, OverlapDecision.Start)]
    [InlineData(OverlapPolicy.Skip, 1, 0, OverlapDecision.Skip)]
    [InlineData(OverlapPolicy.Skip, 3, 0, OverlapDecision.Skip)]
    [InlineData(OverlapPolicy.Skip, 0, 1, OverlapDecision.Skip)] // the policy was another when that one came: who waits goes first
    [InlineData(OverlapPolicy.BufferOne, 0, 0, OverlapDecision.Start)]
    [InlineData(OverlapPolicy.BufferOne, 1, 0, OverlapDecision.Wait)]
    [InlineData(OverlapPolicy.BufferOne, 1, 1, OverlapDecision.Skip)]
    [InlineData(OverlapPolicy.BufferOne, 0, 1, OverlapDecision.Skip)]
    [InlineData(OverlapPolicy.BufferAll, 0, 0, OverlapDecision.Start)]
    [InlineData(OverlapPolicy.BufferAll, 1, 0, OverlapDecision.Wait)]
    [InlineData(OverlapPolicy.BufferAll, 1, 99, OverlapDecision.Wait)]
    [InlineData(OverlapPolicy.BufferAll, 1, 100, OverlapDecision.Skip)]
    [InlineData(OverlapPolicy.CancelOther, 0, 0, OverlapDecision.Start)]
    [InlineData(OverlapPolicy.CancelOther, 1, 0, OverlapDecision.CancelThenStart)]
    [InlineData(OverlapPolicy.CancelOther, 2, 5, OverlapDecision.CancelThenStart)]
    [InlineData(OverlapPolicy.AllowAll, 0, 0, OverlapDecision.Start)]
    [InlineData(OverlapPolicy.AllowAll, 7, 0, OverlapDecision.Start)]
    public void What_a_due_occurrence_does_while_others_of_its_schedule_are_active(OverlapPolicy policy, int active, int buffered, OverlapDecision expected) =>
        Assert.Equal(expected, Overlap.Decide(policy, active, buffered));
}
