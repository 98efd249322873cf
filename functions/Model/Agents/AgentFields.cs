namespace AgentSched.Model.Agents;

/// <summary>An agent as its owner writes it.</summary>
internal static class AgentFields
{
    /// <summary>What a caller may write, as it is now: the base of a patch, and what the feed compares.</summary>
    public static object Of(Agent agent) => new
    {
        agent.Kind,
        agent.Url,
        agent.Owner,
        agent.SharedWith,
        agent.MaxConcurrent,
        agent.QueueDepth,
        agent.Timeout,
        agent.Secret,
        agent.Enabled,
        agent.Model,
        agent.Callbacks,
        priceUsdPerMillionTokensIn = agent.Prices?.InUsd,
        priceUsdPerMillionTokensOut = agent.Prices?.OutUsd,
        agent.Limits,
        agent.OnLimit,
    };
}
