using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AgentSched.Outbound.Webhooks;

/// <summary>Signature by which a webhook's receiver verifies an event.</summary>
internal static class Signature
{
    /// <summary><c>v1=</c> and the HMAC-SHA256 of <c>{id}.{timestamp}.{body}</c> in hexadecimal; the key is the secret's text, its prefix included.</summary>
    public static string Of(string secret, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        mac.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")));
        mac.AppendData(body);
        return $"v1={Convert.ToHexStringLower(mac.GetHashAndReset())}";
    }
}
