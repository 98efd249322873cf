using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AgentSched.Model.Webhooks;

namespace AgentSched.Outbound.Webhooks;

/// <summary>Signature by which a webhook's receiver verifies an event, as Standard Webhooks (standardwebhooks.com) defines it.</summary>
internal static class Signature
{
    /// <summary>
    /// For each secret, <c>v1,</c> and the HMAC-SHA256 of <c>{id}.{timestamp}.{body}</c> in Base64, separated by spaces; the key is what the secret's text after its
    /// prefix decodes to. One that matches is enough for the receiver.
    /// </summary>
    public static string Of(IEnumerable<string> secrets, string id, long timestamp, byte[] body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")), .. body];
        return string.Join(' ', secrets.Select(secret => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret[Webhook.SecretPrefix.Length..]), signed))}"));
    }
}
