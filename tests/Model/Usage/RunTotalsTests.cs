using AgentSched.Model.Runs;
using AgentSched.Model.Usage;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Usage;

[Trait("shows", "house")]
[Trait("shows", "runs")]
public sealed class RunTotalsTests
{
    [Theory] // how the next run ended, whether it had started; runs, the last status, when it ended
    [InlineData(RunStatus.Failed,    true,  2, RunStatus.Failed,    "10:00")]
    [InlineData(RunStatus.Cancelled, true,  2, RunStatus.Cancelled, "10:00")]
    [InlineData(RunStatus.Missed,    false, 1, RunStatus.Succeeded, "09:00")] // one that never started is no last run
    [InlineData(RunStatus.Rejected,  false, 1, RunStatus.Succeeded, "09:00")]
    public void The_last_run_is_the_last_that_started_and_ended(RunStatus status, bool started, int runs, RunStatus last, string at)
    {
        var next = A.Ended(A.At("10:00"), status);
        var totals = RunTotals.None.Add(A.Ended(A.At("09:00"))).Add(started ? next : next with { StartedAt = null });
        Assert.Equal((runs, last, A.At(at)), (totals.Tally.Runs, totals.LastStatus!.Value, totals.LastRunAt!.Value));
    }

    [Fact]
    public void Before_the_first_run_there_is_no_last_one() =>
        Assert.Equal((0L, null, null), (RunTotals.None.Tally.Runs, RunTotals.None.LastStatus, RunTotals.None.LastRunAt));
}
