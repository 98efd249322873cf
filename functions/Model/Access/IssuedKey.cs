namespace AgentSched.Model.Access;

/// <summary>An issued key as it is stored: everything but the secret.</summary>
/// <param name="Id">Names the key.</param>
/// <param name="Hash">SHA-256 of the secret.</param>
/// <param name="Caller">Who calls with it.</param>
/// <param name="CreatedAt">When it was issued.</param>
/// <param name="ExpiresAt">From when on it opens nothing. Null: never.</param>
/// <param name="RevokedAt">When it was taken back. Null: it was not.</param>
/// <param name="LastUsedAt">When it last opened something, to the hour. Null: never.</param>
internal sealed record IssuedKey(
    string Id, byte[] Hash, Caller Caller, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt)
{
    public bool IsOpenAt(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is null || now < ExpiresAt);
}
