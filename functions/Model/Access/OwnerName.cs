using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace AgentSched.Model.Access;

/// <summary>The name of an owner: 1–63 characters of a–z, 0–9 and . _ - @, beginning with a letter or digit.</summary>
internal static partial class OwnerName
{
    public const string Words = "a name of 1–63 characters of a–z, 0–9 and . _ - @, beginning with a letter or digit";
    private const int KeptLength = 46; // plus a hyphen and 16 digits: 63

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._@-]{0,62}\z", RegexOptions.CultureInvariant)]
    public static partial Regex Shape();

    /// <summary>
    /// Derives the owner name from a directory's <paramref name="name"/>: the name in lower case if it is a valid owner name; else its valid
    /// characters and a part of its hash, so that two directory names never collide.
    /// </summary>
    public static string Of(string name)
    {
        var lower = name.ToLowerInvariant();
        if (Shape().IsMatch(lower) && !LooksHashed().IsMatch(lower))
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
