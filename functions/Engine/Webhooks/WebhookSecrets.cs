using System.Buffers.Text;
using System.Globalization;
using AgentSched.Model.Webhooks;
using AgentSched.Storage.Secrets;

namespace AgentSched.Engine.Webhooks;

/// <summary>
/// The secrets that events are signed with. A secret follows from the app's key, the webhook and the number of its secret: it is stored
/// nowhere, and another number makes another secret.
/// </summary>
public sealed class WebhookSecrets(TokenKey key)
{
    internal async Task<string> OfAsync(string tenant, string agent, Webhook webhook, CancellationToken cancel) => "whsec_" + Base64Url.EncodeToString(
        await key.MacAsync(string.Create(CultureInfo.InvariantCulture, $"webhook/{tenant}/{agent}/{webhook.Id}/{webhook.Version}"), cancel));
}
