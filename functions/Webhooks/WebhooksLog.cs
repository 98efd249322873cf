using Microsoft.Extensions.Logging;

namespace AgentSched.Webhooks;

/// <summary>Log messages of webhooks: event ids 8300–8399. No addresses (they may hold secrets of their receivers), no bodies.</summary>
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

    [LoggerMessage(8304, LogLevel.Warning, "{Delivery} could not be put on the queue; the sweep does it")]
    public static partial void NotSent(this ILogger logger, Exception error, string delivery);

    [LoggerMessage(8305, LogLevel.Warning, "{Delivery} was left behind after {Attempts} failed attempts; sent again")]
    public static partial void SentAgain(this ILogger logger, string delivery, int attempts);
}
