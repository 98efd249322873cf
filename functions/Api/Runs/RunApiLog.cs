using Microsoft.Extensions.Logging;

namespace AgentSched.Api.Runs;

/// <summary>Log messages of what callers do with runs; event ids 3005, 3006, 3010 and 8003.</summary>
internal static partial class RunApiLog
{
    [LoggerMessage(3005, LogLevel.Warning, "A callback for {RunId} came after the run had ended; it changes nothing")]
    public static partial void LateCallback(this ILogger logger, string runId);

    [LoggerMessage(3006, LogLevel.Warning, "The orchestration of {RunId} could not be notified of its answer; its timer ends it")]
    public static partial void NotWoken(this ILogger logger, Exception error, string runId);

    [LoggerMessage(3010, LogLevel.Error, "The bulk change of run {RunId} failed; the other runs are still handled")]
    public static partial void BulkFailed(this ILogger logger, Exception error, string runId);

    [LoggerMessage(8003, LogLevel.Information, "{Caller} approved {RunId}")]
    public static partial void Approved(this ILogger logger, string caller, string runId);
}
