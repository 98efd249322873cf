using AgentSched.Model.Agents;

namespace AgentSched.Model.Activities;

/// <summary>Creates feed entries about changes of an agent.</summary>
internal static class AgentActivity
{
    public static ActivityEntry Registered(Agent agent, string actor) => new(ActivityType.AgentRegistered, ActivityState.Completed, actor, agent.CreatedAt);

    public static ActivityEntry Changed(Agent before, Agent after, string actor) => new(ActivityType.AgentChanged, ActivityState.Completed, actor, after.UpdatedAt)
    {
        Details = Details.Of(new { Fields = Details.Changed(AgentFields.Of(before), AgentFields.Of(after)) }),
    };

    public static ActivityEntry WebhooksChanged(string actor, DateTimeOffset now) => new(ActivityType.AgentChanged, ActivityState.Completed, actor, now)
    {
        Details = Details.Of(new { Fields = (string[])["webhooks"] }),
    };

    /// <summary>Entry for the tenant's feed.</summary>
    public static ActivityEntry Deleted(Agent agent, string actor, DateTimeOffset now) => new(ActivityType.AgentDeleted, ActivityState.Completed, actor, now)
    {
        Details = Details.Of(new { agent = agent.Name }),
    };
}
