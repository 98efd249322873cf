using Microsoft.Extensions.Logging;

namespace AgentSched.Api.Door;

/// <summary>Log messages of access: event ids 5000–5099.</summary>
internal static partial class AccessLog
{
    [LoggerMessage(5000, LogLevel.Error, "{Function} failed; the caller got a 500")]
    public static partial void RequestFailed(this ILogger logger, Exception error, string function);
}
