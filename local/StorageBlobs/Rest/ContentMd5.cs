using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Azure.Storage.Blobs;

/// <summary>The checksum that the service checks an upload against and keeps with a blob.</summary>
[SuppressMessage("Security", "CA5351", Justification = "The protocol names MD5, as a checksum against damage on the way.")]
internal static class ContentMd5
{
    public static byte[] Of(ReadOnlySpan<byte> content) => MD5.HashData(content);

    public static string Text(ReadOnlySpan<byte> content) => Convert.ToBase64String(Of(content));
}
