using Microsoft.Extensions.Logging;

namespace AgentSched.Engine.Chains;

/// <summary>Log messages of chains: event ids 3100–3199.</summary>
internal static partial class ChainsLog
{
    [LoggerMessage(3100, LogLevel.Information, "Claimed {RunId}, which follows {PreviousRunId} at depth {Depth}")]
    public static partial void Followed(this ILogger logger, string runId, string previousRunId, int depth);

    [LoggerMessage(3101, LogLevel.Warning, "{RunId} starts no chained runs: it is at depth {Depth}, the maximum")]
    public static partial void TooDeep(this ILogger logger, string runId, int depth);

    [LoggerMessage(3102, LogLevel.Error, "The run after {RunId}, of schedule {ScheduleId}, could not be claimed; the sweep tries again")]
    public static partial void FollowFailed(this ILogger logger, Exception error, string runId, string scheduleId);
}
