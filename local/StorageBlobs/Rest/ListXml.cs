using System.Globalization;
using System.Xml.Linq;
using Azure.Storage.Blobs.Models;

namespace Azure.Storage.Blobs;

/// <summary>Reads the service's listings.</summary>
internal static class ListXml
{
    public static BlockList ReadBlocks(Response response)
    {
        var root = XDocument.Load(response.ContentStream!).Root!;
        return new BlockList
        {
            ETag = response.ETag(),
            LastModified = response.Time("Last-Modified"),
            BlobContentLength = long.Parse(response.Header("x-ms-blob-content-length") ?? "0", CultureInfo.InvariantCulture),
            CommittedBlocks = Blocks(root, "CommittedBlocks"),
            UncommittedBlocks = Blocks(root, "UncommittedBlocks"),
        };
    }

    public static (BlobItem[] Blobs, string? Next) ReadBlobs(Response response)
    {
        var root = XDocument.Load(response.ContentStream!, LoadOptions.PreserveWhitespace).Root!;
        var next = root.Element("NextMarker")?.Value;
        return ([.. root.Elements("Blobs").Elements("Blob").Select(Blob)], string.IsNullOrEmpty(next) ? null : next);
    }

    private static BlobBlock[] Blocks(XElement root, string kind) =>
        [.. root.Elements(kind).Elements("Block").Select(b => new BlobBlock(b.Element("Name")!.Value, long.Parse(b.Element("Size")!.Value, CultureInfo.InvariantCulture)))];

    private static BlobItem Blob(XElement blob) => new(Name(blob.Element("Name")!), Properties(blob.Element("Properties")!))
    {
        Metadata = blob.Elements("Metadata").Elements().ToDictionary(m => m.Name.LocalName, m => m.Value, StringComparer.OrdinalIgnoreCase),
        Deleted = string.Equals(blob.Element("Deleted")?.Value, "true", StringComparison.OrdinalIgnoreCase),
        Snapshot = blob.Element("Snapshot")?.Value,
        VersionId = blob.Element("VersionId")?.Value,
    };

    // A name with characters that XML cannot carry comes percent-encoded and marked.
    private static string Name(XElement name) =>
        string.Equals((string?)name.Attribute("Encoded"), "true", StringComparison.Ordinal) ? Uri.UnescapeDataString(name.Value) : name.Value;

    private static BlobItemProperties Properties(XElement properties)
    {
        string? Text(string name) => properties.Element(name)?.Value is { Length: > 0 } text ? text : null;
        T? Of<T>(string name)
            where T : struct, Enum => Text(name) is { } text ? ResponseReading.ParseEnum<T>(text) : null;
        return new BlobItemProperties
        {
            BlobType = Text("BlobType") is { } type ? ResponseReading.ParseType(type) : null,
            ContentLength = Text("Content-Length") is { } length ? long.Parse(length, CultureInfo.InvariantCulture) : null,
            ContentType = Text("Content-Type"),
            ContentEncoding = Text("Content-Encoding"),
            ContentHash = ResponseReading.ParseHash(Text("Content-MD5")),
            // The listing has it bare, headers have it in quotes; both mean the same tag.
            ETag = Text("Etag") is { } tag ? new ETag(tag.Trim('"')) : null,
            CreatedOn = ResponseReading.ParseTime(Text("Creation-Time")),
            LastModified = ResponseReading.ParseTime(Text("Last-Modified")),
            LeaseDuration = Of<LeaseDurationType>("LeaseDuration"),
            LeaseState = Of<LeaseState>("LeaseState"),
            LeaseStatus = Of<LeaseStatus>("LeaseStatus"),
        };
    }
}
