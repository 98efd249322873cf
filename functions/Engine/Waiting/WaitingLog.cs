using Microsoft.Extensions.Logging;

namespace AgentSched.Engine.Waiting;

/// <summary>Log messages of runs that wait; event id 8002.</summary>
internal static partial class WaitingLog
{
    [LoggerMessage(8002, LogLevel.Information, "{RunId} waits for approval: {Words}")]
    public static partial void WaitsForApproval(this ILogger logger, string runId, string words);
}
