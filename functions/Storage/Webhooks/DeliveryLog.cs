using Microsoft.Extensions.Logging;

namespace AgentSched.Storage.Webhooks;

/// <summary>Log messages of the queue of deliveries; event ids 8304 and 8305.</summary>
internal static partial class DeliveryLog
{
    [LoggerMessage(8304, LogLevel.Warning, "{Delivery} could not be put on the queue; the sweep does it")]
    public static partial void NotSent(this ILogger logger, Exception error, string delivery);

    [LoggerMessage(8305, LogLevel.Warning, "{Delivery} was left behind after {Attempts} failed attempts; sent again")]
    public static partial void SentAgain(this ILogger logger, string delivery, int attempts);
}
