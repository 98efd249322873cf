using System.ComponentModel;
using Azure.Core;
using Azure.Storage.Blobs.Models;

namespace Azure.Storage.Blobs.Specialized;

/// <summary>Content out of a blob: in memory, as it arrives, or range by range.</summary>
public partial class BlobBaseClient
{
    private const int DefaultRead = 4 * 1024 * 1024;

    public virtual Task<Response<BlobDownloadResult>> DownloadContentAsync() => DownloadContentAsync(new BlobDownloadOptions(), CancellationToken.None);

    public virtual Task<Response<BlobDownloadResult>> DownloadContentAsync(CancellationToken cancellationToken) =>
        DownloadContentAsync(new BlobDownloadOptions(), cancellationToken);

    [EditorBrowsable(EditorBrowsableState.Never)]
    public virtual Task<Response<BlobDownloadResult>> DownloadContentAsync(BlobRequestConditions conditions, CancellationToken cancellationToken) =>
        DownloadContentAsync(new BlobDownloadOptions { Conditions = conditions }, cancellationToken);

    /// <summary>The whole blob (or range) in memory.</summary>
    public virtual async Task<Response<BlobDownloadResult>> DownloadContentAsync(BlobDownloadOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var message = GetRequest(options?.Range ?? default, options?.Conditions);
        var response = await Rest.SendAsync(message, cancellationToken, 200, 206).ConfigureAwait(false);
        var content = response.Content;
        options?.ProgressHandler?.Report(content.ToMemory().Length);
        return Response.FromValue(new BlobDownloadResult(content, response.Details()), response);
    }

    /// <summary>The blob (or range) as it arrives. A broken connection is taken up again where it broke, unless the blob changed meanwhile (412).</summary>
    public virtual async Task<Response<BlobDownloadStreamingResult>> DownloadStreamingAsync(
        BlobDownloadOptions? options = null, CancellationToken cancellationToken = default)
    {
        var range = options?.Range ?? default;
        var (response, first) = await OpenAsync(range, options?.Conditions, cancellationToken).ConfigureAwait(false);
        var details = response.Details();
        var unchanged = new BlobRequestConditions { IfMatch = details.ETag, LeaseId = options?.Conditions?.LeaseId };
        var content = new ResumingStream(
            first,
            details.ContentLength,
            Math.Max(Origin.Options.Retry.MaxRetries, 0),
            async (done, cancel) => (await OpenAsync(new HttpRange(range.Offset + done, details.ContentLength - done), unchanged, cancel).ConfigureAwait(false)).Content,
            options?.ProgressHandler);
        return Response.FromValue(new BlobDownloadStreamingResult(content, details), response);
    }

    public virtual Task<Response> DownloadToAsync(Stream destination) => DownloadToAsync(destination, new BlobDownloadToOptions(), CancellationToken.None);

    public virtual Task<Response> DownloadToAsync(Stream destination, CancellationToken cancellationToken) =>
        DownloadToAsync(destination, new BlobDownloadToOptions(), cancellationToken);

    public virtual async Task<Response> DownloadToAsync(Stream destination, BlobDownloadToOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var download = new BlobDownloadOptions { Conditions = options?.Conditions, ProgressHandler = options?.ProgressHandler };
        var response = await DownloadStreamingAsync(download, cancellationToken).ConfigureAwait(false);
        using var result = response.Value;
        await result.Content.CopyToAsync(destination, cancellationToken).ConfigureAwait(false);
        return response.GetRawResponse();
    }

    [EditorBrowsable(EditorBrowsableState.Never)]
    public virtual Task<Stream> OpenReadAsync(
        long position = 0, int? bufferSize = null, BlobRequestConditions? conditions = null, CancellationToken cancellationToken = default) =>
        OpenReadAsync(new BlobOpenReadOptions(allowModifications: false) { Position = position, BufferSize = bufferSize, Conditions = conditions }, cancellationToken);

    /// <summary>A stream that seeks and reads range by range; throws 412 when the blob changes under it, unless the options allow that.</summary>
    public virtual async Task<Stream> OpenReadAsync(BlobOpenReadOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Position);
        var blob = (await GetPropertiesAsync(options.Conditions, cancellationToken).ConfigureAwait(false)).Value;
        var conditions = options.AllowModifications
            ? options.Conditions
            : new BlobRequestConditions { IfMatch = blob.ETag, LeaseId = options.Conditions?.LeaseId };
        return new BlobReadStream(blob.ContentLength, Math.Min(options.Position, blob.ContentLength), Math.Max(options.BufferSize ?? DefaultRead, 1), async (range, cancel) =>
        {
            var part = await DownloadContentAsync(new BlobDownloadOptions { Range = range, Conditions = conditions }, cancel).ConfigureAwait(false);
            return part.Value.Content.ToMemory();
        });
    }

    private async Task<(Response Response, Stream Content)> OpenAsync(HttpRange range, BlobRequestConditions? conditions, CancellationToken cancel)
    {
        using var message = GetRequest(range, conditions);
        message.BufferResponse = false;
        var response = await Rest.SendAsync(message, cancel, 200, 206).ConfigureAwait(false);
        return (response, message.ExtractResponseContent() ?? Stream.Null);
    }

    private HttpMessage GetRequest(HttpRange range, BlobRequestConditions? conditions)
    {
        var message = Rest.Request(RequestMethod.Get, Uri);
        if (range != default)
            message.Request.Headers.SetValue("x-ms-range", range.ToString());
        BlobRest.AddConditions(message, conditions);
        return message;
    }
}
