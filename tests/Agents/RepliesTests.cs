using System.Net;
using AgentSched.Agents;
using AgentSched.Runs;

namespace AgentSched.Tests.Agents;

public sealed class RepliesTests
{
    [Theory]
    [InlineData(400, ReplyKind.Failed, RunReason.AgentError)]
    [InlineData(401, ReplyKind.Failed, RunReason.AgentRefused)]
    [InlineData(402, ReplyKind.Failed, RunReason.AgentBilling)]
    [InlineData(403, ReplyKind.Failed, RunReason.AgentRefused)]
    [InlineData(404, ReplyKind.Failed, RunReason.AgentError)]
    [InlineData(422, ReplyKind.Failed, RunReason.AgentError)]
    [InlineData(500, ReplyKind.Failed, RunReason.AgentError)]
    [InlineData(302, ReplyKind.Failed, RunReason.AnswerUnreadable)] // redirects are not followed
    [InlineData(429, ReplyKind.WorthAnotherAttempt, RunReason.AgentBusy)]
    [InlineData(502, ReplyKind.WorthAnotherAttempt, RunReason.AgentUnreachable)]
    [InlineData(503, ReplyKind.WorthAnotherAttempt, RunReason.AgentUnreachable)]
    [InlineData(504, ReplyKind.WorthAnotherAttempt, RunReason.AgentTimeout)]
    public void Each_status_means_one_thing(int status, ReplyKind kind, RunReason reason) =>
        Assert.Equal((kind, reason), Replies.Judge((HttpStatusCode)status));

    [Fact]
    public void Retries_wait_longer_each_time_and_end()
    {
        var run = RunId.ForOccurrence("k3v9q2m7x4b8c1d5", DateTimeOffset.UnixEpoch);
        var busy = new AgentReply(ReplyKind.WorthAnotherAttempt, RunReason.AgentBusy, "busy");
        var delays = Enumerable.Range(1, 4).Select(attempt => Retry.Delay(busy, run, attempt)?.TotalSeconds).ToList();
        Assert.InRange(delays[0]!.Value, 5, 7.5);
        Assert.InRange(delays[1]!.Value, 10, 15);
        Assert.InRange(delays[2]!.Value, 20, 30);
        Assert.Null(delays[3]);
        Assert.Equal(TimeSpan.FromSeconds(2), Retry.Delay(busy with { RetryAfter = TimeSpan.FromSeconds(2) }, run, 1)); // the agent knows better
        Assert.Null(Retry.Delay(busy with { RetryAfter = TimeSpan.FromHours(1) }, run, 1)); // but not for ever
        Assert.Null(Retry.Delay(new AgentReply(ReplyKind.Failed, RunReason.AgentError, "no"), run, 1));
    }
}
