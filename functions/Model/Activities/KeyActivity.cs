namespace AgentSched.Model.Activities;

/// <summary>What a tenant's feed says of API keys: never the secret.</summary>
internal static class KeyActivity
{
    public static ActivityEntry Issued(string id, string holder, string actor, DateTimeOffset now) => Of(ActivityType.KeyIssued, id, holder, actor, now);

    public static ActivityEntry Revoked(string id, string holder, string actor, DateTimeOffset now) => Of(ActivityType.KeyRevoked, id, holder, actor, now);

    private static ActivityEntry Of(ActivityType type, string id, string holder, string actor, DateTimeOffset now) => new(type, ActivityState.Completed, actor, now)
    {
        Details = Details.Of(new { key = id, name = holder }),
    };
}
