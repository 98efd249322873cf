namespace AgentSched.Outbound.Agents;

/// <summary>How an agent's chat stands; null: the agent did not say.</summary>
/// <param name="SessionId">The agent's own id of it.</param>
/// <param name="Messages">Messages so far.</param>
/// <param name="ContextTokens">Tokens in the context window.</param>
/// <param name="ContextWindow">The size of that window in tokens.</param>
/// <param name="CostUsd">What the chat cost so far.</param>
/// <param name="Model">The model it is held with.</param>
internal sealed record ChatSession(string? SessionId, int? Messages, long? ContextTokens, long? ContextWindow, decimal? CostUsd, string? Model);
