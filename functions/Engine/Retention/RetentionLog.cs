using Microsoft.Extensions.Logging;

namespace AgentSched.Engine.Retention;

/// <summary>Log messages of retention: event ids 7000–7099.</summary>
internal static partial class RetentionLog
{
    [LoggerMessage(7000, LogLevel.Information, "Schedule {ScheduleId} was purged with {Runs} runs")]
    public static partial void SchedulePurged(this ILogger logger, string scheduleId, int runs);

    [LoggerMessage(7001, LogLevel.Information, "{Runs} runs of agent {Agent} from before {Before:O} were purged")]
    public static partial void RunsPurged(this ILogger logger, string agent, int runs, DateTimeOffset before);

    [LoggerMessage(7002, LogLevel.Error, "Shard {Shard} could not be purged; the next hour tries again")]
    public static partial void PurgeFailed(this ILogger logger, Exception error, string shard);
}
