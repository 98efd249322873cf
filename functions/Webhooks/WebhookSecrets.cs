using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AgentSched.Access;

namespace AgentSched.Webhooks;

/// <summary>
/// The secrets that events are signed with. A secret follows from the app's key, the webhook and the number of its secret: it is stored
/// nowhere, and another number makes another secret.
/// </summary>
public sealed class WebhookSecrets(TokenKey key)
{
    internal async Task<string> OfAsync(string tenant, string agent, Webhook webhook, CancellationToken cancel) => "whsec_" + Base64Url.EncodeToString(
        await key.MacAsync(string.Create(CultureInfo.InvariantCulture, $"webhook/{tenant}/{agent}/{webhook.Id}/{webhook.Version}"), cancel));

    /// <summary><c>v1=</c> and the HMAC-SHA256 of <c>{id}.{timestamp}.{body}</c> in hexadecimal; the key is the secret's text, its prefix included.</summary>
    internal static string Sign(string secret, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        mac.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")));
        mac.AppendData(body);
        return $"v1={Convert.ToHexStringLower(mac.GetHashAndReset())}";
    }
}
