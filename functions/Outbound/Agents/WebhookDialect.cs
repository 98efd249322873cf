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
        [
            "costUsd", "cost_usd", "tokensIn", "tokens_in", "tokensOut", "tokens_out", "contextTokens", "context_tokens", "contextWindow", "context_window",
            "turns", "toolCalls", "tool_calls", "llmCalls", "llm_calls", "sessionId", "session_id", "model", "provider",
            "terminalReason", "terminal_reason",
            .. BodyErrors.Paths,
        ]);

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

    protected override bool TakesAnyBody => true;

    protected override AgentAnswer Measured(Agent agent, AnswerFields fields) => new()
    {
        CostUsd = fields.Usd("costUsd") ?? fields.Usd("cost_usd"),
        CostUnknown = fields.IsUnreadableUsd("costUsd") || fields.IsUnreadableUsd("cost_usd"),
        TokensIn = fields.Count("tokensIn") ?? fields.Count("tokens_in"),
        TokensOut = fields.Count("tokensOut") ?? fields.Count("tokens_out"),
        TokensUnknown = new[] { "tokensIn", "tokens_in", "tokensOut", "tokens_out" }.Any(fields.IsUnreadableCount),
        ContextTokens = fields.Count("contextTokens") ?? fields.Count("context_tokens"),
        ContextWindow = fields.Count("contextWindow") ?? fields.Count("context_window"),
        Turns = fields.SmallCount("turns"),
        ToolCalls = fields.SmallCount("toolCalls") ?? fields.SmallCount("tool_calls"),
        LlmCalls = fields.SmallCount("llmCalls") ?? fields.SmallCount("llm_calls"),
        SessionId = fields.Word("sessionId") ?? fields.Word("session_id"),
        Model = fields.Word("model"),
        Provider = fields.Word("provider"),
        TerminalReason = fields.Word("terminalReason") ?? fields.Word("terminal_reason"),
    };
}
