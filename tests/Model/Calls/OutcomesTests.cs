using AgentSched.Model.Agents;
using AgentSched.Model.Calls;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Calls;

/// <summary>What an answer with the status of a success means, by what its body says. The table with the bodies is in docs/api.md.</summary>
[Trait("shows", "house")]
[Trait("shows", "runs")]
[Trait("shows", "right-answers")]
public sealed class OutcomesTests
{
    [Theory] // kind; what the body says (text, empty: response without text, failed, error, cut); finish reason; error code; what it means
    [InlineData(AgentKind.Trinity, "text",        null,             null,             "Succeeded Completed")]
    [InlineData(AgentKind.Trinity, "empty",       null,             null,             "Succeeded Completed")]
    [InlineData(AgentKind.Trinity, "",            null,             null,             "Failed AnswerUnreadable")]
    [InlineData(AgentKind.Trinity, "error",       null,             null,             "Failed AgentError")]
    [InlineData(AgentKind.Trinity, "error",       null,             "503",            "WorthAnotherAttempt AgentUnreachable")]
    [InlineData(AgentKind.Trinity, "error",       null,             "billing",        "Failed AgentBilling")]
    [InlineData(AgentKind.Trinity, "error",       null,             "399",            "Failed AgentError")] // no status of an error
    [InlineData(AgentKind.Trinity, "error empty", null,             null,             "Failed AgentError")]
    [InlineData(AgentKind.Trinity, "error text",  null,             null,             "Succeeded Completed")]
    [InlineData(AgentKind.Trinity, "failed text", null,             "overloaded",     "WorthAnotherAttempt AgentBusy")]
    [InlineData(AgentKind.Webhook, "",            null,             null,             "Succeeded Completed")]
    [InlineData(AgentKind.Webhook, "text",        null,             null,             "Succeeded Completed")]
    [InlineData(AgentKind.Webhook, "error",       null,             null,             "Failed AgentError")]
    [InlineData(AgentKind.Webhook, "error text",  null,             null,             "Succeeded Completed")]
    [InlineData(AgentKind.Webhook, "failed",      null,             null,             "Failed AgentError")]
    [InlineData(AgentKind.Openai,  "",            null,             null,             "Failed AnswerUnreadable")]
    [InlineData(AgentKind.Openai,  "",            "stop",           null,             "Failed AnswerUnreadable")]
    [InlineData(AgentKind.Openai,  "",            "length",         null,             "Failed Truncated")]
    [InlineData(AgentKind.Openai,  "tools",       "stop",           null,             "Failed ToolCallsUnanswered")]
    [InlineData(AgentKind.Openai,  "text",        "stop",           null,             "Succeeded Completed")]
    [InlineData(AgentKind.Openai,  "text",        "length",         null,             "Succeeded Completed")]
    [InlineData(AgentKind.Openai,  "text",        "error",          null,             "Failed AgentError")]
    [InlineData(AgentKind.Openai,  "text",        "network_error",  null,             "WorthAnotherAttempt AgentUnreachable")]
    [InlineData(AgentKind.Openai,  "text",        "ABORT",          null,             "Failed AgentError")]
    [InlineData(AgentKind.Openai,  "error text",  "error",          "429",            "WorthAnotherAttempt AgentBusy")]
    [InlineData(AgentKind.Openai,  "error text",  null,             "429",            "WorthAnotherAttempt AgentBusy")] // it broke off
    [InlineData(AgentKind.Openai,  "error text",  "stop",           "429",            "Succeeded Completed")] // it came to its end
    [InlineData(AgentKind.Openai,  "text cut",    null,             null,             "Failed Truncated")]
    [InlineData(AgentKind.Openai,  "empty",       "stop",           null,             "Succeeded Completed")]
    [InlineData(AgentKind.Openai,  "empty",       null,             null,             "Succeeded Completed")]
    [InlineData(AgentKind.Openai,  "empty",       "length",         null,             "Failed Truncated")]
    [InlineData(AgentKind.Openai,  "empty",       "MAX_TOKENS",     null,             "Failed Truncated")]
    [InlineData(AgentKind.Openai,  "empty",       "content_filter", null,             "Failed Filtered")]
    [InlineData(AgentKind.Openai,  "empty",       "tool_calls",     null,             "Failed ToolCallsUnanswered")]
    [InlineData(AgentKind.Openai,  "empty",       "function_call",  null,             "Failed ToolCallsUnanswered")]
    [InlineData(AgentKind.Openai,  "refusal",     "stop",           null,             "Failed Filtered")]
    [InlineData(AgentKind.Openai,  "refusal",     "length",         null,             "Failed Filtered")]
    [InlineData(AgentKind.Openai,  "text refusal", "stop",          null,             "Succeeded Completed")]
    [InlineData(AgentKind.Openai,  "empty tools", "stop",           null,             "Failed ToolCallsUnanswered")]
    public void An_answer_means_what_its_body_says(AgentKind kind, string says, string? finish, string? code, string expected)
    {
        var (outcome, reason, _) = Outcomes.Judge(A.Agent(A.At("09:00")) with { Kind = kind }, Said(says, finish, code));
        Assert.Equal(expected, $"{outcome} {reason}");
    }

    [Theory] // accepted; finish reason; whether it is a success
    [InlineData(EmptyAnswer.Truncated,           "length",         true)]
    [InlineData(EmptyAnswer.Truncated,           "content_filter", false)]
    [InlineData(EmptyAnswer.Filtered,            "content_filter", true)]
    [InlineData(EmptyAnswer.ToolCallsUnanswered, "tool_calls",     true)]
    [InlineData(EmptyAnswer.ToolCallsUnanswered, "length",         false)]
    [InlineData(EmptyAnswer.Truncated,           "error",          false)]
    public void An_agent_may_accept_answers_without_text(EmptyAnswer accepted, string finish, bool expected)
    {
        var agent = A.Agent(A.At("09:00")) with { Kind = AgentKind.Openai, AcceptedEmptyAnswers = [accepted] };
        Assert.Equal(expected, Outcomes.Judge(agent, Said("empty", finish, code: null)).Kind == ReplyKind.Succeeded);
    }

    private static ReportedOutcome Said(string says, string? finish, string? code)
    {
        var words = says.Split(' ');
        return new ReportedOutcome
        {
            SaysFailed = words.Contains("failed"),
            HasError = words.Contains("error"),
            HasText = words.Contains("text"),
            HasResponse = words.Contains("text") || words.Contains("empty"),
            IsRefusal = words.Contains("refusal"),
            HasToolCalls = words.Contains("tools"),
            IsCutOff = words.Contains("cut"),
            FinishReason = finish,
            Code = code,
        };
    }
}
