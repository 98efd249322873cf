using Azure.Core;
using Azure.Storage.Blobs.Models;

namespace Azure.Storage.Blobs.Specialized;

/// <summary>A blob made of blocks that are staged and then committed as a list.</summary>
public class BlockBlobClient : BlobBaseClient
{
    private const int DefaultBlock = 1024 * 1024;

    /// <summary>For substitutes in tests.</summary>
    protected BlockBlobClient()
    {
    }

    public BlockBlobClient(string connectionString, string containerName, string blobName)
        : base(connectionString, containerName, blobName)
    {
    }

    public BlockBlobClient(string connectionString, string blobContainerName, string blobName, BlobClientOptions options)
        : base(connectionString, blobContainerName, blobName, options)
    {
    }

    public BlockBlobClient(Uri blobUri, BlobClientOptions? options = null)
        : base(blobUri, options)
    {
    }

    public BlockBlobClient(Uri blobUri, StorageSharedKeyCredential credential, BlobClientOptions? options = null)
        : base(blobUri, credential, options)
    {
    }

    public BlockBlobClient(Uri blobUri, TokenCredential credential, BlobClientOptions? options = null)
        : base(blobUri, credential, options)
    {
    }

    internal BlockBlobClient(BlobAddress address, BlobOrigin origin)
        : base(address, origin)
    {
    }

    public virtual int BlockBlobMaxBlocks => 50_000;

    public virtual Task<Response<BlobContentInfo>> UploadAsync(Stream content, BlobUploadOptions options, CancellationToken cancellationToken = default) =>
        StreamUpload.RunAsync(Writer, content, options, cancellationToken);

    /// <summary>Holds the block for a later commit, for a week. All ids of a blob have one length; the same id again replaces the block.</summary>
    public virtual async Task<Response<BlockInfo>> StageBlockAsync(
        string base64BlockId, Stream content, BlockBlobStageBlockOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        var bytes = await BinaryData.FromStreamAsync(content, cancellationToken).ConfigureAwait(false);
        var staged = await Writer.StageAsync(base64BlockId, bytes.ToMemory(), options?.Conditions, cancellationToken).ConfigureAwait(false);
        options?.ProgressHandler?.Report(bytes.ToMemory().Length);
        return staged;
    }

    /// <summary>Makes the blob consist of these blocks, staged or already part of it, in this order.</summary>
    public virtual Task<Response<BlobContentInfo>> CommitBlockListAsync(
        IEnumerable<string> base64BlockIds, CommitBlockListOptions options, CancellationToken cancellationToken = default) =>
        Writer.CommitAsync([.. base64BlockIds], options?.HttpHeaders, options?.Metadata, options?.Conditions, idsAreOurs: false, cancellationToken);

    public virtual Task<Response<BlockList>> GetBlockListAsync(
        BlockListTypes blockListTypes = BlockListTypes.All, string? snapshot = null, BlobRequestConditions? conditions = null, CancellationToken cancellationToken = default) =>
        snapshot is null
            ? Writer.ListAsync(blockListTypes, conditions, cancellationToken)
            : throw new NotSupportedException("BlockBlobClient.GetBlockListAsync with a snapshot: see local/README.md");

    /// <summary>As <see cref="BlobClient.OpenWriteAsync"/>.</summary>
    public virtual async Task<Stream> OpenWriteAsync(bool overwrite, BlockBlobOpenWriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (!overwrite)
            throw new ArgumentException("a block blob can only be overwritten", nameof(overwrite));
        var block = (int)Math.Clamp(options?.BufferSize ?? DefaultBlock, 1, StreamUpload.BlockBytes);
        var empty = await Writer.PutAsync(
            ReadOnlyMemory<byte>.Empty, options?.HttpHeaders, options?.Metadata, options?.OpenConditions, cancellationToken).ConfigureAwait(false);
        var unchanged = new BlobRequestConditions { IfMatch = empty.Value.ETag, LeaseId = options?.OpenConditions?.LeaseId };
        return new BlobWriteStream(Writer, block, options?.HttpHeaders, options?.Metadata, unchanged, options?.ProgressHandler);
    }
}
