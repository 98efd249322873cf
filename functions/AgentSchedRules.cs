using AgentSched.Access;
using AgentSched.Agents;
using Microsoft.Extensions.Options;

namespace AgentSched;

/// <summary>What an attribute cannot say about the app's settings.</summary>
internal static class AgentSchedRules
{
    public static void Add(OptionsBuilder<AgentSchedOptions> options) => options
        .Validate(
            o => string.IsNullOrEmpty(o.AdminKey) || ApiKey.TryParse(o.AdminKey, out _),
            "AgentSched:AdminKey is not a key: it must look like ask_<id>_<secret>, with an id of 4–32 of a–z 0–9 and a secret of at least 32 of A–Z a–z 0–9")
        .Validate(
            o => o.PublicUrl is null || (o.PublicUrl.IsAbsoluteUri && o.PublicUrl.Scheme is "http" or "https"),
            "AgentSched:PublicUrl must be an absolute http or https address")
        .Validate(
            o => AllowedNetworksAreReadable(o.AllowedAgentNetworks),
            "AgentSched:AllowedAgentNetworks must be loopback, private, link-local or CIDR ranges, separated by commas");

    private static bool AllowedNetworksAreReadable(string setting)
    {
        try
        {
            NetworkGuard.Parse(setting);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
