namespace Azure.Storage.Blobs.Models;

/// <summary>Makes the types that the service otherwise makes, for tests.</summary>
public static class BlobsModelFactory
{
    public static BlobContainerInfo BlobContainerInfo(ETag eTag, DateTimeOffset lastModified) => new() { ETag = eTag, LastModified = lastModified };

    public static BlobLease BlobLease(ETag eTag, DateTimeOffset lastModified, string leaseId) =>
        new() { ETag = eTag, LastModified = lastModified, LeaseId = leaseId };

    public static BlobDownloadResult BlobDownloadResult(BinaryData? content = null, BlobDownloadDetails? details = null) =>
        new(content ?? new BinaryData(Array.Empty<byte>()), details ?? new BlobDownloadDetails());

    public static BlobDownloadStreamingResult BlobDownloadStreamingResult(Stream? content = null, BlobDownloadDetails? details = null) =>
        new(content ?? Stream.Null, details ?? new BlobDownloadDetails());
}
