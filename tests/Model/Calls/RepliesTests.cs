using AgentSched.Model.Calls;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Calls;

/// <summary>Every status and error body, with what happens to the run and to the schedule: the table that people ask for.</summary>
[Trait("shows", "house")]
[Trait("shows", "runs")]
public sealed class RepliesTests
{
    private static readonly DateTimeOffset Due = A.At("09:00");

    private static readonly Run Running = A.Run(Due).Start(Due);

    private static readonly Schedule Nightly = A.Schedule(Due);

    [Theory] // status, error code, message → another attempt or not, the reason that the run's record bears, how often the agent is called, and what the schedule does
    [InlineData(201, null,                      null,                                                ReplyKind.Failed,              RunReason.AnswerUnreadable, 1, "goes on")] // a success that the agent's kind does not have
    [InlineData(204, null,                      null,                                                ReplyKind.Failed,              RunReason.AnswerUnreadable, 1, "goes on")]
    [InlineData(301, null,                      null,                                                ReplyKind.Failed,              RunReason.AnswerUnreadable, 1, "goes on")] // redirects are not followed
    [InlineData(302, null,                      null,                                                ReplyKind.Failed,              RunReason.AnswerUnreadable, 1, "goes on")]
    [InlineData(307, null,                      null,                                                ReplyKind.Failed,              RunReason.AnswerUnreadable, 1, "goes on")]
    [InlineData(400, null,                      null,                                                ReplyKind.Failed,              RunReason.AgentError,       1, "goes on")]
    [InlineData(400, "invalid_request",         "message: a text is required",                       ReplyKind.Failed,              RunReason.AgentError,       1, "goes on")]
    [InlineData(400, "context_length_exceeded", null,                                                ReplyKind.Failed,              RunReason.AgentError,       1, "goes on")]
    [InlineData(400, "invalid_request_error",   "Your credit balance is too low to access the API.", ReplyKind.Failed,              RunReason.AgentBilling,     1, "pauses at once")]
    [InlineData(400, "invalid_api_key",         null,                                                ReplyKind.Failed,              RunReason.AgentRefused,     1, "goes on")]
    [InlineData(400, "rate_limited",            null,                                                ReplyKind.Failed,              RunReason.AgentError,       1, "goes on")] // 400 fails at once, whatever else it says
    [InlineData(401, null,                      null,                                                ReplyKind.Failed,              RunReason.AgentRefused,     1, "goes on")]
    [InlineData(401, "auth",                    null,                                                ReplyKind.Failed,              RunReason.AgentRefused,     1, "goes on")]
    [InlineData(402, null,                      null,                                                ReplyKind.Failed,              RunReason.AgentBilling,     1, "pauses at once")]
    [InlineData(403, null,                      null,                                                ReplyKind.Failed,              RunReason.AgentRefused,     1, "goes on")]
    [InlineData(403, "billing",                 null,                                                ReplyKind.Failed,              RunReason.AgentBilling,     1, "pauses at once")]
    [InlineData(404, null,                      null,                                                ReplyKind.Failed,              RunReason.AgentError,       1, "goes on")]
    [InlineData(405, null,                      null,                                                ReplyKind.Failed,              RunReason.AgentError,       1, "goes on")]
    [InlineData(408, null,                      null,                                                ReplyKind.WorthAnotherAttempt, RunReason.AgentTimeout,     4, "goes on")]
    [InlineData(409, null,                      null,                                                ReplyKind.WorthAnotherAttempt, RunReason.AgentBusy,        4, "goes on")] // an earlier attempt is still at work
    [InlineData(413, null,                      null,                                                ReplyKind.Failed,              RunReason.AgentError,       1, "goes on")]
    [InlineData(422, null,                      null,                                                ReplyKind.Failed,              RunReason.AgentError,       1, "goes on")]
    [InlineData(425, null,                      null,                                                ReplyKind.WorthAnotherAttempt, RunReason.AgentBusy,        4, "goes on")]
    [InlineData(429, null,                      null,                                                ReplyKind.WorthAnotherAttempt, RunReason.AgentBusy,        4, "goes on")]
    [InlineData(429, "rate_limited",            null,                                                ReplyKind.WorthAnotherAttempt, RunReason.AgentBusy,        4, "goes on")]
    [InlineData(429, "insufficient_quota",      null,                                                ReplyKind.Failed,              RunReason.AgentBilling,     1, "pauses at once")] // waiting does not fill an account
    [InlineData(500, null,                      null,                                                ReplyKind.Failed,              RunReason.AgentError,       1, "goes on")]
    [InlineData(500, "internal",                "it broke",                                          ReplyKind.Failed,              RunReason.AgentError,       1, "goes on")]
    [InlineData(500, "BILLING",                 null,                                                ReplyKind.Failed,              RunReason.AgentBilling,     1, "pauses at once")]
    [InlineData(500, null,                      "API Error: Credit balance is too low",              ReplyKind.Failed,              RunReason.AgentBilling,     1, "pauses at once")]
    [InlineData(500, "auth",                    null,                                                ReplyKind.Failed,              RunReason.AgentRefused,     1, "goes on")]
    [InlineData(500, "rate_limited",            null,                                                ReplyKind.WorthAnotherAttempt, RunReason.AgentBusy,        4, "goes on")]
    [InlineData(500, "overloaded-error",        null,                                                ReplyKind.WorthAnotherAttempt, RunReason.AgentBusy,        4, "goes on")]
    [InlineData(500, "timeout",                 null,                                                ReplyKind.WorthAnotherAttempt, RunReason.AgentTimeout,     4, "goes on")]
    [InlineData(500, "unavailable",             null,                                                ReplyKind.WorthAnotherAttempt, RunReason.AgentUnreachable, 4, "goes on")]
    [InlineData(501, null,                      null,                                                ReplyKind.Failed,              RunReason.AgentError,       1, "goes on")]
    [InlineData(502, null,                      null,                                                ReplyKind.WorthAnotherAttempt, RunReason.AgentUnreachable, 4, "goes on")]
    [InlineData(503, null,                      null,                                                ReplyKind.WorthAnotherAttempt, RunReason.AgentUnreachable, 4, "goes on")]
    [InlineData(503, "capacity",                null,                                                ReplyKind.WorthAnotherAttempt, RunReason.AgentBusy,        4, "goes on")]
    [InlineData(503, "billing",                 null,                                                ReplyKind.Failed,              RunReason.AgentBilling,     1, "pauses at once")]
    [InlineData(503, "auth",                    null,                                                ReplyKind.Failed,              RunReason.AgentRefused,     1, "goes on")]
    [InlineData(504, null,                      null,                                                ReplyKind.WorthAnotherAttempt, RunReason.AgentTimeout,     4, "goes on")]
    [InlineData(504, "timeout",                 null,                                                ReplyKind.WorthAnotherAttempt, RunReason.AgentTimeout,     4, "goes on")]
    [InlineData(529, null,                      null,                                                ReplyKind.WorthAnotherAttempt, RunReason.AgentBusy,        4, "goes on")]
    public void Each_status_and_error_means_one_thing_for_the_run_and_for_its_schedule(
        int status, string? code, string? message, ReplyKind kind, RunReason reason, int calls, string schedule)
    {
        Assert.Equal((kind, reason), Replies.Judge(status, code, message));

        // A scheduled run with the default of three retries, whose agent answers so each time.
        var reply = new AgentReply(kind, reason, "what it said");
        var attempt = 1;
        while (Retry.Delay(reply, Running, attempt) is not null)
        {
            attempt++;
        }

        var ended = CallEnd.Of(Running with { Attempts = attempt }, reply, new KeptAnswer(Answer: null, ResponseCut: false, HasLog: false), Due.AddMinutes(1));
        Assert.Equal((RunStatus.Failed, reason, calls), (ended.Status, ended.Reason!.Value, ended.Attempts));
        var after = Nightly.Leave(ended);
        Assert.Equal((schedule, 1), (after.PauseAfter(ended) is null ? "goes on" : "pauses at once", after.FailuresInARow));
    }

    [Fact]
    public void Whatever_the_status_it_is_worth_another_attempt_only_where_a_later_call_may_succeed()
    {
        int[] worthIt = [408, 409, 425, 429, 502, 503, 504, 529];
        Assert.Equal(worthIt, Enumerable.Range(100, 500).Where(status => Replies.Judge(status).Kind == ReplyKind.WorthAnotherAttempt));
        Assert.All(Enumerable.Range(100, 500), status =>
        {
            Assert.True(Replies.Judge(status).Kind is ReplyKind.Failed or ReplyKind.WorthAnotherAttempt);
            Assert.Equal((ReplyKind.Failed, RunReason.AgentBilling), Replies.Judge(status, "insufficient_quota")); // waiting never fills an account
            Assert.Equal(Replies.Judge(status), Replies.Judge(status, "a code that nobody knows", "it broke"));
        });
    }
}
