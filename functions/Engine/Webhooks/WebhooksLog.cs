using Microsoft.Extensions.Logging;

namespace AgentSched.Engine.Webhooks;

/// <summary>Log messages of deliveries, without URLs (they may contain secrets of the receivers) and without bodies; event ids 8300, 8301, 8302 and 8303.</summary>
internal static partial class WebhooksLog
{
    [LoggerMessage(8300, LogLevel.Information, "{Delivery} was delivered at attempt {Attempt}, after {Duration}")]
    public static partial void Taken(this ILogger logger, string delivery, int attempt, TimeSpan duration);

    [LoggerMessage(8301, LogLevel.Information, "Attempt {Attempt} of {Delivery} failed ({Status}); next attempt in {Delay}")]
    public static partial void NotTaken(this ILogger logger, string delivery, int attempt, int? status, TimeSpan delay);

    [LoggerMessage(8302, LogLevel.Warning, "{Delivery} was given up after attempt {Attempt} ({Status})")]
    public static partial void GivenUp(this ILogger logger, string delivery, int attempt, int? status);

    [LoggerMessage(8303, LogLevel.Information, "{Delivery} was dropped: its webhook or its run's record no longer exists")]
    public static partial void Dropped(this ILogger logger, string delivery);
}
