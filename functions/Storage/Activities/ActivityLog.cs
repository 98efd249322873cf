using AgentSched.Model.Activities;
using Microsoft.Extensions.Logging;

namespace AgentSched.Storage.Activities;

/// <summary>Log messages of feeds; event id 8101.</summary>
internal static partial class ActivityLog
{
    [LoggerMessage(8101, LogLevel.Error, "The feed of tenant {Tenant} does not tell of {Type}; what it would tell has happened")]
    public static partial void NotInTenantFeed(this ILogger logger, Exception error, string tenant, ActivityType type);
}
