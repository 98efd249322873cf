using AgentSched.Model.Runs;

namespace AgentSched.Tests.Model.Runs;

[Trait("shows", "house")]
[Trait("shows", "runs")]
public sealed class RunStatusTests
{
    [Theory] // from each status, all that it may become
    [InlineData(RunStatus.Queued,    "Waiting Running Failed Cancelled Missed Skipped Rejected")]
    [InlineData(RunStatus.Waiting,   "Waiting Running Failed Cancelled Missed Rejected")] // from its schedule's line into its agent's it still waits
    [InlineData(RunStatus.Running,   "Succeeded Failed Cancelled TimedOut Missed Rejected")] // missed: a crash kept its agent from being called within the catch-up window; rejected: its owner lost access before the call
    [InlineData(RunStatus.Succeeded, "")]
    [InlineData(RunStatus.Failed,    "")]
    [InlineData(RunStatus.Cancelled, "")]
    [InlineData(RunStatus.TimedOut,  "")]
    [InlineData(RunStatus.Missed,    "")]
    [InlineData(RunStatus.Skipped,   "")]
    [InlineData(RunStatus.Rejected,  "")]
    public void The_legal_changes_of_a_run(RunStatus from, string to) =>
        Assert.Equal(to, string.Join(' ', Enum.GetValues<RunStatus>().Where(status => from.CanBecome(status))));

    [Theory] // status; whether nothing can change any more
    [InlineData(RunStatus.Queued,    false)]
    [InlineData(RunStatus.Waiting,   false)]
    [InlineData(RunStatus.Running,   false)]
    [InlineData(RunStatus.Succeeded, true)]
    [InlineData(RunStatus.Failed,    true)]
    [InlineData(RunStatus.Cancelled, true)]
    [InlineData(RunStatus.TimedOut,  true)]
    [InlineData(RunStatus.Missed,    true)]
    [InlineData(RunStatus.Skipped,   true)]
    [InlineData(RunStatus.Rejected,  true)]
    public void A_run_ends_in_one_of_the_last_seven(RunStatus status, bool expected)
    {
        Assert.Equal(expected, status.HasEnded());
        Assert.Equal(expected, !Enum.GetValues<RunStatus>().Any(to => status.CanBecome(to)));
    }
}
