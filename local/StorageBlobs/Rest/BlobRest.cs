using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs.Models;

namespace Azure.Storage.Blobs;

/// <summary>Sends one request to the blob service and turns what is not expected into an exception.</summary>
internal sealed class BlobRest(HttpPipeline pipeline)
{
    public HttpMessage Request(RequestMethod method, Uri uri, string? comp = null, string? restype = null)
    {
        var message = pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(uri);
        message.Request.Headers.SetValue("Accept", "application/xml");
        if (restype is not null)
            message.Request.Uri.AppendQuery("restype", restype);
        if (comp is not null)
            message.Request.Uri.AppendQuery("comp", comp);
        return message;
    }

    /// <summary>Returns when the status is one of the expected, otherwise throws <see cref="RequestFailedException"/>.</summary>
    public async Task<Response> SendAsync(HttpMessage message, CancellationToken cancel, params int[] expected)
    {
        await pipeline.SendAsync(message, cancel).ConfigureAwait(false);
        return expected.Contains(message.Response.Status) ? message.Response : throw await ErrorAsync(message, cancel).ConfigureAwait(false);
    }

    /// <summary>False when the answer is 404 for one of these reasons; every other 404 is an error.</summary>
    public async Task<Response<bool>> FindAsync(HttpMessage message, CancellationToken cancel, int found, params BlobErrorCode[] missing)
    {
        var response = await SendAsync(message, cancel, found, 404, 409).ConfigureAwait(false);
        if (response.Status == found)
            return Response.FromValue(true, response);
        var code = StorageErrors.CodeOf(response);
        return missing.Any(m => m == code) ? Response.FromValue(false, response) : throw StorageErrors.From(response);
    }

    public static void AddMetadata(HttpMessage message, IDictionary<string, string>? metadata)
    {
        if (metadata is null)
            return;
        foreach (var (name, value) in metadata)
            message.Request.Headers.SetValue(ResponseReading.MetadataPrefix + name, value);
    }

    public static void AddHeaders(HttpMessage message, BlobHttpHeaders? headers)
    {
        if (headers is null)
            return;
        Add(message, "x-ms-blob-content-type", headers.ContentType);
        Add(message, "x-ms-blob-content-encoding", headers.ContentEncoding);
        Add(message, "x-ms-blob-content-language", headers.ContentLanguage);
        Add(message, "x-ms-blob-content-disposition", headers.ContentDisposition);
        Add(message, "x-ms-blob-cache-control", headers.CacheControl);
        Add(message, "x-ms-blob-content-md5", headers.ContentHash is { } hash ? Convert.ToBase64String(hash) : null);
    }

    public static void AddConditions(HttpMessage message, RequestConditions? conditions)
    {
        if (conditions is null)
            return;
        Add(message, "If-Match", conditions.IfMatch?.ToString("H"));
        Add(message, "If-None-Match", conditions.IfNoneMatch?.ToString("H"));
        Add(message, "If-Modified-Since", conditions.IfModifiedSince?.ToString("R", CultureInfo.InvariantCulture));
        Add(message, "If-Unmodified-Since", conditions.IfUnmodifiedSince?.ToString("R", CultureInfo.InvariantCulture));
        Add(message, "x-ms-if-tags", (conditions as BlobLeaseRequestConditions)?.TagConditions);
        Add(message, "x-ms-lease-id", (conditions as BlobRequestConditions)?.LeaseId);
    }

    public static void Add(HttpMessage message, string name, string? value)
    {
        if (value is not null)
            message.Request.Headers.SetValue(name, value);
    }

    // An answer that is streamed is not in memory yet, and its error text is in the stream.
    private static async Task<RequestFailedException> ErrorAsync(HttpMessage message, CancellationToken cancel)
    {
        var response = message.Response;
        if (response.ContentStream is { CanSeek: false } unread)
        {
            var buffered = new MemoryStream();
            await unread.CopyToAsync(buffered, cancel).ConfigureAwait(false);
            await unread.DisposeAsync().ConfigureAwait(false);
            buffered.Position = 0;
            response.ContentStream = buffered;
        }

        return StorageErrors.From(response);
    }
}
