using Microsoft.Extensions.Logging;

namespace AgentSched.Activities;

/// <summary>Log messages of the activity feed: event ids 8100–8199.</summary>
internal static partial class ActivityLog
{
    [LoggerMessage(8100, LogLevel.Warning, "The feed does not tell yet what row {Row} of shard {Shard} says; the sweep tries again")]
    public static partial void NotTold(this ILogger logger, Exception error, string shard, string row);

    [LoggerMessage(8101, LogLevel.Error, "The feed of tenant {Tenant} does not tell of {Type}; what it would tell has happened")]
    public static partial void NotInTenantFeed(this ILogger logger, Exception error, string tenant, ActivityType type);
}
