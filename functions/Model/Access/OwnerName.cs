using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace AgentSched.Model.Access;

/// <summary>
/// The name of an owner: that of an API key, 1–63 characters of a–z, 0–9 and . _ - @, beginning with a letter or digit; or that of a caller whom the platform
/// authenticated, <c>entra:{tenant id}:{object id}</c>. Keys cannot have the second form, because their names have no colon.
/// </summary>
internal static partial class OwnerName
{
    public const string Words = KeyWords + ", or entra:<tenant id>:<object id> of a user of the directory";
    public const string KeyWords = "a name of 1–63 characters of a–z, 0–9 and . _ - @, beginning with a letter or digit";

    /// <summary>Upper bound of characters.</summary>
    public const int MaxLength = 79;

    private const int KeptLength = 46; // plus a hyphen and 16 digits: 63

    /// <summary>Actor, in the feed, of everything that no caller requested.</summary>
    public const string Scheduler = "scheduler";

    /// <summary>Actor, in the feed, of runs that a hook started.</summary>
    public const string Hook = "hook";

    /// <summary>Names of actors that are no callers. No key can have them, so that no caller is mistaken for the app.</summary>
    public static readonly FrozenSet<string> Reserved = FrozenSet.ToFrozenSet([Scheduler, Hook, "system"], StringComparer.Ordinal);

    [GeneratedRegex(@"^([a-z0-9][a-z0-9._@-]{0,62}|entra:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    public static partial Regex Shape();

    /// <summary>The names that keys can have.</summary>
    [GeneratedRegex(@"^[a-z0-9][a-z0-9._@-]{0,62}\z", RegexOptions.CultureInvariant)]
    public static partial Regex KeyShape();

    /// <summary>Whether an owner is a caller whom the platform authenticates, by its immutable ids.</summary>
    public static bool IsOfPlatform(string owner) => owner.Contains(':', StringComparison.Ordinal);

    /// <summary>The owner name of a user or application of a directory. Null: one of them is no id.</summary>
    /// <param name="tenantId">Id of the directory (<c>tid</c>).</param>
    /// <param name="objectId">Id of the user or application in it (<c>oid</c>). Neither changes, and neither is given to another.</param>
    public static string? OfPlatform(string? tenantId, string? objectId) =>
        Guid.TryParseExact(tenantId, "D", out var tenant) && Guid.TryParseExact(objectId, "D", out var id) ? $"entra:{tenant:D}:{id:D}" : null;

    /// <summary>
    /// Derives the owner name from a directory's <paramref name="name"/>: the name in lower case if keys can have it; else its valid
    /// characters and a part of its hash, so that two directory names never collide.
    /// </summary>
    public static string Of(string name)
    {
        var lower = name.ToLowerInvariant();
        if (KeyShape().IsMatch(lower) && !LooksHashed().IsMatch(lower))
        {
            return lower;
        }

        var kept = Others().Replace(lower, "-").TrimStart('.', '_', '@', '-');
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lower)).AsSpan(0, 8));
        return kept.Length == 0 ? hash : $"{kept[..Math.Min(kept.Length, KeptLength)]}-{hash}";
    }

    /// <summary>Matches names that look like a derived name; they could be chosen to collide with one and are therefore hashed, too.</summary>
    [GeneratedRegex(@"(^|-)[0-9a-f]{16}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex LooksHashed();

    [GeneratedRegex(@"[^a-z0-9._@-]+", RegexOptions.CultureInvariant)]
    private static partial Regex Others();
}
