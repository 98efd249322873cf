namespace AgentSched.Model.Agents;

/// <summary>A schedule's settings for its agent beyond the message; null: the agent decides.</summary>
/// <param name="Model">The model to use.</param>
/// <param name="AllowedTools">The only tools to use; empty: the agent decides.</param>
/// <param name="SystemPrompt">A system prompt.</param>
/// <param name="MaxTurns">Maximum number of turns; 1 or more.</param>
internal sealed record AgentSettings(string? Model, IReadOnlyList<string> AllowedTools, string? SystemPrompt, int? MaxTurns)
{
    /// <summary>No settings: the agent decides everything.</summary>
    public static readonly AgentSettings None = new(Model: null, [], SystemPrompt: null, MaxTurns: null);
}
