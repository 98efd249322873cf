using System.Text.Json;
using System.Text.Json.Serialization;
using AgentSched.Base;
using AgentSched.Model.Agents;
using AgentSched.Model.Calls;
using AgentSched.Model.Runs;
using AgentSched.Outbound.Answers;

namespace AgentSched.Outbound.Agents;

/// <summary>Protocol of one kind of agent: the URL and body of a call, and the meaning of its answer.</summary>
internal abstract class Dialect
{
    /// <summary>Bodies in snake_case, as Python agents and model providers write them; null values are left out.</summary>
    protected static readonly JsonSerializerOptions SnakeCase = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The URL to which a task is posted.</summary>
    public abstract Uri TaskUrl(Agent agent);

    /// <summary>The task in the agent's format.</summary>
    public abstract HttpContent Write(Agent agent, AgentCall call);

    /// <summary>Why the agent cannot be called as it is configured; null if it can.</summary>
    public virtual string? Objection(Agent agent, AgentCall call) => null;

    /// <summary>The health probes, in the order in which they are tried.</summary>
    public abstract IReadOnlyList<HealthProbe> Probes(Agent agent);

    /// <summary>A reader for one answer.</summary>
    public abstract AnswerReader NewReader();

    /// <summary>The field of an answer that has its text.</summary>
    public virtual string ResponseField => "response";

    /// <summary>Whether a status is a success in this dialect.</summary>
    public virtual bool Succeeds(int status) => status == 200;

    /// <summary>Interprets an answer with the status of a success, or a callback, after it was read.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="how">How it answered, as the beginning of a predicate: <c>answered 200</c>.</param>
    /// <param name="form">Form of the body.</param>
    /// <param name="read">The body.</param>
    public AgentReply Understand(Agent agent, string how, AnswerForm form, AnswerReader read)
    {
        var fields = read.Fields;
        var said = form == AnswerForm.Other ? new ReportedOutcome { HasResponse = true } : Outcome(form, read);
        if (!TakesAnyBody && (form == AnswerForm.Other || (form == AnswerForm.List && !said.SaysFailed && !said.HasError)))
        {
            return Unreadable(how, read);
        }

        var (kind, reason, why) = Outcomes.Judge(agent, said);
        var measured = form == AnswerForm.Other ? new AgentAnswer() : Measured(agent, fields) with { ErrorCode = said.Code };
        return new AgentReply(kind, reason, kind == ReplyKind.Succeeded ? $"the agent {why}" : $"the agent {how} {why}{Said(said.Message)}")
        {
            Answer = read.Give(measured, keepsBeginning: reason == RunReason.AnswerUnreadable || (said.Message is null && (said.SaysFailed || said.HasError) && kind != ReplyKind.Succeeded)),
            LostAnswer = reason == RunReason.AnswerUnreadable,
            LacksField = reason == RunReason.AnswerUnreadable ? ResponseField : null,
        };
    }

    /// <summary>Text, code and, if present, metrics of an error.</summary>
    public (string? Message, string? Code, AgentAnswer? Answer) ReadError(Agent agent, AnswerFields fields)
    {
        var code = BodyErrors.Code(fields);
        var answer = MeasuredOfError(agent, fields) with { ErrorCode = code };
        return (BodyErrors.Message(fields), code, answer == new AgentAnswer() ? null : answer);
    }

    /// <summary>Whether a body that is no JSON object is a response, too.</summary>
    protected virtual bool TakesAnyBody => false;

    /// <summary>What an answer says about its outcome.</summary>
    protected virtual ReportedOutcome Outcome(AnswerForm form, AnswerReader read) =>
        BodyErrors.Outcome(read.Fields) with { HasResponse = read.HasResponse, HasText = read.HasText };

    /// <summary>Cost, tokens and further data of an answer.</summary>
    protected abstract AgentAnswer Measured(Agent agent, AnswerFields fields);

    /// <summary>The same of an error's body.</summary>
    protected virtual AgentAnswer MeasuredOfError(Agent agent, AnswerFields fields) => Measured(agent, fields);

    /// <summary>An error's text as the end of a sentence.</summary>
    public static string Said(string? message) => message is { Length: > 0 } ? $": {Texts.Cut(message, 1000)}{(message.Length > 1000 ? "…" : string.Empty)}" : string.Empty;

    /// <summary>The reply for an answer that is not in the format of the agent's kind; its beginning is kept.</summary>
    private static AgentReply Unreadable(string how, AnswerReader read) => new(
        ReplyKind.Failed,
        RunReason.AnswerUnreadable,
        read.IsEventStream
            ? $"the agent {how} with an event stream, which was not asked for; it begins with {Texts.Cut(read.Response, 200)}"
            : $"the agent {how}, but not with a JSON object") { Answer = read.Give(new AgentAnswer(), keepsBeginning: true), LostAnswer = true };

    /// <summary>An address below the agent's own.</summary>
    protected static Uri Below(Agent agent, string path) => new($"{agent.Url.AbsoluteUri.TrimEnd('/')}{path}");
}
