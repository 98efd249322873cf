using AgentSched.Model.Calls;
using AgentSched.Model.Runs;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Calls;

[Trait("shows", "house")]
[Trait("shows", "runs")]
public sealed class RetryTests
{
    private static readonly Run Running = A.Run(A.At("09:00")).Start(A.At("09:00"));
    private static readonly AgentReply Busy = new(ReplyKind.WorthAnotherAttempt, RunReason.AgentBusy, "busy");

    [Theory] // attempt that just ended (of a run with 5 retries); shortest, longest wait in seconds
    [InlineData(1, 5.0,  7.5)]
    [InlineData(2, 10.0, 15.0)]
    [InlineData(3, 20.0, 30.0)]
    [InlineData(4, 40.0, 60.0)]
    [InlineData(5, 80.0, 120.0)]
    public void Each_wait_is_twice_as_long_and_up_to_half_more(int attempt, double shortest, double longest) =>
        Assert.InRange(Retry.Delay(Busy, Running with { Retries = 5 }, attempt)!.Value.TotalSeconds, shortest, longest);

    [Theory] // wait in seconds that the agent asks for; the wait (null: there is no other attempt)
    [InlineData(0,    0)]
    [InlineData(2,    2)]
    [InlineData(300,  300)]
    [InlineData(301,  null)] // who wants us back later than five minutes has failed this run
    [InlineData(3600, null)]
    public void An_agent_that_says_when_to_come_back_is_taken_at_its_word_but_not_for_ever(int asked, int? expected) =>
        Assert.Equal(expected, (int?)Retry.Delay(Busy with { RetryAfter = TimeSpan.FromSeconds(asked) }, Running, 1)?.TotalSeconds);

    [Theory] // kind of reply; retries allowed, timeouts too; attempt that just ended; whether there is another
    [InlineData(ReplyKind.WorthAnotherAttempt, 3, false, 3, true)]
    [InlineData(ReplyKind.WorthAnotherAttempt, 3, false, 4, false)]
    [InlineData(ReplyKind.WorthAnotherAttempt, 0, false, 1, false)]
    [InlineData(ReplyKind.WorthAnotherAttempt, 5, false, 5, true)]
    [InlineData(ReplyKind.TimedOut,            3, false, 1, false)]
    [InlineData(ReplyKind.TimedOut,            3, true,  1, true)]
    [InlineData(ReplyKind.TimedOut,            3, true,  4, false)]
    [InlineData(ReplyKind.Failed,              5, true,  1, false)]
    [InlineData(ReplyKind.Succeeded,           5, true,  1, false)]
    [InlineData(ReplyKind.Accepted,            5, true,  1, false)]
    public void What_is_worth_another_attempt(ReplyKind kind, int retries, bool retryTimeouts, int attempt, bool expected) => Assert.Equal(
        expected,
        Retry.Delay(new AgentReply(kind, RunReason.AgentError, "so it went"), Running with { Retries = retries, RetryTimeouts = retryTimeouts }, attempt) is not null);

    [Fact]
    public void Whatever_an_agent_answers_waits_are_bounded_repeatable_and_come_to_an_end() => Assert.All(Enumerable.Range(0, 300), seed =>
    {
        var random = new Random(seed);
        var run = A.Run(A.At("09:00").AddSeconds(seed)) with { Retries = random.Next(6), RetryTimeouts = random.Next(2) == 0 };
        var attempt = 1;
        for (; attempt < 100; attempt++)
        {
            var reply = new AgentReply((ReplyKind)random.Next(5), RunReason.AgentError, "so it went") { RetryAfter = random.Next(3) == 0 ? TimeSpan.FromSeconds(random.Next(400)) : null };
            if (Retry.Delay(reply, run, attempt) is not { } delay)
            {
                break;
            }

            Assert.Equal(delay, Retry.Delay(reply, run, attempt)); // the same on every replay
            Assert.InRange(delay, TimeSpan.Zero, Run.LongestDelay);
        }

        Assert.InRange(attempt, 1, run.Retries + 1);
    });

    [Fact]
    public void Runs_that_failed_together_do_not_come_back_together()
    {
        var delays = Enumerable.Range(0, 100).Select(i => Retry.Delay(Busy, A.Run(A.At("09:00").AddSeconds(i)), 1)!.Value).ToList();
        Assert.InRange(delays.Distinct().Count(), 90, 100);
        Assert.True(delays.Max() - delays.Min() > TimeSpan.FromSeconds(2)); // of 2.5
    }
}
