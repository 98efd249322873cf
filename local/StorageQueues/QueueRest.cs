using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Storage.Queues;

/// <summary>Sends one request to the queue service and turns what is not expected into an exception.</summary>
internal sealed class QueueRest(HttpPipeline pipeline)
{
    private const string MetadataPrefix = "x-ms-meta-";

    public HttpMessage Request(RequestMethod method, Uri uri, string? path = null)
    {
        var message = pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(uri);
        if (path is not null)
            message.Request.Uri.AppendPath(path, escape: false);
        message.Request.Headers.SetValue("Accept", "application/xml");
        return message;
    }

    /// <summary>Returns when the status is one of the expected, otherwise throws <see cref="RequestFailedException"/>.</summary>
    public async Task<Response> SendAsync(HttpMessage message, CancellationToken cancel, params int[] expected)
    {
        await pipeline.SendAsync(message, cancel).ConfigureAwait(false);
        var response = message.Response;
        return expected.Contains(response.Status) ? response : throw StorageErrors.From(response);
    }

    public static void AddQuery(HttpMessage message, string name, TimeSpan? seconds)
    {
        if (seconds is { } value)
            message.Request.Uri.AppendQuery(name, ((long)value.TotalSeconds).ToString(CultureInfo.InvariantCulture));
    }

    public static void AddMetadata(HttpMessage message, IDictionary<string, string>? metadata)
    {
        foreach (var (name, value) in metadata ?? new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase))
            message.Request.Headers.SetValue(MetadataPrefix + name, value);
    }

    public static Dictionary<string, string> Metadata(Response response)
    {
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in response.Headers)
        {
            if (header.Name.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase))
                metadata[header.Name[MetadataPrefix.Length..]] = header.Value;
        }

        return metadata;
    }

    public static string Header(Response response, string name) =>
        response.Headers.TryGetValue(name, out var value) && value is not null
            ? value
            : throw new InvalidDataException($"the queue service answered {response.Status} without the header {name}");
}
