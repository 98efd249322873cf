using AgentSched.Model.Activities;
using Microsoft.Extensions.Logging;

namespace AgentSched.Storage.Activities;

/// <summary>Log messages of feeds; event id 8101.</summary>
internal static partial class ActivityLog
{
    [LoggerMessage(8101, LogLevel.Error, "The feed of tenant {Tenant} lacks its {Type} entry, which could not be written; the reported change was made")]
    public static partial void NotInTenantFeed(this ILogger logger, Exception error, string tenant, ActivityType type);
}
