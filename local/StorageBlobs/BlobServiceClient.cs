using Azure.Core;
using Azure.Storage.Blobs.Models;

namespace Azure.Storage.Blobs;

/// <summary>The containers of a storage account. Clients from <see cref="GetBlobContainerClient"/> share its connections and options.</summary>
public class BlobServiceClient
{
    private readonly BlobAddress _address;
    private readonly BlobOrigin _origin;

    /// <summary>For substitutes in tests.</summary>
    protected BlobServiceClient()
    {
        _address = null!;
        _origin = null!;
    }

    public BlobServiceClient(string connectionString)
        : this(connectionString, null!)
    {
    }

    public BlobServiceClient(string connectionString, BlobClientOptions options)
    {
        var connection = StorageConnection.Parse(connectionString);
        _address = BlobAddress.OfService(connection);
        _origin = BlobOrigin.Of(connection.Authentication(StorageService.Blob), options);
    }

    /// <summary>The address may carry a shared access signature.</summary>
    public BlobServiceClient(Uri serviceUri, BlobClientOptions? options = null)
        : this(BlobAddress.Parse(serviceUri), BlobOrigin.Of(authentication: null, options))
    {
    }

    public BlobServiceClient(Uri serviceUri, StorageSharedKeyCredential credential, BlobClientOptions? options = null)
        : this(BlobAddress.Parse(serviceUri), BlobOrigin.Of(StoragePipeline.Authentication(credential, StorageService.Blob), options))
    {
    }

    public BlobServiceClient(Uri serviceUri, AzureSasCredential credential, BlobClientOptions? options = null)
        : this(BlobAddress.Parse(serviceUri), BlobOrigin.Of(StoragePipeline.Authentication(credential), options))
    {
    }

    public BlobServiceClient(Uri serviceUri, TokenCredential credential, BlobClientOptions? options = null)
        : this(BlobAddress.Parse(serviceUri), BlobOrigin.Of(serviceUri, credential, options))
    {
    }

    internal BlobServiceClient(BlobAddress address, BlobOrigin origin)
    {
        _address = address;
        _origin = origin;
    }

    public virtual Uri Uri => _address.Uri;

    public virtual string AccountName => _address.Account;

    public virtual BlobContainerClient GetBlobContainerClient(string blobContainerName) => new(_address.InContainer(blobContainerName), _origin);

    public virtual async Task<Response<BlobContainerClient>> CreateBlobContainerAsync(
        string blobContainerName, PublicAccessType publicAccessType = PublicAccessType.None, IDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        var container = GetBlobContainerClient(blobContainerName);
        var response = await container.CreateAsync(publicAccessType, metadata, encryptionScopeOptions: null, cancellationToken).ConfigureAwait(false);
        return Response.FromValue(container, response.GetRawResponse());
    }

    public virtual Task<Response> DeleteBlobContainerAsync(
        string blobContainerName, BlobRequestConditions? conditions = null, CancellationToken cancellationToken = default) =>
        GetBlobContainerClient(blobContainerName).DeleteAsync(conditions, cancellationToken);
}
