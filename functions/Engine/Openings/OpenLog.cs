using Microsoft.Extensions.Logging;

namespace AgentSched.Engine.Openings;

/// <summary>Log messages of openings; event ids 3003, 3007 and 3009.</summary>
internal static partial class OpenLog
{
    [LoggerMessage(3003, LogLevel.Error, "The message of {RunId} failed too often")]
    public static partial void PoisonRun(this ILogger logger, string runId);

    [LoggerMessage(3007, LogLevel.Error, "A message of {Length} characters is not a valid request to start runs; it is deleted")]
    public static partial void UnreadablePoison(this ILogger logger, int length);

    [LoggerMessage(3009, LogLevel.Warning, "{RunId} has a slot, but its orchestration could not be started; the sweep starts it")]
    public static partial void StartFailed(this ILogger logger, Exception error, string runId);
}
