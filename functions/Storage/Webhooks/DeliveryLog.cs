using Microsoft.Extensions.Logging;

namespace AgentSched.Storage.Webhooks;

/// <summary>Log messages of the delivery queue; event ids 8304 and 8305.</summary>
internal static partial class DeliveryLog
{
    [LoggerMessage(8304, LogLevel.Warning, "Delivery {Delivery} could not be queued; the sweep will queue it")]
    public static partial void NotSent(this ILogger logger, Exception error, string delivery);

    [LoggerMessage(8305, LogLevel.Warning, "Delivery {Delivery} was still pending after {Attempts} failed attempts; queued it again")]
    public static partial void SentAgain(this ILogger logger, string delivery, int attempts);
}
