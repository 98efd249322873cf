using AgentSched.Runs;

namespace AgentSched.Agents;

/// <summary>One call of an agent: everything that goes out.</summary>
/// <param name="Run">The run; its id is the idempotency key.</param>
/// <param name="Attempt">Counted from 1.</param>
/// <param name="Message">What the agent shall do.</param>
/// <param name="Timeout">How long the agent may take.</param>
/// <param name="Settings">What the schedule asks of the agent beyond the message.</param>
internal sealed record AgentCall(RunId Run, int Attempt, string Message, TimeSpan Timeout, AgentSettings Settings);

/// <summary>What a schedule asks of its agent beyond the message; null leaves it to the agent.</summary>
/// <param name="Model">The model to use.</param>
/// <param name="AllowedTools">The only tools to use; empty leaves it to the agent.</param>
/// <param name="SystemPrompt">A system prompt.</param>
/// <param name="MaxTurns">Most turns; 1 or more.</param>
internal sealed record AgentSettings(string? Model, IReadOnlyList<string> AllowedTools, string? SystemPrompt, int? MaxTurns)
{
    /// <summary>All is left to the agent.</summary>
    public static readonly AgentSettings None = new(Model: null, [], SystemPrompt: null, MaxTurns: null);
}
