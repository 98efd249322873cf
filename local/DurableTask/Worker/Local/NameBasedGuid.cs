using System.Security.Cryptography;
using System.Text;

namespace Microsoft.DurableTask.Worker.Local;

/// <summary>Ids that follow from a name (RFC 9562, version 5), so that a replay draws the same ones.</summary>
internal static class NameBasedGuid
{
    private static readonly Guid Space = new("9e952958-5e33-4daf-827f-2fa12937b875");

    public static Guid Create(string name)
    {
        var text = Encoding.UTF8.GetBytes(name);
        var bytes = new byte[16 + text.Length];
        Space.TryWriteBytes(bytes, bigEndian: true, out _);
        text.CopyTo(bytes, 16);
        var hash = SHA1.HashData(bytes).AsSpan(0, 16);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new(hash, bigEndian: true);
    }
}
