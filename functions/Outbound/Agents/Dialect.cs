using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using AgentSched.Base;
using AgentSched.Model.Agents;
using AgentSched.Model.Calls;
using AgentSched.Model.Runs;
using AgentSched.Outbound.Answers;

namespace AgentSched.Outbound.Agents;

/// <summary>How agents of one kind are spoken to: where the call goes, what it says, and what the answer means.</summary>
internal abstract class Dialect
{
    /// <summary>Bodies in snake_case, as Python agents and model providers write them; what is null is left out.</summary>
    protected static readonly JsonSerializerOptions SnakeCase = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Where a task is posted.</summary>
    public abstract Uri TaskUrl(Agent agent);

    /// <summary>The task as the agent reads it.</summary>
    public abstract HttpContent Write(Agent agent, AgentCall call);

    /// <summary>Why the agent cannot be called as it is set up; null where it can.</summary>
    public virtual string? Objection(Agent agent, AgentCall call) => null;

    /// <summary>The probes of health, in the order in which they are tried.</summary>
    public abstract IReadOnlyList<HealthProbe> Probes(Agent agent);

    /// <summary>Something to read one answer with.</summary>
    public abstract AnswerReader NewReader();

    /// <summary>Whether a status is a success in this dialect.</summary>
    public virtual bool Succeeds(int status) => status == 200;

    /// <summary>What a success means, once it is read.</summary>
    public abstract AgentReply Understand(Agent agent, int status, AnswerForm form, AnswerReader read);

    /// <summary>What an error says of itself: text, code, and metrics where it carries some.</summary>
    public abstract (string? Message, string? Code, AgentAnswer? Answer) ReadError(AnswerFields fields);

    /// <summary>An answer that reports a failure with the status of a success.</summary>
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

    protected static AgentReply Done(AgentAnswer answer) => new(ReplyKind.Succeeded, RunReason.Completed, "the agent completed it") { Answer = answer };

    protected static AgentReply NoObject(int status) =>
        new(ReplyKind.Failed, RunReason.AnswerUnreadable, $"the agent answered {status}, but not with a JSON object");

    /// <summary>An address below the agent's own.</summary>
    protected static Uri Below(Agent agent, string path) => new($"{agent.Url.AbsoluteUri.TrimEnd('/')}{path}");
}
