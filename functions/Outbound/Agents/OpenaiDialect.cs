using System.Net.Http.Json;
using AgentSched.Model.Agents;
using AgentSched.Model.Calls;
using AgentSched.Model.Runs;
using AgentSched.Outbound.Answers;

namespace AgentSched.Outbound.Agents;

/// <summary>
/// Agents of kind <c>openai</c>: chat completions, as many providers and local servers offer them. The answer's usage gives the
/// tokens and, with the agent's prices, the cost; the whole answer is the run's log.
/// </summary>
internal sealed class OpenaiDialect : Dialect
{
    private const string Endpoint = "/chat/completions";

    private static readonly AnswerShape Shape = AnswerShape.Of(
        "choices[0].message.content",
        log: null,
        "choices[0].finish_reason", "choices[0].message.role", "choices[0].message.refusal", "model", "provider",
        "usage.prompt_tokens", "usage.completion_tokens", "usage.cost",
        "error", "error.message", "error.code", "error.type", "detail", "message");

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

    public override AnswerReader NewReader() => new(Shape, bodyIsLog: true);

    public override AgentReply Understand(Agent agent, int status, AnswerForm form, AnswerReader read)
    {
        var fields = read.Fields;
        if (form != AnswerForm.Object)
        {
            return NoObject(status);
        }

        var refusal = fields.Text("choices[0].message.refusal");
        var hasChoice = (read.Response ?? refusal ?? fields.Text("choices[0].finish_reason") ?? fields.Text("choices[0].message.role")) is not null;
        var answer = read.Give(Measured(agent, fields));
        if (hasChoice)
        {
            return Done(answer.Response is null ? answer with { Response = refusal } : answer);
        }

        return ReadError(fields).Message is not null // some gateways send errors with the status of a success
            ? Failure(status, fields, answer)
            : new AgentReply(ReplyKind.Failed, RunReason.AnswerUnreadable, $"the agent answered {status} without choices[0].message") { Answer = answer };
    }

    public override (string? Message, string? Code, AgentAnswer? Answer) ReadError(AnswerFields fields) => (
        fields.Text("error.message") ?? fields.Text("error") ?? fields.Text("detail") ?? fields.Text("message"),
        fields.Word("error.code") ?? fields.Word("error.type"),
        null);

    private static string? Model(Agent agent, AgentCall call) => call.Settings.Model ?? agent.Model;

    private static AgentAnswer Measured(Agent agent, AnswerFields fields)
    {
        var (tokensIn, tokensOut) = (fields.Count("usage.prompt_tokens"), fields.Count("usage.completion_tokens"));
        return new AgentAnswer
        {
            TokensIn = tokensIn,
            TokensOut = tokensOut,
            ContextTokens = tokensIn,
            CostUsd = agent.Prices is { } prices ? prices.CostUsd(tokensIn, tokensOut) : fields.Usd("usage.cost"),
            Turns = 1,
            LlmCalls = 1,
            Model = fields.Word("model"),
            Provider = fields.Word("provider"),
        };
    }

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
