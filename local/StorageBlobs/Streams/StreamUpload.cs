using System.Buffers;
using Azure.Storage.Blobs.Models;

namespace Azure.Storage.Blobs;

/// <summary>A stream of unknown length into a blob, with one block of it in memory.</summary>
internal static class StreamUpload
{
    public const int BlockBytes = 4 * 1024 * 1024;

    public static async Task<Response<BlobContentInfo>> RunAsync(BlockWriter writer, Stream content, BlobUploadOptions? options, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(content);
        var size = content.CanSeek ? (int)Math.Clamp(content.Length - content.Position, 1, BlockBytes) : BlockBytes;
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            // The rented array may be longer: a block is exactly of this size, so that "less than a block" means the end.
            var first = await content.ReadAtLeastAsync(buffer.AsMemory(0, size), size, throwOnEndOfStream: false, cancel).ConfigureAwait(false);
            var isAll = first < size || (content.CanSeek && content.Position >= content.Length);
            var written = isAll
                ? await writer.PutAsync(buffer.AsMemory(0, first), options?.HttpHeaders, options?.Metadata, options?.Conditions, cancel).ConfigureAwait(false)
                : await InBlocksAsync(writer, content, buffer.AsMemory(0, size), options, cancel).ConfigureAwait(false);
            if (isAll)
                options?.ProgressHandler?.Report(first);
            return written;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<Response<BlobContentInfo>> InBlocksAsync(
        BlockWriter writer, Stream content, Memory<byte> buffer, BlobUploadOptions? options, CancellationToken cancel)
    {
        var id = Guid.NewGuid();
        var blocks = new List<string>();
        var lease = options?.Conditions?.LeaseId is { } leaseId ? new BlobRequestConditions { LeaseId = leaseId } : null;
        var total = 0L;
        for (var filled = buffer.Length; filled > 0;)
        {
            var block = BlockWriter.BlockId(id, blocks.Count);
            await writer.StageAsync(block, buffer[..filled], lease, cancel).ConfigureAwait(false);
            blocks.Add(block);
            options?.ProgressHandler?.Report(total += filled);
            filled = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel).ConfigureAwait(false);
        }

        return await writer.CommitAsync(blocks, options?.HttpHeaders, options?.Metadata, options?.Conditions, idsAreOurs: true, cancel).ConfigureAwait(false);
    }
}
