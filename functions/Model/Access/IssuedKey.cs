namespace AgentSched.Model.Access;

/// <summary>An issued API key as it is stored: everything but the secret.</summary>
/// <param name="Id">Id of the key.</param>
/// <param name="Hash">SHA-256 of the secret.</param>
/// <param name="Caller">The caller that it authenticates.</param>
/// <param name="CreatedAt">When it was issued.</param>
/// <param name="ExpiresAt">When it expires. Null: never.</param>
/// <param name="RevokedAt">When it was revoked. Null: it was not revoked.</param>
/// <param name="LastUsedAt">When it was last used, to the hour. Null: never.</param>
internal sealed record IssuedKey(
    string Id, byte[] Hash, Caller Caller, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt)
{
    public bool IsOpenAt(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is null || now < ExpiresAt);
}
