using Microsoft.Extensions.Logging;

namespace AgentSched.Engine.Closings;

/// <summary>Log messages of closings; event id 3004.</summary>
internal static partial class ClosingLog
{
    [LoggerMessage(3004, LogLevel.Warning, "Schedule {ScheduleId} was paused automatically after {Failures} failed runs in a row")]
    public static partial void PausedByItself(this ILogger logger, string scheduleId, int failures);
}
