using Microsoft.Extensions.Logging;

namespace AgentSched.Engine.Sweeps;

/// <summary>Log messages of sweeps; event ids 2010, 2011 and 2012.</summary>
internal static partial class SweepLog
{
    [LoggerMessage(2010, LogLevel.Warning, "Sent {RunId} again: {Late} after its due time it was still {Status} and nothing processed it")]
    public static partial void Resent(this ILogger logger, string runId, TimeSpan late, string status);

    [LoggerMessage(2011, LogLevel.Error, "The sweep closed {RunId} as {Reason}")]
    public static partial void Swept(this ILogger logger, string runId, string reason);

    [LoggerMessage(2012, LogLevel.Error, "The sweep could not process row {Row} of shard {Shard}; the next sweep tries again")]
    public static partial void SweepFailed(this ILogger logger, Exception error, string shard, string row);
}
