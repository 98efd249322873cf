using AgentSched.Agents;
using AgentSched.Runs;

namespace AgentSched.Tests.Agents;

/// <summary>Every status and error body, with what happens to the run: the table that people ask for.</summary>
[Trait("shows", "runs")]
public sealed class RepliesTests
{
    [Theory] // status, error code, message → another attempt or not, and the reason that the run's record bears
    [InlineData(201, null, null, ReplyKind.Failed, RunReason.AnswerUnreadable)] // a success that the agent's kind does not have
    [InlineData(204, null, null, ReplyKind.Failed, RunReason.AnswerUnreadable)]
    [InlineData(301, null, null, ReplyKind.Failed, RunReason.AnswerUnreadable)] // redirects are not followed
    [InlineData(302, null, null, ReplyKind.Failed, RunReason.AnswerUnreadable)]
    [InlineData(307, null, null, ReplyKind.Failed, RunReason.AnswerUnreadable)]
    [InlineData(400, null, null, ReplyKind.Failed, RunReason.AgentError)]
    [InlineData(400, "invalid_request", "message: a text is required", ReplyKind.Failed, RunReason.AgentError)]
    [InlineData(400, "context_length_exceeded", null, ReplyKind.Failed, RunReason.AgentError)]
    [InlineData(400, "invalid_request_error", "Your credit balance is too low to access the API.", ReplyKind.Failed, RunReason.AgentBilling)]
    [InlineData(400, "invalid_api_key", null, ReplyKind.Failed, RunReason.AgentRefused)]
    [InlineData(400, "rate_limited", null, ReplyKind.Failed, RunReason.AgentError)] // 400 fails at once, whatever else it says
    [InlineData(401, null, null, ReplyKind.Failed, RunReason.AgentRefused)]
    [InlineData(401, "auth", null, ReplyKind.Failed, RunReason.AgentRefused)]
    [InlineData(402, null, null, ReplyKind.Failed, RunReason.AgentBilling)]
    [InlineData(403, null, null, ReplyKind.Failed, RunReason.AgentRefused)]
    [InlineData(403, "billing", null, ReplyKind.Failed, RunReason.AgentBilling)]
    [InlineData(404, null, null, ReplyKind.Failed, RunReason.AgentError)]
    [InlineData(405, null, null, ReplyKind.Failed, RunReason.AgentError)]
    [InlineData(408, null, null, ReplyKind.WorthAnotherAttempt, RunReason.AgentTimeout)]
    [InlineData(409, null, null, ReplyKind.WorthAnotherAttempt, RunReason.AgentBusy)] // an earlier attempt is still at work
    [InlineData(413, null, null, ReplyKind.Failed, RunReason.AgentError)]
    [InlineData(422, null, null, ReplyKind.Failed, RunReason.AgentError)]
    [InlineData(425, null, null, ReplyKind.WorthAnotherAttempt, RunReason.AgentBusy)]
    [InlineData(429, null, null, ReplyKind.WorthAnotherAttempt, RunReason.AgentBusy)]
    [InlineData(429, "rate_limited", null, ReplyKind.WorthAnotherAttempt, RunReason.AgentBusy)]
    [InlineData(429, "insufficient_quota", null, ReplyKind.Failed, RunReason.AgentBilling)] // waiting does not fill an account
    [InlineData(500, null, null, ReplyKind.Failed, RunReason.AgentError)]
    [InlineData(500, "internal", "it broke", ReplyKind.Failed, RunReason.AgentError)]
    [InlineData(500, "BILLING", null, ReplyKind.Failed, RunReason.AgentBilling)]
    [InlineData(500, null, "API Error: Credit balance is too low", ReplyKind.Failed, RunReason.AgentBilling)]
    [InlineData(500, "auth", null, ReplyKind.Failed, RunReason.AgentRefused)]
    [InlineData(500, "rate_limited", null, ReplyKind.WorthAnotherAttempt, RunReason.AgentBusy)]
    [InlineData(500, "overloaded-error", null, ReplyKind.WorthAnotherAttempt, RunReason.AgentBusy)]
    [InlineData(500, "timeout", null, ReplyKind.WorthAnotherAttempt, RunReason.AgentTimeout)]
    [InlineData(500, "unavailable", null, ReplyKind.WorthAnotherAttempt, RunReason.AgentUnreachable)]
    [InlineData(501, null, null, ReplyKind.Failed, RunReason.AgentError)]
    [InlineData(502, null, null, ReplyKind.WorthAnotherAttempt, RunReason.AgentUnreachable)]
    [InlineData(503, null, null, ReplyKind.WorthAnotherAttempt, RunReason.AgentUnreachable)]
    [InlineData(503, "capacity", null, ReplyKind.WorthAnotherAttempt, RunReason.AgentBusy)]
    [InlineData(503, "billing", null, ReplyKind.Failed, RunReason.AgentBilling)]
    [InlineData(503, "auth", null, ReplyKind.Failed, RunReason.AgentRefused)]
    [InlineData(504, null, null, ReplyKind.WorthAnotherAttempt, RunReason.AgentTimeout)]
    [InlineData(504, "timeout", null, ReplyKind.WorthAnotherAttempt, RunReason.AgentTimeout)]
    [InlineData(529, null, null, ReplyKind.WorthAnotherAttempt, RunReason.AgentBusy)]
    public void Each_status_and_error_means_one_thing(int status, string? code, string? message, ReplyKind kind, RunReason reason) =>
        Assert.Equal((kind, reason), Replies.Judge(status, code, message));
}
