using System.Net;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Storage.Blobs;

/// <summary>Where a service, a container or a blob is; <see cref="Container"/> and <see cref="Blob"/> are empty above their level.</summary>
internal sealed record BlobAddress(Uri Uri, string Account, string Container = "", string Blob = "")
{
    public static BlobAddress OfService(StorageConnection connection)
    {
        var address = Parse(connection.BlobEndpoint);
        return new BlobAddress(address.Uri, connection.AccountName is { Length: > 0 } account ? account : address.Account);
    }

    /// <summary>
    /// <c>https://account.blob…/container/blob</c>, or with the account as the first part of the path where the host is an IP address or a bare
    /// name (Azurite). A shared access signature in the query stays.
    /// </summary>
    public static BlobAddress Parse(Uri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        var pathStyle = IPAddress.TryParse(uri.Host.Trim('[', ']'), out _) || !uri.Host.Contains('.', StringComparison.Ordinal);
        var parts = uri.AbsolutePath.TrimStart('/').Split('/', pathStyle ? 3 : 2);
        var (account, rest) = pathStyle ? (parts[0], parts[1..]) : (uri.Host.Split('.')[0], parts);
        return new BlobAddress(uri, account, Part(rest, 0), Part(rest, 1));
    }

    public BlobAddress InContainer(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return this with { Uri = Append(Uri.EscapeDataString(name)), Container = name };
    }

    public BlobAddress InBlob(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return this with { Uri = Append(string.Join('/', name.Split('/').Select(Uri.EscapeDataString))), Blob = name };
    }

    /// <summary>The address without its last level.</summary>
    public BlobAddress Parent()
    {
        var escaped = Blob.Length > 0 ? string.Join('/', Blob.Split('/').Select(Uri.EscapeDataString)) : Uri.EscapeDataString(Container);
        var path = Uri.AbsolutePath;
        var builder = new UriBuilder(Uri) { Path = path[..^Math.Min(path.Length, escaped.Length + 1)] };
        return Blob.Length > 0 ? this with { Uri = builder.Uri, Blob = "" } : this with { Uri = builder.Uri, Container = "" };
    }

    private static string Part(string[] parts, int index) => Uri.UnescapeDataString(parts.ElementAtOrDefault(index)?.TrimEnd('/') ?? "");

    private Uri Append(string escaped)
    {
        var builder = new RequestUriBuilder();
        builder.Reset(Uri);
        builder.AppendPath("/" + escaped, escape: false);
        return builder.ToUri();
    }
}

/// <summary>What all clients of one origin share.</summary>
internal sealed record BlobOrigin(BlobRest Rest, BlobClientOptions Options)
{
    public static BlobOrigin Of(HttpPipelinePolicy? authentication, BlobClientOptions? options)
    {
        options ??= new BlobClientOptions();
        return new BlobOrigin(new BlobRest(StoragePipeline.Build(options, options.VersionHeader, authentication)), options);
    }

    public static BlobOrigin Of(Uri uri, TokenCredential credential, BlobClientOptions? options) =>
        string.Equals(uri?.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal)
            ? Of(StoragePipeline.Authentication(credential), options)
            : throw new ArgumentException("a token credential may only be used with https", nameof(uri));
}
