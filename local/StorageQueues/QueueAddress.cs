using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Storage.Queues;

/// <summary>Where a queue or a queue service is, and what authorizes requests to it.</summary>
internal sealed record QueueAddress(Uri Uri, string? Account, HttpPipelinePolicy? Authentication)
{
    public static QueueAddress Of(StorageConnection connection) =>
        new(connection.QueueEndpoint, connection.AccountName is { Length: > 0 } name ? name : null, connection.Authentication(StorageService.Queue));

    public static QueueAddress Of(StorageConnection connection, string queueName)
    {
        var service = Of(connection);
        return service with { Uri = Append(service.Uri, queueName) };
    }

    public static QueueAddress Of(Uri uri, HttpPipelinePolicy? authentication)
    {
        ArgumentNullException.ThrowIfNull(uri);
        return new(uri, Account: null, authentication);
    }

    public static QueueAddress OfSecure(Uri uri, TokenCredential credential)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (!string.Equals(uri.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal))
            throw new ArgumentException("a token credential may only be used with https", nameof(uri));
        return new(uri, Account: null, StoragePipeline.Authentication(credential));
    }

    public static Uri Append(Uri service, string queueName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(queueName);
        var builder = new RequestUriBuilder();
        builder.Reset(service);
        builder.AppendPath("/" + Uri.EscapeDataString(queueName), escape: false);
        return builder.ToUri();
    }

    /// <summary>The last segment of a queue's address: behind the host, or behind the account where the host is an IP address or a local name.</summary>
    public static string NameOf(Uri queue) => Uri.UnescapeDataString(queue.Segments[^1].TrimEnd('/'));

    public static string AccountOf(Uri uri) =>
        uri.HostNameType == UriHostNameType.Dns && uri.Host.Contains('.', StringComparison.Ordinal)
            ? uri.Host.Split('.')[0]
            : uri.Segments.ElementAtOrDefault(1)?.TrimEnd('/') ?? "";
}
