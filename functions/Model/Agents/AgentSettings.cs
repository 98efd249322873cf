namespace AgentSched.Model.Agents;

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
