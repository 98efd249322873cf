using AgentSched.Base;
using AgentSched.Model.Access;
using AgentSched.Outbound.Guard;

namespace AgentSched;

/// <summary>Validation rules of the app's settings that attributes cannot express.</summary>
internal static class AgentSchedRules
{
    public static IEnumerable<string> Problems(AgentSchedOptions options)
    {
        if (options.AdminKey is { Length: > 0 } && !ApiKey.TryParse(options.AdminKey, out _))
        {
            yield return "AgentSched:AdminKey is not a key: it must look like ask_<id>_<secret>, with an id of 4–32 characters a–z 0–9 and a secret of at least 32 characters A–Z a–z 0–9";
        }

        if (options.PublicUrl is { } url && !(url.IsAbsoluteUri && url.Scheme is "http" or "https"))
        {
            yield return "AgentSched:PublicUrl must be an absolute http or https address";
        }

        if (!AllowedNetworksAreReadable(options.AllowedAgentNetworks))
        {
            yield return "AgentSched:AllowedAgentNetworks must be loopback, private, link-local or CIDR ranges, separated by commas";
        }
    }

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
