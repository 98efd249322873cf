using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using AgentSched.Base;
using AgentSched.Model.Agents;
using AgentSched.Model.Calls;
using AgentSched.Model.Runs;
using AgentSched.Outbound.Answers;

namespace AgentSched.Outbound.Agents;

/// <summary>
/// Agents of kind <c>webhook</c>: our own JSON is posted to the address itself, and any 2xx is success. An answer is optional:
/// <c>{response, costUsd, tokensIn, tokensOut, …, log}</c>, also in snake_case; any other text counts as the response.
/// </summary>
internal sealed class WebhookDialect : Dialect
{
    private static readonly AnswerShape Shape = AnswerShape.Of(
        "response",
        "log",
        "costUsd", "cost_usd", "tokensIn", "tokens_in", "tokensOut", "tokens_out", "contextTokens", "context_tokens", "contextWindow", "context_window",
        "turns", "toolCalls", "tool_calls", "llmCalls", "llm_calls", "sessionId", "session_id", "model", "provider",
        "status", "error", "error.message", "error.code", "detail", "detail.message", "detail.error_code", "message", "error_code", "errorCode");

    private static readonly JsonSerializerOptions Options = new(Json.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public override Uri TaskUrl(Agent agent) => agent.Url;

    public override HttpContent Write(Agent agent, AgentCall call) => JsonContent.Create(
        new
        {
            runId = call.Run.ToString(),
            call.Attempt,
            agent = agent.Name,
            schedule = call.ScheduleId is { } id ? new { id, name = call.ScheduleName } : null,
            call.DueTime,
            call.Message,
            context = call.Context is { } context ? JsonNode.Parse(context) : null,
            timeoutSeconds = (int)Math.Ceiling(call.Timeout.TotalSeconds),
            model = call.Settings.Model ?? agent.Model,
            allowedTools = call.Settings.AllowedTools.Count > 0 ? call.Settings.AllowedTools : null,
            call.Settings.SystemPrompt,
            call.Settings.MaxTurns,
            call.MaxCostUsd,
            call.Callback,
        },
        options: Options);

    /// <summary>A HEAD request: a webhook has no health URL, and a POST would start work.</summary>
    public override IReadOnlyList<HealthProbe> Probes(Agent agent) => [new(HttpMethod.Head, agent.Url, AnyAnswer: true)];

    public override AnswerReader NewReader() => new(Shape, takesText: true);

    public override bool Succeeds(int status) => status is >= 200 and < 300;

    public override AgentReply Understand(Agent agent, int status, AnswerForm form, AnswerReader read)
    {
        var fields = read.Fields;
        var answer = read.Give(form == AnswerForm.Object ? Measured(fields) : new AgentAnswer());
        return form == AnswerForm.Object && ReportsFailure(fields) ? Failure(status, fields, answer) : Done(answer);
    }

    public override (string? Message, string? Code, AgentAnswer? Answer) ReadError(AnswerFields fields)
    {
        var answer = Measured(fields);
        return (
            fields.Text("error.message") ?? fields.Text("detail.message") ?? fields.Text("error") ?? fields.Text("detail") ?? fields.Text("message"),
            fields.Word("error.code") ?? fields.Word("detail.error_code") ?? fields.Word("errorCode") ?? fields.Word("error_code"),
            answer == new AgentAnswer() ? null : answer);
    }

    private static AgentAnswer Measured(AnswerFields fields) => new()
    {
        CostUsd = fields.Usd("costUsd") ?? fields.Usd("cost_usd"),
        TokensIn = fields.Count("tokensIn") ?? fields.Count("tokens_in"),
        TokensOut = fields.Count("tokensOut") ?? fields.Count("tokens_out"),
        ContextTokens = fields.Count("contextTokens") ?? fields.Count("context_tokens"),
        ContextWindow = fields.Count("contextWindow") ?? fields.Count("context_window"),
        Turns = fields.SmallCount("turns"),
        ToolCalls = fields.SmallCount("toolCalls") ?? fields.SmallCount("tool_calls"),
        LlmCalls = fields.SmallCount("llmCalls") ?? fields.SmallCount("llm_calls"),
        SessionId = fields.Word("sessionId") ?? fields.Word("session_id"),
        Model = fields.Word("model"),
        Provider = fields.Word("provider"),
    };
}
