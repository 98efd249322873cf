using Azure.Storage.Blobs.Models;

namespace Azure.Storage.Blobs;

/// <summary>Content into a blob. Without <c>overwrite: true</c> or options an existing blob is a 409 BlobAlreadyExists.</summary>
public partial class BlobClient
{
    public virtual Task<Response<BlobContentInfo>> UploadAsync(BinaryData content) => UploadAsync(content, overwrite: false, CancellationToken.None);

    public virtual Task<Response<BlobContentInfo>> UploadAsync(BinaryData content, CancellationToken cancellationToken) =>
        UploadAsync(content, overwrite: false, cancellationToken);

    public virtual Task<Response<BlobContentInfo>> UploadAsync(BinaryData content, bool overwrite = false, CancellationToken cancellationToken = default) =>
        UploadAsync(content, Once(overwrite), cancellationToken);

    /// <summary>One request, whatever the size.</summary>
    public virtual async Task<Response<BlobContentInfo>> UploadAsync(BinaryData content, BlobUploadOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        var bytes = content.ToMemory();
        var written = await Writer.PutAsync(bytes, options?.HttpHeaders, options?.Metadata, options?.Conditions, cancellationToken).ConfigureAwait(false);
        options?.ProgressHandler?.Report(bytes.Length);
        return written;
    }

    public virtual Task<Response<BlobContentInfo>> UploadAsync(Stream content) => UploadAsync(content, overwrite: false, CancellationToken.None);

    public virtual Task<Response<BlobContentInfo>> UploadAsync(Stream content, CancellationToken cancellationToken) =>
        UploadAsync(content, overwrite: false, cancellationToken);

    public virtual Task<Response<BlobContentInfo>> UploadAsync(Stream content, bool overwrite = false, CancellationToken cancellationToken = default) =>
        UploadAsync(content, Once(overwrite), cancellationToken);

    /// <summary>From the stream's position to its end: one request up to 4 MiB, else blocks of 4 MiB and a commit. The blob appears only when it is complete.</summary>
    public virtual Task<Response<BlobContentInfo>> UploadAsync(Stream content, BlobUploadOptions options, CancellationToken cancellationToken = default) =>
        StreamUpload.RunAsync(Writer, content, options, cancellationToken);

    private static BlobUploadOptions Once(bool overwrite) =>
        new() { Conditions = overwrite ? null : new BlobRequestConditions { IfNoneMatch = ETag.All } };
}
