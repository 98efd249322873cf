using System.Buffers.Binary;
using System.Text;
using System.Xml;
using Azure.Core;
using Azure.Storage.Blobs.Models;

namespace Azure.Storage.Blobs;

/// <summary>Puts content into one block blob: whole, or staged block by block and committed.</summary>
internal sealed class BlockWriter(BlobRest rest, Uri blob)
{
    public async Task<Response<BlobContentInfo>> PutAsync(
        ReadOnlyMemory<byte> content, BlobHttpHeaders? headers, IDictionary<string, string>? metadata, BlobRequestConditions? conditions, CancellationToken cancel)
    {
        using var message = rest.Request(RequestMethod.Put, blob);
        message.Request.Headers.SetValue("x-ms-blob-type", "BlockBlob");
        message.Request.Headers.SetValue("Content-MD5", ContentMd5.Text(content.Span));
        Describe(message, headers, metadata, conditions);
        message.Request.Content = RequestContent.Create(content);
        var response = await rest.SendAsync(message, cancel, 201, 409, 412).ConfigureAwait(false);
        if (response.Status == 201)
            return Response.FromValue(response.ContentInfo(), response);
        if (WriteProof.IsInDoubt(message, conditions) && await HeadAsync(cancel).ConfigureAwait(false) is { } now
            && WriteProof.IsOurs(message, now.Properties(), content.Span, headers, metadata))
            return Response.FromValue(now.ContentInfo(), now);
        throw StorageErrors.From(response);
    }

    public async Task<Response<BlockInfo>> StageAsync(string blockId, ReadOnlyMemory<byte> content, BlobRequestConditions? conditions, CancellationToken cancel)
    {
        using var message = rest.Request(RequestMethod.Put, blob, "block");
        message.Request.Uri.AppendQuery("blockid", blockId, escapeValue: true);
        message.Request.Headers.SetValue("Content-MD5", ContentMd5.Text(content.Span));
        BlobRest.AddConditions(message, conditions);
        message.Request.Content = RequestContent.Create(content);
        var response = await rest.SendAsync(message, cancel, 201).ConfigureAwait(false);
        return Response.FromValue(new BlockInfo { ContentHash = response.Hash("Content-MD5") }, response);
    }

    /// <param name="blockIds">In the order of the content.</param>
    /// <param name="headers">The blob's headers.</param>
    /// <param name="metadata">The blob's metadata.</param>
    /// <param name="conditions">What must hold.</param>
    /// <param name="idsAreOurs">The ids come from <see cref="BlockId"/>: a blob that consists of them was committed by this writer. Ids that a caller chose may be a rival's, too.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<Response<BlobContentInfo>> CommitAsync(
        IReadOnlyList<string> blockIds, BlobHttpHeaders? headers, IDictionary<string, string>? metadata, BlobRequestConditions? conditions, bool idsAreOurs, CancellationToken cancel)
    {
        using var message = rest.Request(RequestMethod.Put, blob, "blocklist");
        Describe(message, headers, metadata, conditions);
        message.Request.Headers.SetValue("Content-Type", "application/xml");
        message.Request.Content = RequestContent.Create(List(blockIds));
        var response = await rest.SendAsync(message, cancel, 201, 409, 412).ConfigureAwait(false);
        if (response.Status == 201)
            return Response.FromValue(response.ContentInfo(), response);

        if (idsAreOurs && blockIds.Count > 0 && WriteProof.IsInDoubt(message, conditions) && await IsCommittedAsync(blockIds, cancel).ConfigureAwait(false)
            && await HeadAsync(cancel).ConfigureAwait(false) is { } now)
            return Response.FromValue(now.ContentInfo(), now);
        throw StorageErrors.From(response);
    }

    public async Task<Response<BlockList>> ListAsync(BlockListTypes types, BlobRequestConditions? conditions, CancellationToken cancel)
    {
        using var message = rest.Request(RequestMethod.Get, blob, "blocklist");
        message.Request.Uri.AppendQuery("blocklisttype", types switch
        {
            BlockListTypes.Committed => "committed",
            BlockListTypes.Uncommitted => "uncommitted",
            _ => "all",
        });
        BlobRest.AddConditions(message, conditions);
        var response = await rest.SendAsync(message, cancel, 200).ConfigureAwait(false);
        return Response.FromValue(ListXml.ReadBlocks(response), response);
    }

    /// <summary>64 characters, as all ids of a blob must have one length and other writers of block blobs use that one.</summary>
    public static string BlockId(Guid writer, int number)
    {
        Span<byte> id = stackalloc byte[48];
        id.Clear();
        writer.TryWriteBytes(id);
        BinaryPrimitives.WriteInt32BigEndian(id[16..], number);
        return Convert.ToBase64String(id);
    }

    private static void Describe(HttpMessage message, BlobHttpHeaders? headers, IDictionary<string, string>? metadata, BlobRequestConditions? conditions)
    {
        BlobRest.AddHeaders(message, headers);
        BlobRest.AddMetadata(message, metadata);
        BlobRest.AddConditions(message, conditions);
    }

    private static BinaryData List(IReadOnlyList<string> blockIds)
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) }))
        {
            xml.WriteStartElement("BlockList");
            foreach (var id in blockIds)
                xml.WriteElementString("Latest", id);
            xml.WriteEndElement();
        }

        return new BinaryData(stream.ToArray());
    }

    private async Task<bool> IsCommittedAsync(IReadOnlyList<string> blockIds, CancellationToken cancel)
    {
        var list = await ListAsync(BlockListTypes.Committed, conditions: null, cancel).ConfigureAwait(false);
        return list.Value.CommittedBlocks.Select(b => b.Name).SequenceEqual(blockIds, StringComparer.Ordinal);
    }

    private async Task<Response?> HeadAsync(CancellationToken cancel)
    {
        using var message = rest.Request(RequestMethod.Head, blob);
        var response = await rest.SendAsync(message, cancel, 200, 404).ConfigureAwait(false);
        return response.Status == 200 ? response : null;
    }
}
