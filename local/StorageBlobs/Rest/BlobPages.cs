using System.Globalization;
using Azure.Core;
using Azure.Storage.Blobs.Models;

namespace Azure.Storage.Blobs;

/// <summary>A container's blobs page by page, in order of name; an empty page with a marker is followed like any other.</summary>
internal sealed class BlobPages(BlobRest rest, Uri container, BlobTraits traits, BlobStates states, string? prefix, CancellationToken cancel)
    : AsyncPageable<BlobItem>(cancel)
{
    private static readonly (BlobTraits Trait, string Word)[] TraitWords =
    [
        (BlobTraits.CopyStatus, "copy"), (BlobTraits.Metadata, "metadata"), (BlobTraits.Tags, "tags"),
        (BlobTraits.ImmutabilityPolicy, "immutabilitypolicy"), (BlobTraits.LegalHold, "legalhold"),
    ];

    private static readonly (BlobStates State, string Word)[] StateWords =
    [
        (BlobStates.Snapshots, "snapshots"), (BlobStates.Uncommitted, "uncommittedblobs"), (BlobStates.Deleted, "deleted"),
        (BlobStates.Version, "versions"), (BlobStates.DeletedWithVersions, "deletedwithversions"),
    ];

    public override async IAsyncEnumerable<Page<BlobItem>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
    {
        for (var marker = continuationToken; ;)
        {
            var response = await ReadAsync(marker, pageSizeHint).ConfigureAwait(false);
            var (blobs, next) = ListXml.ReadBlobs(response);
            yield return Page<BlobItem>.FromValues(blobs, next, response);
            if (next is null)
                yield break;
            marker = next;
        }
    }

    private async Task<Response> ReadAsync(string? marker, int? size)
    {
        using var message = rest.Request(RequestMethod.Get, container, "list", "container");
        var uri = message.Request.Uri;
        if (prefix is { Length: > 0 })
            uri.AppendQuery("prefix", prefix, escapeValue: true);
        if (marker is { Length: > 0 })
            uri.AppendQuery("marker", marker, escapeValue: true);
        if (size is { } count)
            uri.AppendQuery("maxresults", count.ToString(CultureInfo.InvariantCulture));
        var include = TraitWords.Where(w => traits.HasFlag(w.Trait)).Select(w => w.Word)
            .Concat(StateWords.Where(w => states.HasFlag(w.State)).Select(w => w.Word));
        if (string.Join(',', include) is { Length: > 0 } words)
            uri.AppendQuery("include", words, escapeValue: true);
        return await rest.SendAsync(message, CancellationToken, 200).ConfigureAwait(false);
    }
}
