namespace Azure.Storage.Blobs.Models;

/// <summary>All of a blob but its content.</summary>
public class BlobProperties
{
    public BlobProperties()
    {
    }

    public BlobType BlobType { get; internal init; }

    public long ContentLength { get; internal init; }

    public string? ContentType { get; internal init; }

    public string? ContentEncoding { get; internal init; }

    public string? ContentLanguage { get; internal init; }

    public string? ContentDisposition { get; internal init; }

    public string? CacheControl { get; internal init; }

    public byte[]? ContentHash { get; internal init; }

    public ETag ETag { get; internal init; }

    public DateTimeOffset CreatedOn { get; internal init; }

    public DateTimeOffset LastModified { get; internal init; }

    public LeaseDurationType LeaseDuration { get; internal init; }

    public LeaseState LeaseState { get; internal init; }

    public LeaseStatus LeaseStatus { get; internal init; }

    public IDictionary<string, string> Metadata { get; internal init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    public string? VersionId { get; internal init; }
}
