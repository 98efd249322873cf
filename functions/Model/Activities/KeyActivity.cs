namespace AgentSched.Model.Activities;

/// <summary>Creates entries about API keys for the tenant's feed; they never contain the secret.</summary>
internal static class KeyActivity
{
    public static ActivityEntry Issued(string id, string holder, string actor, DateTimeOffset now) => Of(ActivityType.KeyIssued, id, holder, actor, now);

    public static ActivityEntry Revoked(string id, string holder, string actor, DateTimeOffset now) => Of(ActivityType.KeyRevoked, id, holder, actor, now);

    private static ActivityEntry Of(ActivityType type, string id, string holder, string actor, DateTimeOffset now) => new(type, ActivityState.Completed, actor, now)
    {
        Details = Details.Of(new { key = id, name = holder }),
    };
}
