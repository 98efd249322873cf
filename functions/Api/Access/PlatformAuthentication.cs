using AgentSched.Base;
using Microsoft.Extensions.Configuration;

namespace AgentSched.Api.Access;

/// <summary>Whether App Service authentication is on.</summary>
internal static class PlatformAuthentication
{
    private const string Switch = "WEBSITE_AUTH_ENABLED"; // set by the platform, "True" or "False"

    /// <summary>Whether callers are owners by a claim that names them (the setting <c>PrincipalNameClaim</c>), so that any name may be one of theirs.</summary>
    public static bool NamesCallers(IConfiguration configuration) => IsOn(configuration) && configuration[$"{AgentSchedOptions.Section}:PrincipalNameClaim"] is { Length: > 0 };

    public static bool IsOn(IConfiguration configuration) => string.Equals(configuration[Switch], "true", StringComparison.OrdinalIgnoreCase);
}
