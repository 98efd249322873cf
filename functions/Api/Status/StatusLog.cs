using Microsoft.Extensions.Logging;

namespace AgentSched.Api.Status;

/// <summary>Log messages of status: event ids 5150–5159.</summary>
internal static partial class StatusLog
{
    [LoggerMessage(5150, LogLevel.Warning, "Not ready: the {Part} does not answer")]
    public static partial void NotReady(this ILogger logger, Exception error, string part);
}
