using AgentSched.Model.Calls;
using AgentSched.Model.Runs;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Calls;

[Trait("shows", "house")]
[Trait("shows", "runs")]
public sealed class CallEndTests
{
    private static readonly DateTimeOffset Due = A.At("09:00");

    [Theory] // kind of reply; status of the run
    [InlineData(ReplyKind.Succeeded,           RunStatus.Succeeded)]
    [InlineData(ReplyKind.Failed,              RunStatus.Failed)]
    [InlineData(ReplyKind.TimedOut,            RunStatus.TimedOut)]
    [InlineData(ReplyKind.WorthAnotherAttempt, RunStatus.Failed)] // it was the last attempt
    public void The_last_reply_ends_the_run(ReplyKind kind, RunStatus expected)
    {
        var run = CallEnd.Of(A.Run(Due).Start(Due), new AgentReply(kind, RunReason.AgentBusy, "what it said"), new KeptAnswer(Answer: null, ResponseCut: false, HasLog: false), Due.AddMinutes(1));
        Assert.Equal((expected, RunReason.AgentBusy, "what it said"), (run.Status, run.Reason!.Value, run.Sentence));
        Assert.Equal((Due, Due.AddMinutes(1)), (run.StartedAt, run.FinishedAt));
        Assert.Null(run.Answer);
    }

    [Fact]
    public void The_record_holds_what_was_kept_of_the_answer_whether_it_succeeded_or_not()
    {
        var (answer, log) = (new AgentAnswer { Response = "half of it", CostUsd = 0.1m }, new byte[] { 31, 139 });
        foreach (var kind in (ReplyKind[])[ReplyKind.Succeeded, ReplyKind.Failed, ReplyKind.TimedOut])
        {
            var run = CallEnd.Of(A.Run(Due).Start(Due), new AgentReply(kind, RunReason.AgentError, "it broke"), new KeptAnswer(answer, ResponseCut: true, HasLog: true, log), Due);
            Assert.Equal((answer, true, true, log), (run.Answer, run.ResponseCut, run.HasLog, run.SmallLog));
        }
    }

    [Theory] // calls so far, of which failed, their cost; how a run ends whose owner may no longer use the agent, whether it counts as started, its cost
    [InlineData(0, 0, null,  RunStatus.Rejected, false, null)]
    [InlineData(1, 1, "0.5", RunStatus.Failed,   true,  "0.5")]
    [InlineData(2, 1, "0.5", RunStatus.Failed,   true,  "0.5")] // a crash cut off a call
    public void A_run_whose_owner_lost_access_keeps_what_it_cost(int calls, int failures, string? spent, RunStatus expected, bool isStarted, string? cost)
    {
        var before = A.Usd(spent) is { } usd ? new Spent(usd, 0, 0) : null;
        var run = CallEnd.AccessLost(A.Run(Due).Start(Due) with { Attempts = calls }, "not shared any more", failures, before, Due.AddMinutes(1));
        Assert.Equal((expected, RunReason.AccessLost, "not shared any more"), (run.Status, run.Reason!.Value, run.Sentence));
        Assert.Equal((isStarted, A.Usd(cost)), (run.StartedAt is not null, run.Answer?.CostUsd));
    }

    [Fact]
    public void A_run_that_has_ended_does_not_end_again() => Assert.Throws<InvalidOperationException>(() =>
        CallEnd.Of(A.Ended(Due), new AgentReply(ReplyKind.Failed, RunReason.AgentError, "late"), new KeptAnswer(Answer: null, ResponseCut: false, HasLog: false), Due));
}
