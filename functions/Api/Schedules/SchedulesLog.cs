using Microsoft.Extensions.Logging;

namespace AgentSched.Api.Schedules;

/// <summary>Log messages of schedules: event ids 1000–1099.</summary>
internal static partial class SchedulesLog
{
    [LoggerMessage(1000, LogLevel.Error, "The bulk change of schedule {ScheduleId} failed; the other schedules are still processed")]
    public static partial void BulkFailed(this ILogger logger, Exception error, string scheduleId);
}
