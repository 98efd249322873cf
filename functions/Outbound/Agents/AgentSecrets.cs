using System.Text.RegularExpressions;
using AgentSched.Base;
using AgentSched.Model.Agents;
using AgentSched.Outbound.Answers;
using Microsoft.Extensions.Configuration;
using System.Text;

namespace AgentSched.Outbound.Agents;

/// <summary>
/// Secrets that are sent to agents. A secret belongs to a tenant and is sent only to the hosts that the deployment names for it:
/// <c>AgentSecrets:{tenant}:{name}</c> is the value, <c>AgentSecretHosts:{tenant}:{name}</c> the hosts. Without a tenant, both settings belong to the
/// tenant <see cref="AgentSchedOptions.DefaultTenant"/>.
/// </summary>
public sealed partial class AgentSecrets(IConfiguration configuration)
{
    private const string Values = "AgentSecrets", Hosts = "AgentSecretHosts";
    private const int ShortestMasked = 8;
    private static readonly char[] Separators = [',', ' ', ';'];

    /// <summary>Format of the names of secrets; a name cannot reach another tenant's settings.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameShape();

    /// <summary>Why an agent cannot be saved with its secret, in words that tell neither a value nor whether another tenant has a secret of that name. Null: it can.</summary>
    internal string? Objection(Agent agent) => agent.Secret is not { } name ? null
        : ValueOf(agent.Tenant, name) is null ? "is not the name of a secret of this tenant: a secret is named here, and its value is a setting of the deployment"
        : IsBoundTo(agent.Tenant, name, agent.Url) ? null
        : $"may not be sent to {HostOf(agent.Url)}; the deployment names the hosts of each secret";

    /// <summary>The value to send with a request. The second result says why none may be sent; null: it may, or the agent has no secret.</summary>
    internal (string? Value, string? Refusal) Find(Agent agent, Uri target) => agent.Secret is not { } name ? (null, null)
        : ValueOf(agent.Tenant, name) is not { } value ? (null, $"the setting {SettingOf(Values, agent.Tenant, name)}, which holds the agent's secret, is missing")
        : !IsBoundTo(agent.Tenant, name, target) ? (null, $"the agent's secret may not be sent to {HostOf(target)}: the setting {SettingOf(Hosts, agent.Tenant, name)} does not name this host")
        : (value, null);

    /// <summary>An answer of an agent without the agent's secret, see <see cref="Mask(string?, Stream)"/>.</summary>
    internal Stream Mask(Agent agent, Stream answer) => Mask(Find(agent, agent.Url).Value, answer);

    /// <summary>An answer in which a secret is replaced by asterisks, also as JSON writes it. A secret of less than 8 characters is not: it could be part of any text.</summary>
    internal static Stream Mask(string? secret, Stream answer) => secret is not { Length: >= ShortestMasked } ? answer
        : new MaskedStream(answer, Encoding.UTF8.GetBytes(secret));

    /// <summary>The same for a short text, such as a header.</summary>
    internal static string Mask(string? secret, string text)
    {
        if (secret is not { Length: >= ShortestMasked })
        {
            return text;
        }

        using var masked = new StreamReader(Mask(secret, new MemoryStream(Encoding.UTF8.GetBytes(text))), Encoding.UTF8);
        return masked.ReadToEnd();
    }

    private string? ValueOf(string tenant, string name) => Read(Values, tenant, name);

    /// <summary>Whether one of the secret's hosts is that of an address. A host with a port stands for that port alone.</summary>
    private bool IsBoundTo(string tenant, string name, Uri url) =>
        (Read(Hosts, tenant, name) ?? string.Empty).Split(Separators, StringSplitOptions.RemoveEmptyEntries).Any(host => IsHostOf(host, url));

    private static bool IsHostOf(string host, Uri url)
    {
        var hasPort = host.LastIndexOf(':') > host.LastIndexOf(']');
        return Uri.TryCreate($"{url.Scheme}://{host}/", UriKind.Absolute, out var bound) && bound.UserInfo.Length == 0
            && string.Equals(bound.IdnHost, url.IdnHost, StringComparison.OrdinalIgnoreCase) && (!hasPort || bound.Port == url.Port);
    }

    private string? Read(string section, string tenant, string name) =>
        !NameShape().IsMatch(name) ? null
        : configuration[$"{section}:{tenant}:{name}"]?.Trim() is { Length: > 0 } own ? own
        : tenant == AgentSchedOptions.DefaultTenant && configuration[$"{section}:{name}"]?.Trim() is { Length: > 0 } old ? old
        : null;

    /// <summary>The setting as an operator looks for it: in the short form for the deployment's own tenant.</summary>
    private static string SettingOf(string section, string tenant, string name) =>
        tenant == AgentSchedOptions.DefaultTenant ? $"{section}:{name}" : $"{section}:{tenant}:{name}";

    private static string HostOf(Uri url) => url.IsDefaultPort ? url.Host : $"{url.Host}:{url.Port}";
}
