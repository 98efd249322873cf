using Microsoft.Extensions.Logging;

namespace AgentSched.Engine.Webhooks;

/// <summary>Log messages of deliveries. No addresses (they may hold secrets of their receivers), no bodies; event ids 8300, 8301, 8302 and 8303.</summary>
internal static partial class WebhooksLog
{
    [LoggerMessage(8300, LogLevel.Information, "{Delivery} was taken at attempt {Attempt}, after {Duration}")]
    public static partial void Taken(this ILogger logger, string delivery, int attempt, TimeSpan duration);

    [LoggerMessage(8301, LogLevel.Information, "Attempt {Attempt} of {Delivery} failed ({Status}); the next comes in {Delay}")]
    public static partial void NotTaken(this ILogger logger, string delivery, int attempt, int? status, TimeSpan delay);

    [LoggerMessage(8302, LogLevel.Warning, "{Delivery} is given up after attempt {Attempt} ({Status})")]
    public static partial void GivenUp(this ILogger logger, string delivery, int attempt, int? status);

    [LoggerMessage(8303, LogLevel.Information, "{Delivery} goes nowhere: its webhook, or the record of its run, is gone")]
    public static partial void Dropped(this ILogger logger, string delivery);
}
