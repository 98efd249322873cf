using System.ComponentModel.DataAnnotations;
using AgentSched.Base;
using AgentSched.Model.Access;

namespace AgentSched.Api.Door;

/// <summary>Mapping of callers that the platform authenticated (App Service authentication); bound from the section <c>AgentSched</c>.</summary>
public sealed class AccessOptions
{
    /// <summary>Claim that names the caller. Use one that users cannot set themselves.</summary>
    /// <value>A claim type. Default <c>preferred_username</c>, the sign-in name in Entra ID. A caller without it is named by its object id.</value>
    [Required]
    public string PrincipalNameClaim { get; set; } = "preferred_username";

    /// <summary>App role of admins.</summary>
    /// <value>Default <c>AgentSched.Admin</c>.</value>
    [Required]
    public string PrincipalAdminRole { get; set; } = "AgentSched.Admin";

    /// <summary>Tenant of these callers.</summary>
    /// <value>1–32 characters of a–z, 0–9 and hyphens. Default <c>main</c>.</value>
    [RegularExpression(TenantName.Pattern)]
    public string PrincipalTenant { get; set; } = AgentSchedOptions.DefaultTenant;
}
