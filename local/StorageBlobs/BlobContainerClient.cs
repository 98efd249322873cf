using System.ComponentModel;
using Azure.Core;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Azure.Storage.Blobs;

/// <summary>A container. Clients of its blobs share its connections and options.</summary>
public partial class BlobContainerClient
{
    private readonly BlobAddress _address;
    private readonly BlobOrigin _origin;

    /// <summary>For substitutes in tests.</summary>
    protected BlobContainerClient()
    {
        _address = null!;
        _origin = null!;
    }

    public BlobContainerClient(string connectionString, string blobContainerName)
        : this(connectionString, blobContainerName, null!)
    {
    }

    public BlobContainerClient(string connectionString, string blobContainerName, BlobClientOptions options)
    {
        var connection = StorageConnection.Parse(connectionString);
        _address = BlobAddress.OfService(connection).InContainer(blobContainerName);
        _origin = BlobOrigin.Of(connection.Authentication(StorageService.Blob), options);
    }

    /// <summary>The address may carry a shared access signature.</summary>
    public BlobContainerClient(Uri blobContainerUri, BlobClientOptions? options = null)
        : this(BlobAddress.Parse(blobContainerUri), BlobOrigin.Of(authentication: null, options))
    {
    }

    public BlobContainerClient(Uri blobContainerUri, StorageSharedKeyCredential credential, BlobClientOptions? options = null)
        : this(BlobAddress.Parse(blobContainerUri), BlobOrigin.Of(StoragePipeline.Authentication(credential, StorageService.Blob), options))
    {
    }

    public BlobContainerClient(Uri blobContainerUri, AzureSasCredential credential, BlobClientOptions? options = null)
        : this(BlobAddress.Parse(blobContainerUri), BlobOrigin.Of(StoragePipeline.Authentication(credential), options))
    {
    }

    public BlobContainerClient(Uri blobContainerUri, TokenCredential credential, BlobClientOptions? options = null)
        : this(BlobAddress.Parse(blobContainerUri), BlobOrigin.Of(blobContainerUri, credential, options))
    {
    }

    internal BlobContainerClient(BlobAddress address, BlobOrigin origin)
    {
        _address = address;
        _origin = origin;
    }

    public virtual Uri Uri => _address.Uri;

    public virtual string AccountName => _address.Account;

    public virtual string Name => _address.Container;

    internal BlobRest Rest => _origin.Rest;

    public virtual BlobClient GetBlobClient(string blobName) => new(_address.InBlob(blobName), _origin);

    /// <summary>In order of name, up to 5,000 a page.</summary>
    public virtual AsyncPageable<BlobItem> GetBlobsAsync(GetBlobsOptions? options = null, CancellationToken cancellationToken = default) =>
        new BlobPages(Rest, Uri, options?.Traits ?? BlobTraits.None, options?.States ?? BlobStates.None, options?.Prefix, cancellationToken);

    [EditorBrowsable(EditorBrowsableState.Never)]
    public virtual AsyncPageable<BlobItem> GetBlobsAsync(BlobTraits traits, BlobStates states, string? prefix, CancellationToken cancellationToken) =>
        new BlobPages(Rest, Uri, traits, states, prefix, cancellationToken);

    public virtual Task<Response<BlobContentInfo>> UploadBlobAsync(string blobName, Stream content, CancellationToken cancellationToken = default) =>
        GetBlobClient(blobName).UploadAsync(content, overwrite: false, cancellationToken);

    public virtual Task<Response<BlobContentInfo>> UploadBlobAsync(string blobName, BinaryData content, CancellationToken cancellationToken = default) =>
        GetBlobClient(blobName).UploadAsync(content, overwrite: false, cancellationToken);

    public virtual Task<Response> DeleteBlobAsync(
        string blobName, DeleteSnapshotsOption snapshotsOption = DeleteSnapshotsOption.None, BlobRequestConditions? conditions = null, CancellationToken cancellationToken = default) =>
        GetBlobClient(blobName).DeleteAsync(snapshotsOption, conditions, cancellationToken);

    public virtual Task<Response<bool>> DeleteBlobIfExistsAsync(
        string blobName, DeleteSnapshotsOption snapshotsOption = DeleteSnapshotsOption.None, BlobRequestConditions? conditions = null, CancellationToken cancellationToken = default) =>
        GetBlobClient(blobName).DeleteIfExistsAsync(snapshotsOption, conditions, cancellationToken);

    protected internal virtual BlockBlobClient GetBlockBlobClientCore(string blobName) => new(_address.InBlob(blobName), _origin);

    protected internal virtual BlobBaseClient GetBlobBaseClientCore(string blobName) => new(_address.InBlob(blobName), _origin);

    protected internal virtual BlobLeaseClient GetBlobLeaseClientCore(string leaseId) => new(this, leaseId);

    protected internal virtual BlobServiceClient GetParentBlobServiceClientCore() => new(_address.Parent(), _origin);
}
