using System.Net.Http.Json;
using AgentSched.Model.Agents;
using AgentSched.Model.Calls;
using AgentSched.Model.Runs;
using AgentSched.Outbound.Answers;

namespace AgentSched.Outbound.Agents;

/// <summary>
/// Agents of kind <c>trinity</c>: <c>POST {url}/api/task</c>. Fields that are missing or of another type are treated as
/// absent, because agents of several versions answer.
/// </summary>
internal sealed class TrinityDialect : Dialect
{
    private static readonly AnswerShape Shape = AnswerShape.Of(
        "response",
        "execution_log",
        [
            "session_id", .. BodyErrors.Paths,
            .. Metrics(string.Empty), .. Metrics("detail."),
        ]);

    private static readonly AnswerShape SessionShape = AnswerShape.Of(
        "response", log: null, "session_id", "message_count", "context_tokens", "context_window", "total_cost_usd", "model");

    public override Uri TaskUrl(Agent agent) => Below(agent, "/api/task");

    public override HttpContent Write(Agent agent, AgentCall call) => JsonContent.Create(
        new TaskBody
        {
            Message = call.Message,
            TimeoutSeconds = (int)Math.Ceiling(call.Timeout.TotalSeconds),
            Model = call.Settings.Model ?? agent.Model,
            AllowedTools = call.Settings.AllowedTools.Count > 0 ? call.Settings.AllowedTools : null,
            SystemPrompt = call.Settings.SystemPrompt,
            MaxTurns = call.Settings.MaxTurns,
            MaxCostUsd = call.MaxCostUsd,
            ExecutionId = call.Run.ToString(),
            AsyncResult = call.Callback is { } callback ? new AsyncResult(callback.Url, callback.Token) : null,
        },
        options: SnakeCase);

    public override IReadOnlyList<HealthProbe> Probes(Agent agent) =>
        [new(HttpMethod.Get, Below(agent, "/health")), new(HttpMethod.Get, Below(agent, "/api/health"))];

    public override AnswerReader NewReader() => new(Shape);

    public static HttpRequestMessage Chat(Agent agent, string message, decimal? maxCostUsd) =>
        new(HttpMethod.Post, Below(agent, "/api/chat")) { Content = JsonContent.Create(new ChatBody(message, Stream: false, maxCostUsd), options: SnakeCase) };

    public static HttpRequestMessage Session(Agent agent) => new(HttpMethod.Get, Below(agent, "/api/chat/session"));

    public static AnswerReader NewSessionReader() => new(SessionShape);

    public static ChatSession ReadSession(AnswerFields fields) => new(
        fields.Word("session_id"),
        fields.SmallCount("message_count"),
        fields.Count("context_tokens"),
        fields.Count("context_window"),
        fields.Usd("total_cost_usd"),
        fields.Word("model"));

    private static IEnumerable<string> Metrics(string at) =>
    [
        $"{at}metadata.cost_usd", $"{at}metadata.input_tokens", $"{at}metadata.output_tokens", $"{at}metadata.context_window", $"{at}metadata.num_turns",
        $"{at}metadata.tool_count", $"{at}metadata.llm_calls", $"{at}metadata.session_id", $"{at}metadata.model", $"{at}metadata.provider",
        $"{at}terminal_reason", $"{at}metadata.terminal_reason",
        $"{at}session.context_tokens", $"{at}session.context_window", $"{at}session.total_cost_usd", // older agents
    ];

    /// <summary>Errors carry the metrics up to the failure below <c>detail</c>.</summary>
    protected override AgentAnswer Measured(Agent agent, AnswerFields fields) =>
        Measured(fields, string.Empty) is var direct && direct != new AgentAnswer() ? direct : Measured(fields, "detail.");

    private static AgentAnswer Measured(AnswerFields fields, string at) => new()
    {
        CostUsd = fields.Usd($"{at}metadata.cost_usd") ?? fields.Usd($"{at}session.total_cost_usd"),
        IsSessionTotal = fields.Usd($"{at}metadata.cost_usd") is null && fields.Usd($"{at}session.total_cost_usd") is not null,
        CostUnknown = fields.IsUnreadableUsd($"{at}metadata.cost_usd") || fields.IsUnreadableUsd($"{at}session.total_cost_usd"),
        TokensIn = fields.Count($"{at}metadata.input_tokens"),
        TokensOut = fields.Count($"{at}metadata.output_tokens"),
        TokensUnknown = fields.IsUnreadableCount($"{at}metadata.input_tokens") || fields.IsUnreadableCount($"{at}metadata.output_tokens"),
        ContextTokens = fields.Count($"{at}session.context_tokens") ?? fields.Count($"{at}metadata.input_tokens"),
        ContextWindow = fields.Count($"{at}metadata.context_window") ?? fields.Count($"{at}session.context_window"),
        Turns = fields.SmallCount($"{at}metadata.num_turns"),
        ToolCalls = fields.SmallCount($"{at}metadata.tool_count"),
        LlmCalls = fields.SmallCount($"{at}metadata.llm_calls"),
        SessionId = (at.Length == 0 ? fields.Word("session_id") : null) ?? fields.Word($"{at}metadata.session_id"),
        Model = fields.Word($"{at}metadata.model"),
        Provider = fields.Word($"{at}metadata.provider"),
        TerminalReason = fields.Word($"{at}terminal_reason") ?? fields.Word($"{at}metadata.terminal_reason"),
    };

    private sealed record TaskBody
    {
        public required string Message { get; init; }

        public required int TimeoutSeconds { get; init; }

        public string? Model { get; init; }

        public IReadOnlyList<string>? AllowedTools { get; init; }

        public string? SystemPrompt { get; init; }

        public int? MaxTurns { get; init; }

        public decimal? MaxCostUsd { get; init; }

        public required string ExecutionId { get; init; }

        public AsyncResult? AsyncResult { get; init; }
    }

    private sealed record AsyncResult(Uri CallbackUrl, string Token);

    private sealed record ChatBody(string Message, bool Stream, decimal? MaxCostUsd);
}
