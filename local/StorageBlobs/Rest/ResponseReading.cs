using System.Globalization;
using Azure.Storage.Blobs.Models;

namespace Azure.Storage.Blobs;

/// <summary>What an answer's headers say.</summary>
internal static class ResponseReading
{
    public const string MetadataPrefix = "x-ms-meta-";

    public static string? Header(this Response response, string name) => response.Headers.TryGetValue(name, out var value) ? value : null;

    public static ETag ETag(this Response response) => response.Headers.ETag ?? default;

    public static DateTimeOffset Time(this Response response, string name) => ParseTime(response.Header(name)) ?? default;

    public static byte[]? Hash(this Response response, string name) => ParseHash(response.Header(name));

    public static DateTimeOffset? ParseTime(string? text) =>
        text is { Length: > 0 } ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : null;

    public static byte[]? ParseHash(string? text) => text is { Length: > 0 } ? Convert.FromBase64String(text) : null;

    public static BlobType ParseType(string? text) => text switch
    {
        "PageBlob" => BlobType.Page,
        "AppendBlob" => BlobType.Append,
        _ => BlobType.Block,
    };

    public static T ParseEnum<T>(string? text)
        where T : struct, Enum => Enum.TryParse<T>(text, ignoreCase: true, out var value) ? value : default;

    public static Dictionary<string, string> Metadata(this Response response)
    {
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in response.Headers)
        {
            if (header.Name.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase))
                metadata[header.Name[MetadataPrefix.Length..]] = header.Value;
        }

        return metadata;
    }

    public static BlobContentInfo ContentInfo(this Response response) => new()
    {
        ETag = response.ETag(),
        LastModified = response.Time("Last-Modified"),
        ContentHash = response.Hash("Content-MD5"),
        VersionId = response.Header("x-ms-version-id"),
    };

    public static BlobInfo Info(this Response response) => new()
    {
        ETag = response.ETag(),
        LastModified = response.Time("Last-Modified"),
        VersionId = response.Header("x-ms-version-id"),
    };

    public static BlobProperties Properties(this Response response) => new()
    {
        BlobType = ParseType(response.Header("x-ms-blob-type")),
        ContentLength = response.Headers.ContentLengthLong ?? 0,
        ContentType = response.Header("Content-Type"),
        ContentEncoding = response.Header("Content-Encoding"),
        ContentLanguage = response.Header("Content-Language"),
        ContentDisposition = response.Header("Content-Disposition"),
        CacheControl = response.Header("Cache-Control"),
        ContentHash = response.Hash("Content-MD5"),
        ETag = response.ETag(),
        CreatedOn = response.Time("x-ms-creation-time"),
        LastModified = response.Time("Last-Modified"),
        LeaseDuration = ParseEnum<LeaseDurationType>(response.Header("x-ms-lease-duration")),
        LeaseState = ParseEnum<LeaseState>(response.Header("x-ms-lease-state")),
        LeaseStatus = ParseEnum<LeaseStatus>(response.Header("x-ms-lease-status")),
        Metadata = response.Metadata(),
        VersionId = response.Header("x-ms-version-id"),
    };

    public static BlobDownloadDetails Details(this Response response) => new()
    {
        BlobType = ParseType(response.Header("x-ms-blob-type")),
        ContentLength = response.Headers.ContentLengthLong ?? 0,
        ContentRange = response.Header("Content-Range"),
        ContentType = response.Header("Content-Type"),
        ContentEncoding = response.Header("Content-Encoding"),
        ContentLanguage = response.Header("Content-Language"),
        ContentDisposition = response.Header("Content-Disposition"),
        CacheControl = response.Header("Cache-Control"),
        ContentHash = response.Hash("Content-MD5"),
        BlobContentHash = response.Hash("x-ms-blob-content-md5"),
        ETag = response.ETag(),
        CreatedOn = response.Time("x-ms-creation-time"),
        LastModified = response.Time("Last-Modified"),
        LeaseDuration = ParseEnum<LeaseDurationType>(response.Header("x-ms-lease-duration")),
        LeaseState = ParseEnum<LeaseState>(response.Header("x-ms-lease-state")),
        LeaseStatus = ParseEnum<LeaseStatus>(response.Header("x-ms-lease-status")),
        Metadata = response.Metadata(),
        VersionId = response.Header("x-ms-version-id"),
    };
}
