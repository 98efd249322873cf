using System.Globalization;
using AgentSched.Model.Webhooks;
using AgentSched.Storage.Secrets;

namespace AgentSched.Engine.Webhooks;

/// <summary>
/// Derives the secrets that sign events, each from the app's key, the webhook and the version number of its secret. Secrets are not
/// stored; another number yields another secret.
/// </summary>
public sealed class WebhookSecrets(TokenKey key)
{
    /// <summary>The current secret: <c>whsec_</c> and 32 bytes in Base64.</summary>
    internal Task<string> OfAsync(string tenant, string agent, Webhook webhook, CancellationToken cancel) => OfAsync(tenant, agent, webhook, webhook.Version, cancel);

    /// <summary>The secrets that sign an event: the current one first, and for a day after a rotation the one before.</summary>
    internal Task<string[]> SigningAsync(string tenant, string agent, Webhook webhook, DateTimeOffset now, CancellationToken cancel) =>
        Task.WhenAll(webhook.SigningVersions(now).Select(version => OfAsync(tenant, agent, webhook, version, cancel)));

    private async Task<string> OfAsync(string tenant, string agent, Webhook webhook, int version, CancellationToken cancel) => Webhook.SecretPrefix + Convert.ToBase64String(
        await key.MacAsync(string.Create(CultureInfo.InvariantCulture, $"webhook/{tenant}/{agent}/{webhook.Id}/{version}"), cancel));
}
