using System.ComponentModel;
using Azure.Core;
using Azure.Storage.Blobs.Models;

namespace Azure.Storage.Blobs;

/// <summary>The container itself: create, ask, delete.</summary>
public partial class BlobContainerClient
{
    /// <summary>Throws 409 ContainerAlreadyExists, or for about half a minute after a deletion 409 ContainerBeingDeleted.</summary>
    public virtual async Task<Response<BlobContainerInfo>> CreateAsync(
        PublicAccessType publicAccessType = PublicAccessType.None,
        IDictionary<string, string>? metadata = null,
        BlobContainerEncryptionScopeOptions? encryptionScopeOptions = null,
        CancellationToken cancellationToken = default)
    {
        using var message = Rest.Request(RequestMethod.Put, Uri, restype: "container");
        BlobRest.AddMetadata(message, metadata);
        BlobRest.Add(message, "x-ms-blob-public-access", publicAccessType switch
        {
            PublicAccessType.None => null,
            PublicAccessType.Blob => "blob",
            PublicAccessType.BlobContainer => "container",
            _ => throw new ArgumentOutOfRangeException(nameof(publicAccessType), publicAccessType, "public access is None, Blob or BlobContainer"),
        });
        BlobRest.Add(message, "x-ms-default-encryption-scope", encryptionScopeOptions?.DefaultEncryptionScope);
        BlobRest.Add(message, "x-ms-deny-encryption-scope-override", encryptionScopeOptions?.PreventEncryptionScopeOverride is true ? "true" : null);
        var response = await Rest.SendAsync(message, cancellationToken, 201).ConfigureAwait(false);
        return Response.FromValue(new BlobContainerInfo { ETag = response.ETag(), LastModified = response.Time("Last-Modified") }, response);
    }

    [EditorBrowsable(EditorBrowsableState.Never)]
    public virtual Task<Response<BlobContainerInfo>> CreateAsync(
        PublicAccessType publicAccessType, IDictionary<string, string>? metadata, CancellationToken cancellationToken) =>
        CreateAsync(publicAccessType, metadata, encryptionScopeOptions: null, cancellationToken);

    [EditorBrowsable(EditorBrowsableState.Never)]
    public virtual Task<Response<BlobContainerInfo>?> CreateIfNotExistsAsync(
        PublicAccessType publicAccessType, IDictionary<string, string>? metadata, CancellationToken cancellationToken) =>
        CreateIfNotExistsAsync(publicAccessType, metadata, encryptionScopeOptions: null, cancellationToken);

    /// <returns>Null when the container existed.</returns>
    public virtual async Task<Response<BlobContainerInfo>?> CreateIfNotExistsAsync(
        PublicAccessType publicAccessType = PublicAccessType.None,
        IDictionary<string, string>? metadata = null,
        BlobContainerEncryptionScopeOptions? encryptionScopeOptions = null,
        CancellationToken cancellationToken = default)
    {
        try
        {
            return await CreateAsync(publicAccessType, metadata, encryptionScopeOptions, cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException e) when (BlobErrorCode.ContainerAlreadyExists == e.ErrorCode)
        {
            return null;
        }
    }

    public virtual async Task<Response<bool>> ExistsAsync(CancellationToken cancellationToken = default)
    {
        using var message = Rest.Request(RequestMethod.Get, Uri, restype: "container");
        return await Rest.FindAsync(message, cancellationToken, 200, BlobErrorCode.ContainerNotFound).ConfigureAwait(false);
    }

    public virtual async Task<Response> DeleteAsync(BlobRequestConditions? conditions = null, CancellationToken cancellationToken = default)
    {
        using var message = DeleteRequest(conditions);
        return await Rest.SendAsync(message, cancellationToken, 202).ConfigureAwait(false);
    }

    public virtual async Task<Response<bool>> DeleteIfExistsAsync(BlobRequestConditions? conditions = null, CancellationToken cancellationToken = default)
    {
        using var message = DeleteRequest(conditions);
        return await Rest.FindAsync(message, cancellationToken, 202, BlobErrorCode.ContainerNotFound, BlobErrorCode.ContainerBeingDeleted).ConfigureAwait(false);
    }

    private HttpMessage DeleteRequest(BlobRequestConditions? conditions)
    {
        var message = Rest.Request(RequestMethod.Delete, Uri, restype: "container");
        BlobRest.AddConditions(message, conditions);
        return message;
    }
}
