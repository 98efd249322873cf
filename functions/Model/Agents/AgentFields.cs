namespace AgentSched.Model.Agents;

/// <summary>Editable fields of an agent.</summary>
internal static class AgentFields
{
    /// <summary>The fields that a caller may write, with their current values: base of a patch, and compared for the feed.</summary>
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
        agent.AcceptedEmptyAnswers,
        priceUsdPerMillionTokensIn = agent.Prices?.InUsd,
        priceUsdPerMillionTokensOut = agent.Prices?.OutUsd,
        agent.Limits,
        agent.OnLimit,
    };
}
