namespace Azure.Storage.Blobs.Models;

/// <summary>A blob in a listing; <see cref="Metadata"/> is empty unless <see cref="BlobTraits.Metadata"/> was asked for.</summary>
public class BlobItem
{
    internal BlobItem(string name, BlobItemProperties properties)
    {
        Name = name;
        Properties = properties;
    }

    public string Name { get; }

    public BlobItemProperties Properties { get; }

    public IDictionary<string, string> Metadata { get; internal init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    public bool Deleted { get; internal init; }

    public string? Snapshot { get; internal init; }

    public string? VersionId { get; internal init; }
}

public class BlobItemProperties
{
    internal BlobItemProperties()
    {
    }

    public BlobType? BlobType { get; internal init; }

    public long? ContentLength { get; internal init; }

    public string? ContentType { get; internal init; }

    public string? ContentEncoding { get; internal init; }

    public byte[]? ContentHash { get; internal init; }

    public ETag? ETag { get; internal init; }

    public DateTimeOffset? CreatedOn { get; internal init; }

    public DateTimeOffset? LastModified { get; internal init; }

    public LeaseDurationType? LeaseDuration { get; internal init; }

    public LeaseState? LeaseState { get; internal init; }

    public LeaseStatus? LeaseStatus { get; internal init; }
}
