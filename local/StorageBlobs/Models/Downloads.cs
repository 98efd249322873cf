namespace Azure.Storage.Blobs.Models;

/// <summary>A blob's properties as they come with its content.</summary>
public class BlobDownloadDetails
{
    public BlobDownloadDetails()
    {
    }

    public BlobType BlobType { get; internal init; }

    /// <summary>Bytes of this answer, which may be a part of the blob.</summary>
    public long ContentLength { get; internal init; }

    /// <summary>Such as <c>bytes 0-99/1000</c>; null when the whole blob was asked for.</summary>
    public string? ContentRange { get; internal init; }

    public string? ContentType { get; internal init; }

    public string? ContentEncoding { get; internal init; }

    public string? ContentLanguage { get; internal init; }

    public string? ContentDisposition { get; internal init; }

    public string? CacheControl { get; internal init; }

    /// <summary>The MD5 of this answer.</summary>
    public byte[]? ContentHash { get; internal init; }

    /// <summary>The MD5 of the whole blob, where the answer is a part.</summary>
    public byte[]? BlobContentHash { get; internal init; }

    public ETag ETag { get; internal init; }

    public DateTimeOffset CreatedOn { get; internal init; }

    public DateTimeOffset LastModified { get; internal init; }

    public LeaseDurationType LeaseDuration { get; internal init; }

    public LeaseState LeaseState { get; internal init; }

    public LeaseStatus LeaseStatus { get; internal init; }

    public IDictionary<string, string> Metadata { get; internal init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    public string? VersionId { get; internal init; }
}

public class BlobDownloadResult
{
    internal BlobDownloadResult(BinaryData content, BlobDownloadDetails details)
    {
        Content = content;
        Details = details;
    }

    public BinaryData Content { get; }

    public BlobDownloadDetails Details { get; }
}

/// <summary>Content that is read from the network as it is consumed: dispose it.</summary>
public class BlobDownloadStreamingResult : IDisposable
{
    internal BlobDownloadStreamingResult(Stream content, BlobDownloadDetails details)
    {
        Content = content;
        Details = details;
    }

    public Stream Content { get; }

    public BlobDownloadDetails Details { get; }

    public void Dispose()
    {
        Content.Dispose();
        GC.SuppressFinalize(this);
    }
}
