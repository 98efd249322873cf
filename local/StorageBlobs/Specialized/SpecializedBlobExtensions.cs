namespace Azure.Storage.Blobs.Specialized;

/// <summary>Clients for one type of blob, for leases, and for the level above.</summary>
public static class SpecializedBlobExtensions
{
    public static BlobBaseClient GetBlobBaseClient(this BlobContainerClient client, string blobName) => client.GetBlobBaseClientCore(blobName);

    public static BlockBlobClient GetBlockBlobClient(this BlobContainerClient client, string blobName) => client.GetBlockBlobClientCore(blobName);

    public static BlobLeaseClient GetBlobLeaseClient(this BlobBaseClient client, string? leaseId = null) => new(client, leaseId);

    public static BlobLeaseClient GetBlobLeaseClient(this BlobContainerClient client, string? leaseId = null) => client.GetBlobLeaseClientCore(leaseId!);

    public static BlobContainerClient GetParentBlobContainerClient(this BlobBaseClient client) => new(client.Address.Parent(), client.Origin);

    public static BlobServiceClient GetParentBlobServiceClient(this BlobContainerClient client) => client.GetParentBlobServiceClientCore();
}
