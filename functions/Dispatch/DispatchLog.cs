using Microsoft.Extensions.Logging;

namespace AgentSched.Dispatch;

/// <summary>Log messages of dispatch: event ids 2000–2099.</summary>
internal static partial class DispatchLog
{
    [LoggerMessage(2001, LogLevel.Information, "Dispatched {RunId}, due {DueTime:O}")]
    public static partial void Dispatched(this ILogger logger, string runId, DateTimeOffset dueTime);

    [LoggerMessage(2002, LogLevel.Error, "The due row {Row} of shard {Shard} was set aside: {Reason}")]
    public static partial void SetAside(this ILogger logger, string shard, string row, string reason);

    [LoggerMessage(2003, LogLevel.Error, "Shard {Shard} could not be dispatched; the next tick tries again")]
    public static partial void ShardFailed(this ILogger logger, Exception error, string shard);

    [LoggerMessage(2010, LogLevel.Warning, "Sent {RunId} again: {Late} after its due time it was still {Status} without anybody at work")]
    public static partial void Resent(this ILogger logger, string runId, TimeSpan late, string status);

    [LoggerMessage(2011, LogLevel.Error, "The sweep closed {RunId} as {Reason}")]
    public static partial void Swept(this ILogger logger, string runId, string reason);

    [LoggerMessage(2012, LogLevel.Error, "The sweep could not resolve the in-flight row {Row} of shard {Shard}; the next sweep tries again")]
    public static partial void SweepFailed(this ILogger logger, Exception error, string shard, string row);
}
