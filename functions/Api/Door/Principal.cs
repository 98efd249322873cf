namespace AgentSched.Api.Door;

/// <summary>Claims of a caller, as the platform sends them.</summary>
/// <param name="Claims">Type and value; a type may occur several times.</param>
/// <param name="RoleType">Claim type of roles, in addition to <c>roles</c>. Empty: none.</param>
internal sealed record Principal(IReadOnlyList<(string Type, string Value)> Claims, string RoleType)
{
    public IEnumerable<string> All(string type) => Claims.Where(claim => claim.Type == type).Select(claim => claim.Value);

    /// <summary>The only value of a claim type. Null: there is none, or more than one distinct value.</summary>
    public string? Only(string type) => All(type).Distinct(StringComparer.Ordinal).Take(2).ToArray() is [{ Length: > 0 } only] ? only : null;
}
