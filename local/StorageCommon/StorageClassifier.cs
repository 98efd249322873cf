using Azure.Core;

namespace Azure.Storage;

/// <summary>Which answers are worth another try. Cut connections and timeouts are judged by the base class; the retry policy honours Retry-After.</summary>
internal sealed class StorageClassifier : ResponseClassifier
{
    public static StorageClassifier Shared { get; } = new();

    public override bool IsRetriableResponse(HttpMessage message) => IsRetriable(message.Response.Status);

    /// <summary>408 and 504 timeouts, 429 and 503 throttling, 500 and 502 trouble inside.</summary>
    public static bool IsRetriable(int status) => status is 408 or 429 or 500 or 502 or 503 or 504;
}
