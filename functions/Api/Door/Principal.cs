namespace AgentSched.Api.Door;

/// <summary>What the platform says of a caller.</summary>
/// <param name="Claims">Type and value; a type may come several times.</param>
/// <param name="RoleType">The type of the claims that are roles, besides <c>roles</c>. Empty: none.</param>
internal sealed record Principal(IReadOnlyList<(string Type, string Value)> Claims, string RoleType)
{
    public IEnumerable<string> All(string type) => Claims.Where(claim => claim.Type == type).Select(claim => claim.Value);

    /// <summary>Null: there is none of that type, or more than one, and nobody knows which counts.</summary>
    public string? Only(string type) => All(type).Distinct(StringComparer.Ordinal).Take(2).ToArray() is [{ Length: > 0 } only] ? only : null;
}
