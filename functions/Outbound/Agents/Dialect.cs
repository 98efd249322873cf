using System.Globalization;
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

    /// <summary>Whether a status is a success in this dialect.</summary>
    public virtual bool Succeeds(int status) => status == 200;

    /// <summary>Interprets an answer with the status of a success, after it was read.</summary>
    public abstract AgentReply Understand(Agent agent, int status, AnswerForm form, AnswerReader read);

    /// <summary>Text, code and, if present, metrics of an error.</summary>
    public abstract (string? Message, string? Code, AgentAnswer? Answer) ReadError(AnswerFields fields);

    /// <summary>The reply for an answer that reports a failure with the status of a success.</summary>
    protected AgentReply Failure(int status, AnswerFields fields, AgentAnswer answer)
    {
        var (message, code, _) = ReadError(fields);
        var meant = int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 400 and < 600 ? number : 500;
        var (kind, reason) = Replies.Judge(meant, code, message);
        return new AgentReply(kind, reason, $"the agent answered {status} and reports a failure{Said(message)}") { Answer = answer };
    }

    /// <summary>An error's text as the end of a sentence.</summary>
    public static string Said(string? message) => message is { Length: > 0 } ? $": {Texts.Cut(message, 1000)}{(message.Length > 1000 ? "…" : string.Empty)}" : string.Empty;

    /// <summary>Whether <c>status</c> says that the task failed.</summary>
    protected static bool ReportsFailure(AnswerFields fields) => fields.Text("status")?.ToLowerInvariant() is "failed" or "failure" or "error";

    protected static AgentReply Done(AgentAnswer answer) => new(ReplyKind.Succeeded, RunReason.Completed, "the agent completed the run") { Answer = answer };

    protected static AgentReply NoObject(int status) =>
        new(ReplyKind.Failed, RunReason.AnswerUnreadable, $"the agent answered {status}, but not with a JSON object");

    /// <summary>An address below the agent's own.</summary>
    protected static Uri Below(Agent agent, string path) => new($"{agent.Url.AbsoluteUri.TrimEnd('/')}{path}");
}
