using Microsoft.Extensions.Logging;

namespace AgentSched.Api.Door;

/// <summary>Log messages of access: event ids 5000–5099.</summary>
internal static partial class AccessLog
{
    [LoggerMessage(5000, LogLevel.Error, "{Function} failed; the caller got a 500")]
    public static partial void RequestFailed(this ILogger logger, Exception error, string function);

    [LoggerMessage(5001, LogLevel.Warning, "App Service authentication is on, and the setting AgentSched:PrincipalIssuers names no issuer: callers whom it authenticates are refused; only API keys are accepted")]
    public static partial void NoIssuers(this ILogger logger);

    [LoggerMessage(5002, LogLevel.Warning, "An address sent {Count} wrong API keys within a minute; its further ones are refused for {Wait}")]
    public static partial void WrongKeysSlowed(this ILogger logger, int count, TimeSpan wait);
}
