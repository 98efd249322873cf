using Azure.Core;
using Azure.Storage.Blobs.Models;

namespace Azure.Storage.Blobs.Specialized;

/// <summary>One blob of any type, over Azure Storage's REST protocol. Thread-safe; a client is cheap and may live as long as the process.</summary>
public partial class BlobBaseClient
{
    /// <summary>For substitutes in tests.</summary>
    protected BlobBaseClient()
    {
        Address = null!;
        Origin = null!;
    }

    public BlobBaseClient(string connectionString, string blobContainerName, string blobName)
        : this(connectionString, blobContainerName, blobName, null!)
    {
    }

    public BlobBaseClient(string connectionString, string blobContainerName, string blobName, BlobClientOptions options)
    {
        var connection = StorageConnection.Parse(connectionString);
        Address = BlobAddress.OfService(connection).InContainer(blobContainerName).InBlob(blobName);
        Origin = BlobOrigin.Of(connection.Authentication(StorageService.Blob), options);
    }

    /// <summary>The address may carry a shared access signature.</summary>
    public BlobBaseClient(Uri blobUri, BlobClientOptions? options = null)
        : this(BlobAddress.Parse(blobUri), BlobOrigin.Of(authentication: null, options))
    {
    }

    public BlobBaseClient(Uri blobUri, StorageSharedKeyCredential credential, BlobClientOptions? options = null)
        : this(BlobAddress.Parse(blobUri), BlobOrigin.Of(StoragePipeline.Authentication(credential, StorageService.Blob), options))
    {
    }

    public BlobBaseClient(Uri blobUri, AzureSasCredential credential, BlobClientOptions? options = null)
        : this(BlobAddress.Parse(blobUri), BlobOrigin.Of(StoragePipeline.Authentication(credential), options))
    {
    }

    public BlobBaseClient(Uri blobUri, TokenCredential credential, BlobClientOptions? options = null)
        : this(BlobAddress.Parse(blobUri), BlobOrigin.Of(blobUri, credential, options))
    {
    }

    internal BlobBaseClient(BlobAddress address, BlobOrigin origin)
    {
        Address = address;
        Origin = origin;
    }

    public virtual Uri Uri => Address.Uri;

    public virtual string AccountName => Address.Account;

    public virtual string BlobContainerName => Address.Container;

    public virtual string Name => Address.Blob;

    internal BlobAddress Address { get; }

    internal BlobOrigin Origin { get; }

    internal BlobRest Rest => Origin.Rest;

    internal BlockWriter Writer => new(Rest, Uri);

    public virtual async Task<Response<bool>> ExistsAsync(CancellationToken cancellationToken = default)
    {
        using var message = Rest.Request(RequestMethod.Head, Uri);
        return await Rest.FindAsync(message, cancellationToken, 200, BlobErrorCode.BlobNotFound, BlobErrorCode.ContainerNotFound).ConfigureAwait(false);
    }

    public virtual async Task<Response<BlobProperties>> GetPropertiesAsync(BlobRequestConditions? conditions = null, CancellationToken cancellationToken = default)
    {
        using var message = Rest.Request(RequestMethod.Head, Uri);
        BlobRest.AddConditions(message, conditions);
        var response = await Rest.SendAsync(message, cancellationToken, 200).ConfigureAwait(false);
        return Response.FromValue(response.Properties(), response);
    }

    /// <summary>Replaces all of the headers: what is null becomes empty.</summary>
    public virtual async Task<Response<BlobInfo>> SetHttpHeadersAsync(
        BlobHttpHeaders? httpHeaders = null, BlobRequestConditions? conditions = null, CancellationToken cancellationToken = default)
    {
        using var message = Rest.Request(RequestMethod.Put, Uri, "properties");
        BlobRest.AddHeaders(message, httpHeaders);
        BlobRest.AddConditions(message, conditions);
        var response = await Rest.SendAsync(message, cancellationToken, 200).ConfigureAwait(false);
        return Response.FromValue(response.Info(), response);
    }

    /// <summary>Replaces all of the metadata.</summary>
    public virtual async Task<Response<BlobInfo>> SetMetadataAsync(
        IDictionary<string, string> metadata, BlobRequestConditions? conditions = null, CancellationToken cancellationToken = default)
    {
        using var message = Rest.Request(RequestMethod.Put, Uri, "metadata");
        BlobRest.AddMetadata(message, metadata);
        BlobRest.AddConditions(message, conditions);
        var response = await Rest.SendAsync(message, cancellationToken, 200).ConfigureAwait(false);
        return Response.FromValue(response.Info(), response);
    }

    public virtual async Task<Response> DeleteAsync(
        DeleteSnapshotsOption snapshotsOption = DeleteSnapshotsOption.None, BlobRequestConditions? conditions = null, CancellationToken cancellationToken = default)
    {
        using var message = DeleteRequest(snapshotsOption, conditions);
        return await Rest.SendAsync(message, cancellationToken, 202).ConfigureAwait(false);
    }

    public virtual async Task<Response<bool>> DeleteIfExistsAsync(
        DeleteSnapshotsOption snapshotsOption = DeleteSnapshotsOption.None, BlobRequestConditions? conditions = null, CancellationToken cancellationToken = default)
    {
        using var message = DeleteRequest(snapshotsOption, conditions);
        return await Rest.FindAsync(message, cancellationToken, 202, BlobErrorCode.BlobNotFound, BlobErrorCode.ContainerNotFound).ConfigureAwait(false);
    }

    private HttpMessage DeleteRequest(DeleteSnapshotsOption snapshots, BlobRequestConditions? conditions)
    {
        var message = Rest.Request(RequestMethod.Delete, Uri);
        BlobRest.Add(message, "x-ms-delete-snapshots", snapshots switch
        {
            DeleteSnapshotsOption.IncludeSnapshots => "include",
            DeleteSnapshotsOption.OnlySnapshots => "only",
            _ => null,
        });
        BlobRest.AddConditions(message, conditions);
        return message;
    }
}
