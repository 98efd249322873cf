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
}
