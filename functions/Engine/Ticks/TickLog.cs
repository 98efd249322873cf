using Microsoft.Extensions.Logging;

namespace AgentSched.Engine.Ticks;

/// <summary>Log messages of ticks; event id 2003.</summary>
internal static partial class TickLog
{
    [LoggerMessage(2003, LogLevel.Error, "Shard {Shard} could not be dispatched; the next tick tries again")]
    public static partial void ShardFailed(this ILogger logger, Exception error, string shard);
}
