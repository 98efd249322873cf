using System.Globalization;
using System.Xml.Linq;
using Azure.Core;
using Azure.Storage.Queues.Models;

namespace Azure.Storage.Queues;

/// <summary>The account's queues page by page; an empty page with a marker is followed like any other.</summary>
internal sealed class QueuePages(QueueRest rest, Uri service, QueueTraits traits, string? prefix, CancellationToken cancel) : AsyncPageable<QueueItem>(cancel)
{
    public override async IAsyncEnumerable<Page<QueueItem>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
    {
        for (var marker = continuationToken; ;)
        {
            var response = await ReadAsync(marker, pageSizeHint).ConfigureAwait(false);
            var root = XDocument.Load(response.ContentStream!).Root!;
            var queues = root.Elements("Queues").Elements("Queue").Select(Item).ToArray();
            marker = root.Element("NextMarker")?.Value;
            yield return Page<QueueItem>.FromValues(queues, string.IsNullOrEmpty(marker) ? null : marker, response);
            if (string.IsNullOrEmpty(marker))
                yield break;
        }
    }

    private static QueueItem Item(XElement queue) => new(
        queue.Element("Name")!.Value,
        queue.Elements("Metadata").Elements().ToDictionary(m => m.Name.LocalName, m => m.Value, StringComparer.OrdinalIgnoreCase));

    private async Task<Response> ReadAsync(string? marker, int? size)
    {
        using var message = rest.Request(RequestMethod.Get, service);
        var uri = message.Request.Uri;
        uri.AppendQuery("comp", "list");
        if (prefix is { Length: > 0 })
            uri.AppendQuery("prefix", prefix, escapeValue: true);
        if (marker is { Length: > 0 })
            uri.AppendQuery("marker", marker, escapeValue: true);
        if (size is { } count)
            uri.AppendQuery("maxresults", count.ToString(CultureInfo.InvariantCulture));
        if (traits.HasFlag(QueueTraits.Metadata))
            uri.AppendQuery("include", "metadata");
        return await rest.SendAsync(message, CancellationToken, 200).ConfigureAwait(false);
    }
}
