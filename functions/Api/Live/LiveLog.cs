using Microsoft.Extensions.Logging;

namespace AgentSched.Api.Live;

/// <summary>Log messages of live events: event ids 8200–8299.</summary>
internal static partial class LiveLog
{
    [LoggerMessage(8200, LogLevel.Warning, "The feed of agent {Agent} could not be read; retrying every second")]
    public static partial void PollFailed(this ILogger logger, Exception error, string agent);

    [LoggerMessage(8201, LogLevel.Information, "An event stream was aborted because its client reads too slowly; the client can resume")]
    public static partial void TooSlow(this ILogger logger);
}
