using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Azure.Storage;

/// <summary>The key behind a credential. It signs and is never shown: no property, no <c>ToString</c>, no error holds it.</summary>
internal sealed class AccountKey
{
    private volatile byte[] _key;

    public AccountKey(string accountName, string accountKey)
    {
        ArgumentException.ThrowIfNullOrEmpty(accountName);
        AccountName = accountName;
        _key = Decode(accountKey);
    }

    public string AccountName { get; }

    public void Set(string accountKey) => _key = Decode(accountKey);

    /// <summary>HMAC-SHA256 of the text's UTF-8 form, base64.</summary>
    public string Sign(string text)
    {
        var rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            var length = Encoding.UTF8.GetBytes(text, rented);
            Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
            HMACSHA256.HashData(_key, rented.AsSpan(0, length), hash);
            return Convert.ToBase64String(hash);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static byte[] Decode(string accountKey)
    {
        ArgumentException.ThrowIfNullOrEmpty(accountKey);
        var bytes = new byte[accountKey.Length];
        return Convert.TryFromBase64String(accountKey, bytes, out var length)
            ? bytes[..length]
            : throw new FormatException("The account key is not valid base64 (its value is not shown).");
    }
}
