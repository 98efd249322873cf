using Azure.Core;
using Azure.Storage.Blobs.Models;

namespace Azure.Storage.Blobs;

/// <summary>
/// Decides whether a conditional write that was tried again and met a conflict met its own first attempt, whose answer was lost: that is a success,
/// not a conflict. The original reports the conflict. Two writers of the same bytes, headers and metadata within the same seconds cannot be told
/// apart; whoever needs one winner puts something of his own into the content or the metadata.
/// </summary>
internal static class WriteProof
{
    /// <summary>True when such a doubt exists at all: a condition was set, an earlier attempt may have been carried out, and the answer is a conflict.</summary>
    public static bool IsInDoubt(HttpMessage message, RequestConditions? conditions) =>
        message.Response.Status is 409 or 412
        && DoubtPolicy.IsInDoubt(message)
        && (conditions?.IfMatch ?? conditions?.IfNoneMatch) is not null
        && StorageErrors.CodeOf(message.Response) is "BlobAlreadyExists" or "ConditionNotMet";

    /// <summary>
    /// The blob as it is now holds exactly what was sent, and was written after the first attempt began. An empty blob without metadata proves
    /// nothing: every writer's looks so, and two who take it for a lock must not both have it.
    /// </summary>
    public static bool IsOurs(HttpMessage message, BlobProperties now, ReadOnlySpan<byte> content, BlobHttpHeaders? headers, IDictionary<string, string>? metadata)
    {
        var hash = headers?.ContentHash ?? ContentMd5.Of(content);
        return (content.Length > 0 || metadata is { Count: > 0 })
            && now.ContentLength == content.Length
            && now.ContentHash is { } stored && stored.AsSpan().SequenceEqual(hash)
            && WrittenSince(message, now)
            && string.Equals(now.ContentType, headers?.ContentType ?? "application/octet-stream", StringComparison.Ordinal)
            && string.Equals(now.ContentEncoding ?? "", headers?.ContentEncoding ?? "", StringComparison.Ordinal)
            && string.Equals(now.CacheControl ?? "", headers?.CacheControl ?? "", StringComparison.Ordinal)
            && Same(now.Metadata, metadata);
    }

    // In the service's own clock: its time of the refusal less what passed here since the first attempt. Last-Modified has whole seconds.
    private static bool WrittenSince(HttpMessage message, BlobProperties now) =>
        message.Response.Headers.Date is { } refused
        && now.LastModified >= refused - (DateTimeOffset.UtcNow - message.ProcessingContext.StartTime) - TimeSpan.FromSeconds(1);

    private static bool Same(IDictionary<string, string> stored, IDictionary<string, string>? sent) =>
        stored.Count == (sent?.Count ?? 0)
        && (sent is null || sent.All(m => stored.TryGetValue(m.Key, out var value) && string.Equals(value, m.Value, StringComparison.Ordinal)));
}
