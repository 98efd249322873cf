using AgentSched.Model.Openings;
using AgentSched.Model.Schedules;

namespace AgentSched.Tests.Model.Openings;

[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class OverlapTests
{
    [Theory] // policy; runs that are active, runs that wait for them; what the next occurrence does
    [InlineData(OverlapPolicy.Skip,        0, 0,   OverlapDecision.Start)]
    [InlineData(OverlapPolicy.Skip,        1, 0,   OverlapDecision.Skip)]
    [InlineData(OverlapPolicy.Skip,        3, 0,   OverlapDecision.Skip)]
    [InlineData(OverlapPolicy.Skip,        0, 1,   OverlapDecision.Skip)] // the policy was another when that one came: who waits goes first
    [InlineData(OverlapPolicy.BufferOne,   0, 0,   OverlapDecision.Start)]
    [InlineData(OverlapPolicy.BufferOne,   1, 0,   OverlapDecision.Wait)]
    [InlineData(OverlapPolicy.BufferOne,   1, 1,   OverlapDecision.Skip)]
    [InlineData(OverlapPolicy.BufferOne,   0, 1,   OverlapDecision.Skip)]
    [InlineData(OverlapPolicy.BufferAll,   0, 0,   OverlapDecision.Start)]
    [InlineData(OverlapPolicy.BufferAll,   1, 0,   OverlapDecision.Wait)]
    [InlineData(OverlapPolicy.BufferAll,   1, 99,  OverlapDecision.Wait)]
    [InlineData(OverlapPolicy.BufferAll,   1, 100, OverlapDecision.Skip)]
    [InlineData(OverlapPolicy.CancelOther, 0, 0,   OverlapDecision.Start)]
    [InlineData(OverlapPolicy.CancelOther, 1, 0,   OverlapDecision.CancelThenStart)]
    [InlineData(OverlapPolicy.CancelOther, 2, 5,   OverlapDecision.CancelThenStart)]
    [InlineData(OverlapPolicy.AllowAll,    0, 0,   OverlapDecision.Start)]
    [InlineData(OverlapPolicy.AllowAll,    7, 0,   OverlapDecision.Start)]
    public void What_a_due_occurrence_does_while_others_of_its_schedule_are_active(OverlapPolicy policy, int active, int buffered, OverlapDecision expected) =>
        Assert.Equal(expected, Overlap.Decide(policy, active, buffered));

    [Theory] // policy; most runs that are ever active at once, most that ever wait
    [InlineData(OverlapPolicy.Skip,        1,            0)]
    [InlineData(OverlapPolicy.BufferOne,   1,            1)]
    [InlineData(OverlapPolicy.BufferAll,   1,            Overlap.MaxBuffered)]
    [InlineData(OverlapPolicy.CancelOther, 1,            0)]
    [InlineData(OverlapPolicy.AllowAll,    int.MaxValue, 0)]
    public void However_runs_come_and_end_no_policy_lets_more_run_or_wait_than_it_says(OverlapPolicy policy, int mostActive, int mostBuffered)
    {
        var random = new Random(1);
        var (active, buffered, longest) = (0, 0, 0);
        for (var step = 0; step < 2_000; step++)
        {
            if (random.Next(10) < (step < 1_000 ? 7 : 3))
            {
                Come();
            }
            else if (active > 0)
            {
                active--;
            }

            if (active == 0 && buffered > 0)
            {
                (active, buffered) = (1, buffered - 1); // its end lets the next one start
            }

            longest = Math.Max(longest, buffered);
            Assert.InRange(active, 0, mostActive);
            Assert.InRange(buffered, 0, mostBuffered);
        }

        Assert.Equal(mostBuffered, longest); // the bound was reached

        void Come()
        {
            switch (Overlap.Decide(policy, active, buffered))
            {
                case OverlapDecision.Start:
                    active++;
                    break;
                case OverlapDecision.Wait:
                    buffered++;
                    break;
                case OverlapDecision.CancelThenStart:
                    Assert.Equal(OverlapDecision.Start, Overlap.Decide(policy, active: 0, buffered: 0));
                    (active, buffered) = (1, 0);
                    break;
                default:
                    Assert.True(active + buffered > 0); // nothing is skipped while nothing is active
                    break;
            }
        }
    }
}
