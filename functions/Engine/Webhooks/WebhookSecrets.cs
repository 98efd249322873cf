using System.Buffers.Text;
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
    internal async Task<string> OfAsync(string tenant, string agent, Webhook webhook, CancellationToken cancel) => "whsec_" + Base64Url.EncodeToString(
        await key.MacAsync(string.Create(CultureInfo.InvariantCulture, $"webhook/{tenant}/{agent}/{webhook.Id}/{webhook.Version}"), cancel));
}
