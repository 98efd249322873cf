using System.ComponentModel.DataAnnotations;
using AgentSched.Base;
using AgentSched.Model.Access;

namespace AgentSched.Api.Door;

/// <summary>How callers are admitted: the mapping of those whom the platform authenticated (App Service authentication), and the limit of wrong keys; bound from the section <c>AgentSched</c>.</summary>
public sealed class AccessOptions
{
    /// <summary>Issuers (claim <c>iss</c>) whose tokens are accepted, separated by commas. A caller with a token of another issuer is refused.</summary>
    /// <value>Absolute https addresses, for example <c>https://login.microsoftonline.com/{tenant id}/v2.0</c>; a slash at the end makes no difference. Null or empty (default): none, so that only API keys are accepted.</value>
    public string? PrincipalIssuers { get; set; }

    /// <summary>Claim that names the caller instead of its ids, for deployments that have rows by such names from before.</summary>
    /// <value>
    /// A claim type, such as <c>preferred_username</c>. Null or empty (default): a caller is its tenant id and object id, <c>entra:{tid}:{oid}</c>, which nobody can change or choose. A caller who is named by
    /// a claim is the same owner as an API key of that name; names of the first admin's key and of the app's own entries are refused.
    /// </value>
    public string? PrincipalNameClaim { get; set; }

    /// <summary>App role of admins.</summary>
    /// <value>Default <c>AgentSched.Admin</c>.</value>
    [Required]
    public string PrincipalAdminRole { get; set; } = "AgentSched.Admin";

    /// <summary>Tenant of these callers.</summary>
    /// <value>1–32 characters of a–z, 0–9 and hyphens. Default <c>main</c>.</value>
    [RegularExpression(TenantName.Pattern)]
    public string PrincipalTenant { get; set; } = AgentSchedOptions.DefaultTenant;

    /// <summary>Wrong API keys that one address may send within a minute to one process; further ones of that minute are answered with 429 and are not looked up.</summary>
    /// <value>1–1,000,000, both included. Default 20.</value>
    [Range(1, 1_000_000)]
    public int WrongKeysPerMinute { get; set; } = 20;

    /// <summary>The issuers as a list.</summary>
    internal IEnumerable<string> Issuers() => (PrincipalIssuers ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(issuer => issuer.TrimEnd('/'));

    /// <summary>What is wrong with the options beyond their attributes.</summary>
    internal static IEnumerable<string> Problems(AccessOptions options) =>
        from issuer in options.Issuers()
        where !Uri.TryCreate(issuer, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps
        select $"AgentSched:PrincipalIssuers: \"{issuer}\" is not an https address; an issuer looks like https://login.microsoftonline.com/<tenant id>/v2.0";
}
