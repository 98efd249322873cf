using System.Net.Http.Json;
using AgentSched.Model.Agents;
using AgentSched.Model.Calls;
using AgentSched.Model.Runs;
using AgentSched.Outbound.Answers;

namespace AgentSched.Outbound.Agents;

/// <summary>
/// Agents of kind <c>openai</c>: chat completions, as many providers and local servers offer them. The answer's usage gives the
/// tokens and, with the agent's prices, the cost; the whole answer is the run's log. The old form of completions and event streams are
/// read, too: gateways send them unasked.
/// </summary>
internal sealed class OpenaiDialect : Dialect
{
    private const string Endpoint = "/chat/completions";

    private const string Choice = "choices[0].";

    /// <summary>Where a model says that it refuses: beside its content, or in a part of it.</summary>
    private static readonly string[] Refusals =
    [
        $"{Choice}message.refusal", $"{Choice}delta.refusal", $"{Choice}message.content{Field.EveryElement}.refusal", $"{Choice}delta.content{Field.EveryElement}.refusal",
    ];

    private static readonly AnswerShape Shape = AnswerShape.Of(
        [$"{Choice}message.content{Field.EveryElement}", $"{Choice}delta.content{Field.EveryElement}", $"{Choice}text"],
        log: null,
        [
            $"{Choice}finish_reason", .. Refusals,
            $"{Choice}message.tool_calls", $"{Choice}delta.tool_calls", $"{Choice}message.function_call", $"{Choice}delta.function_call",
            $"{Choice}error", $"{Choice}error.message", $"{Choice}error.code", "model", "provider",
            "usage.prompt_tokens", "usage.completion_tokens", "usage.cost",
            .. BodyErrors.Paths,
        ]);

    /// <summary>The base may be the whole address, end in a version such as <c>/v1</c>, or name the host alone.</summary>
    public override Uri TaskUrl(Agent agent) => new(Base(agent) + Endpoint);

    public override HttpContent Write(Agent agent, AgentCall call)
    {
        var user = new ChatMessage("user", call.Message);
        return JsonContent.Create(
            new ChatBody(Model(agent, call), call.Settings.SystemPrompt is { } prompt ? [new ChatMessage("system", prompt), user] : [user], Stream: false),
            options: SnakeCase);
    }

    public override string? Objection(Agent agent, AgentCall call) => Model(agent, call) is null
        ? $"agent \"{agent.Name}\" is of kind openai, but neither it nor the schedule has a model: set \"model\" on one of them"
        : null;

    public override IReadOnlyList<HealthProbe> Probes(Agent agent) => [new(HttpMethod.Get, new Uri(Base(agent) + "/models"))];

    public override string ResponseField => $"{Choice}message.content";

    public override AnswerReader NewReader() => new(Shape, bodyIsLog: true, readsEvents: true);

    protected override ReportedOutcome Outcome(AnswerForm form, AnswerReader read)
    {
        var fields = read.Fields;
        var (said, finish) = (base.Outcome(form, read), fields.Word($"{Choice}finish_reason"));
        return said with
        {
            IsRefusal = Refusal(fields) is not null,
            HasResponse = read.HasResponse || (form == AnswerForm.Events && HasChoice(fields)),
            HasError = said.HasError || fields.IsSet($"{Choice}error"),
            Message = fields.Text($"{Choice}error.message") ?? fields.Text($"{Choice}error") ?? said.Message,
            Code = fields.Word($"{Choice}error.code") ?? said.Code,
            FinishReason = finish,
            HasToolCalls = CallsTools(fields),
            IsCutOff = form == AnswerForm.Events && !read.IsDone && finish is null,
        };
    }

    protected override AgentAnswer Measured(Agent agent, AnswerFields fields)
    {
        const string In = "usage.prompt_tokens", Out = "usage.completion_tokens", Cost = "usage.cost";
        var (tokensIn, tokensOut) = (fields.Count(In), fields.Count(Out));
        var tokensUnknown = fields.IsUnreadableCount(In) || fields.IsUnreadableCount(Out);
        return new AgentAnswer
        {
            Response = Refusal(fields),
            TokensIn = tokensIn,
            TokensOut = tokensOut,
            TokensUnknown = tokensUnknown,
            ContextTokens = tokensIn,
            CostUsd = agent.Prices is { } prices ? prices.CostUsd(tokensIn, tokensOut) : fields.Usd(Cost),
            CostUnknown = agent.Prices is { } known ? tokensUnknown || (tokensIn is null && tokensOut is null && !known.AreFree) : fields.IsUnreadableUsd(Cost),
            Turns = 1,
            LlmCalls = 1,
            Model = fields.Word("model"),
            Provider = fields.Word("provider"),
            TerminalReason = fields.Word($"{Choice}finish_reason"),
        };
    }

    protected override AgentAnswer MeasuredOfError(Agent agent, AnswerFields fields) =>
        fields.Count("usage.prompt_tokens") is null && fields.Count("usage.completion_tokens") is null ? new AgentAnswer() : Measured(agent, fields);

    /// <summary>Whether an event stream has a choice: one without text has no delta with content.</summary>
    private static bool HasChoice(AnswerFields fields) => fields.Text($"{Choice}finish_reason") is not null;

    private static string? Refusal(AnswerFields fields) => Refusals.Select(fields.Text).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));

    private static bool CallsTools(AnswerFields fields) =>
        fields.IsSet($"{Choice}message.tool_calls") || fields.IsSet($"{Choice}delta.tool_calls") || fields.IsSet($"{Choice}message.function_call") || fields.IsSet($"{Choice}delta.function_call");

    private static string? Model(Agent agent, AgentCall call) => call.Settings.Model ?? agent.Model;

    private static string Base(Agent agent)
    {
        var url = agent.Url.AbsoluteUri.TrimEnd('/');
        return url.EndsWith(Endpoint, StringComparison.OrdinalIgnoreCase) ? url[..^Endpoint.Length]
            : agent.Url.AbsolutePath == "/" ? url + "/v1"
            : url;
    }

    private sealed record ChatBody(string? Model, IReadOnlyList<ChatMessage> Messages, bool Stream);

    private sealed record ChatMessage(string Role, string Content);
}
