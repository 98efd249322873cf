using AgentSched.Model.Calls;
using AgentSched.Model.Runs;

namespace AgentSched.Tests.Runs;

[Trait("shows", "runs")]
public sealed class RetryTests
{
    private static readonly Run Run = new()
    {
        Id = RunId.ForOccurrence("k3v9q2m7x4b8c1d5", DateTimeOffset.UnixEpoch),
        Tenant = "main",
        Agent = "alice",
        Trigger = RunTrigger.Schedule,
        Status = RunStatus.Running,
        NominalTime = DateTimeOffset.UnixEpoch,
        DueTime = DateTimeOffset.UnixEpoch,
    };

    private static readonly AgentReply Busy = new(ReplyKind.WorthAnotherAttempt, RunReason.AgentBusy, "busy");

    [Fact]
    public void Retries_wait_longer_each_time_and_end()
    {
        var delays = Enumerable.Range(1, 4).Select(attempt => Retry.Delay(Busy, Run, attempt)?.TotalSeconds).ToList();
        Assert.InRange(delays[0]!.Value, 5, 7.5);
        Assert.InRange(delays[1]!.Value, 10, 15);
        Assert.InRange(delays[2]!.Value, 20, 30);
        Assert.Null(delays[3]);
    }

    [Fact]
    public void An_agent_that_says_when_to_come_back_is_taken_at_its_word_but_not_for_ever()
    {
        Assert.Equal(TimeSpan.FromSeconds(2), Retry.Delay(Busy with { RetryAfter = TimeSpan.FromSeconds(2) }, Run, 1));
        Assert.Null(Retry.Delay(Busy with { RetryAfter = TimeSpan.FromHours(1) }, Run, 1));
    }

    [Theory] // kind of reply, retries allowed, timeouts too, attempt that just ended
    [InlineData(ReplyKind.WorthAnotherAttempt, 3, false, 3, true)]
    [InlineData(ReplyKind.WorthAnotherAttempt, 3, false, 4, false)]
    [InlineData(ReplyKind.WorthAnotherAttempt, 0, false, 1, false)]
    [InlineData(ReplyKind.WorthAnotherAttempt, 5, false, 5, true)]
    [InlineData(ReplyKind.TimedOut, 3, false, 1, false)]
    [InlineData(ReplyKind.TimedOut, 3, true, 1, true)]
    [InlineData(ReplyKind.Failed, 5, true, 1, false)]
    [InlineData(ReplyKind.Succeeded, 5, true, 1, false)]
    public void What_is_worth_another_attempt(ReplyKind kind, int retries, bool retryTimeouts, int attempt, bool expected) => Assert.Equal(
        expected,
        Retry.Delay(new AgentReply(kind, RunReason.AgentError, "so it went"), Run with { Retries = retries, RetryTimeouts = retryTimeouts }, attempt) is not null);
}
