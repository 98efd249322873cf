using System.Globalization;
using Azure.Core;
using Azure.Storage.Queues.Models;

namespace Azure.Storage.Queues;

/// <summary>The queue itself: create, ask, delete.</summary>
public partial class QueueClient
{
    /// <summary>Also succeeds when the queue exists with the same metadata; throws 409 QueueAlreadyExists when its metadata differs.</summary>
    public virtual async Task<Response> CreateAsync(IDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        using var message = _rest.Request(RequestMethod.Put, _uri);
        QueueRest.AddMetadata(message, metadata);
        return await _rest.SendAsync(message, cancellationToken, 201, 204).ConfigureAwait(false);
    }

    /// <returns>The response when this call created the queue, null when it existed.</returns>
    public virtual async Task<Response?> CreateIfNotExistsAsync(IDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        try
        {
            var response = await CreateAsync(metadata, cancellationToken).ConfigureAwait(false);
            return response.Status == 204 ? null : response;
        }
        catch (RequestFailedException e) when (QueueErrorCode.QueueAlreadyExists == e.ErrorCode)
        {
            return null;
        }
    }

    public virtual async Task<Response<bool>> ExistsAsync(CancellationToken cancellationToken = default)
    {
        using var message = MetadataRequest();
        var response = await _rest.SendAsync(message, cancellationToken, 200, 404).ConfigureAwait(false);
        if (response.Status == 404 && QueueErrorCode.QueueNotFound != StorageErrors.CodeOf(response))
            throw StorageErrors.From(response);
        return Response.FromValue(response.Status == 200, response);
    }

    public virtual async Task<Response> DeleteAsync(CancellationToken cancellationToken = default)
    {
        using var message = _rest.Request(RequestMethod.Delete, _uri);
        return await _rest.SendAsync(message, cancellationToken, 204).ConfigureAwait(false);
    }

    public virtual async Task<Response<bool>> DeleteIfExistsAsync(CancellationToken cancellationToken = default)
    {
        using var message = _rest.Request(RequestMethod.Delete, _uri);
        var response = await _rest.SendAsync(message, cancellationToken, 204, 404).ConfigureAwait(false);
        if (response.Status == 404 && QueueErrorCode.QueueNotFound != StorageErrors.CodeOf(response))
            throw StorageErrors.From(response);
        return Response.FromValue(response.Status == 204, response);
    }

    public virtual async Task<Response<QueueProperties>> GetPropertiesAsync(CancellationToken cancellationToken = default)
    {
        using var message = MetadataRequest();
        var response = await _rest.SendAsync(message, cancellationToken, 200).ConfigureAwait(false);
        var count = long.Parse(QueueRest.Header(response, "x-ms-approximate-messages-count"), CultureInfo.InvariantCulture);
        return Response.FromValue(QueuesModelFactory.QueueProperties(QueueRest.Metadata(response), count), response);
    }

    public virtual async Task<Response> SetMetadataAsync(IDictionary<string, string> metadata, CancellationToken cancellationToken = default)
    {
        using var message = MetadataRequest();
        message.Request.Method = RequestMethod.Put;
        QueueRest.AddMetadata(message, metadata);
        return await _rest.SendAsync(message, cancellationToken, 204).ConfigureAwait(false);
    }

    private HttpMessage MetadataRequest()
    {
        var message = _rest.Request(RequestMethod.Get, _uri);
        message.Request.Uri.AppendQuery("comp", "metadata");
        return message;
    }
}
