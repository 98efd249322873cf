using Microsoft.Extensions.Logging;

namespace AgentSched.Engine.Claims;

/// <summary>Log messages of claims; event ids 2001, 2002 and 8100.</summary>
internal static partial class ClaimLog
{
    [LoggerMessage(2001, LogLevel.Information, "Dispatched {RunId}, due {DueTime:O}")]
    public static partial void Dispatched(this ILogger logger, string runId, DateTimeOffset dueTime);

    [LoggerMessage(2002, LogLevel.Error, "The due row {Row} of shard {Shard} was set aside: {Reason}")]
    public static partial void SetAside(this ILogger logger, string shard, string row, string reason);

    [LoggerMessage(8100, LogLevel.Warning, "The feed entry for row {Row} of shard {Shard} could not be written; the sweep tries again")]
    public static partial void NotTold(this ILogger logger, Exception error, string shard, string row);
}
