using Microsoft.Extensions.Logging;

namespace AgentSched.Engine.Owners;

/// <summary>Log messages of lost access: event ids 3300–3399.</summary>
internal static partial class OwnersLog
{
    [LoggerMessage(3300, LogLevel.Warning, "Schedule {ScheduleId} was disabled, because its owner {Owner} may no longer use its agent")]
    public static partial void Disabled(this ILogger logger, string scheduleId, string owner);

    [LoggerMessage(3301, LogLevel.Error, "Schedule {ScheduleId}, whose owner may no longer use its agent, could not be disabled; its next run is rejected, too")]
    public static partial void NotDisabled(this ILogger logger, Exception error, string? scheduleId);
}
