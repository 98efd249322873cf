namespace AgentSched.Outbound.Agents;

/// <summary>State of an agent's chat; null: the agent did not report it.</summary>
/// <param name="SessionId">The agent's own id of the chat.</param>
/// <param name="Messages">Messages so far.</param>
/// <param name="ContextTokens">Tokens in the context window.</param>
/// <param name="ContextWindow">The size of that window in tokens.</param>
/// <param name="CostUsd">What the chat cost so far.</param>
/// <param name="Model">The model that the chat uses.</param>
internal sealed record ChatSession(string? SessionId, int? Messages, long? ContextTokens, long? ContextWindow, decimal? CostUsd, string? Model);
