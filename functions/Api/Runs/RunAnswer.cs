using System.Text.Json.Nodes;
using AgentSched.Base;
using AgentSched.Model.Runs;

namespace AgentSched.Api.Runs;

/// <summary>A run as JSON: the whole record.</summary>
internal sealed class RunAnswer(Run run) : RunSummary(run)
{
    public DateTimeOffset? ClaimedAt => Whole.ClaimedAt;

    /// <summary>When the agent said that it would call back.</summary>
    public DateTimeOffset? AcceptedAt => Whole.AcceptedAt;

    public string? Message => Whole.Message;

    public JsonNode? Context => Json.Node(Whole.Context);

    public TimeSpan? Timeout => Whole.Timeout;

    public int Retries => Whole.Retries;

    public decimal? MaxCostUsdPerRun => Whole.MaxCostUsd;

    /// <summary>Why a run that should have followed it does not exist.</summary>
    public string? ChainProblem => Whole.ChainProblem;

    /// <summary>Latest start of a run that waits although its agent's queue was full.</summary>
    public DateTimeOffset? StartBy => Whole.StartBy;

    public string? Model => Whole.Settings.Model;

    public IReadOnlyList<string> AllowedTools => Whole.Settings.AllowedTools;

    public string? SystemPrompt => Whole.Settings.SystemPrompt;

    public int? MaxTurns => Whole.Settings.MaxTurns;

    /// <summary>Up to 10,000 characters; the rest is at <c>…/response</c> if <see cref="ResponseCut"/> is true.</summary>
    public string? Response => Whole.Answer?.Response;

    public bool ResponseCut => Whole.ResponseCut;

    /// <summary>The response was longer than 1 MiB and was truncated.</summary>
    public bool ResponseTruncated => Whole.Answer?.ResponseTruncated ?? false;

    public string? Error => Status is RunStatus.Failed or RunStatus.TimedOut ? Sentence : null;

    public long? ContextTokens => Whole.Answer?.ContextTokens;

    public long? ContextWindow => Whole.Answer?.ContextWindow;

    public int? Turns => Whole.Answer?.Turns;

    public int? ToolCalls => Whole.Answer?.ToolCalls;

    public int? LlmCalls => Whole.Answer?.LlmCalls;

    public string? SessionId => Whole.Answer?.SessionId;

    /// <summary>Model that the agent reports.</summary>
    public string? AnswerModel => Whole.Answer?.Model;

    /// <summary>Provider of that model, as the agent reports it.</summary>
    public string? Provider => Whole.Answer?.Provider;

    /// <summary>Code of the error that the agent reports.</summary>
    public string? ErrorCode => Whole.Answer?.ErrorCode;

    /// <summary>Why the agent's work ended, in its own words.</summary>
    public string? TerminalReason => Whole.Answer?.TerminalReason;

    public bool HasLog => Whole.HasLog;

    /// <summary>The log was longer than 16 MiB and was truncated.</summary>
    public bool LogTruncated => Whole.Answer?.LogTruncated ?? false;

    /// <summary>The calls of the agent, oldest first.</summary>
    public IEnumerable<object> Calls => Whole switch
    {
        { Calls: [_, ..] calls } => calls.Select(call => new { call.Attempt, call.StartedAt, EndedAt = (DateTimeOffset?)call.EndedAt, Reason = (RunReason?)call.Reason }),
        { Attempts: 1, StartedAt: { } at, AcceptedAt: { } accepted } => [new { Attempt = 1, StartedAt = at, EndedAt = (DateTimeOffset?)accepted, Reason = (RunReason?)RunReason.Completed }],
        { Attempts: 1, StartedAt: { } at } => [new { Attempt = 1, StartedAt = at, EndedAt = Whole.FinishedAt, Reason = Whole.FinishedAt is null ? null : Whole.Reason }],
        _ => [],
    };
}
