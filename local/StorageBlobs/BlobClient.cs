using Azure.Core;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Azure.Storage.Blobs;

/// <summary>A blob that is written as a whole.</summary>
public partial class BlobClient : BlobBaseClient
{
    /// <summary>For substitutes in tests.</summary>
    protected BlobClient()
    {
    }

    public BlobClient(string connectionString, string blobContainerName, string blobName)
        : base(connectionString, blobContainerName, blobName)
    {
    }

    public BlobClient(string connectionString, string blobContainerName, string blobName, BlobClientOptions options)
        : base(connectionString, blobContainerName, blobName, options)
    {
    }

    public BlobClient(Uri blobUri, BlobClientOptions? options = null)
        : base(blobUri, options)
    {
    }

    public BlobClient(Uri blobUri, StorageSharedKeyCredential credential, BlobClientOptions? options = null)
        : base(blobUri, credential, options)
    {
    }

    public BlobClient(Uri blobUri, AzureSasCredential credential, BlobClientOptions? options = null)
        : base(blobUri, credential, options)
    {
    }

    public BlobClient(Uri blobUri, TokenCredential credential, BlobClientOptions? options = null)
        : base(blobUri, credential, options)
    {
    }

    internal BlobClient(BlobAddress address, BlobOrigin origin)
        : base(address, origin)
    {
    }

    /// <summary>
    /// An empty blob at once, and a stream whose flush and end put what was written into it: if nobody else wrote the blob meanwhile (412).
    /// A writer that fails in between leaves the empty blob, and a stream that is disposed commits what it has. <paramref name="overwrite"/> must be true.
    /// </summary>
    public virtual Task<Stream> OpenWriteAsync(bool overwrite, BlobOpenWriteOptions? options = null, CancellationToken cancellationToken = default) =>
        new BlockBlobClient(Address, Origin).OpenWriteAsync(
            overwrite,
            new BlockBlobOpenWriteOptions
            {
                BufferSize = options?.BufferSize,
                OpenConditions = options?.OpenConditions,
                HttpHeaders = options?.HttpHeaders,
                Metadata = options?.Metadata,
                ProgressHandler = options?.ProgressHandler,
            },
            cancellationToken);
}
