using AgentSched.Base;
using AgentSched.Model.Access;
using AgentSched.Outbound.Guard;
using AgentSched.Time.Specs;

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

        if (options.TimeZoneFolder is { Length: > 0 } folder && !ZoneData.IsFolder(folder))
        {
            yield return $"AgentSched:TimeZoneFolder is \"{folder}\", which is not a folder of compiled time zone data: it must contain files such as Etc/UTC and Europe/Berlin";
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
