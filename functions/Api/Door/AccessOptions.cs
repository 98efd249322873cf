using System.ComponentModel.DataAnnotations;
using AgentSched.Base;
using AgentSched.Model.Access;

namespace AgentSched.Api.Door;

/// <summary>How callers that the platform has let in (App Service authentication) are read; bound from the section <c>AgentSched</c>.</summary>
public sealed class AccessOptions
{
    /// <summary>The claim that names the caller. Choose one that people cannot choose for themselves.</summary>
    /// <value>A claim's type. Default <c>preferred_username</c>, the sign-in name at Entra ID. A caller without it is named by its object id.</value>
    [Required]
    public string PrincipalNameClaim { get; set; } = "preferred_username";

    /// <summary>The app role that makes an admin.</summary>
    /// <value>Default <c>AgentSched.Admin</c>.</value>
    [Required]
    public string PrincipalAdminRole { get; set; } = "AgentSched.Admin";

    /// <summary>The tenant of these callers.</summary>
    /// <value>1–32 characters of a–z, 0–9 and hyphens. Default <c>main</c>.</value>
    [RegularExpression(TenantName.Pattern)]
    public string PrincipalTenant { get; set; } = AgentSchedOptions.DefaultTenant;
}
