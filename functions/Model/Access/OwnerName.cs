using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace AgentSched.Model.Access;

/// <summary>The name of somebody who owns things: 1–63 characters of a–z, 0–9, and . _ - @ inside.</summary>
internal static partial class OwnerName
{
    public const string Words = "a name of 1–63 characters of a–z, 0–9, and . _ - @ inside";
    private const int KeptLength = 46; // and a hyphen and 16 digits make 63

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._@-]{0,62}\z", RegexOptions.CultureInvariant)]
    public static partial Regex Shape();

    /// <summary>
    /// The name for somebody whom a directory knows as <paramref name="name"/>: the same in small letters where it has our shape; else what
    /// is left of it and a part of its hash, so that no two names of a directory meet.
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

    /// <summary>Such a name could be made to equal another's, so it is hashed itself.</summary>
    [GeneratedRegex(@"(^|-)[0-9a-f]{16}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex LooksHashed();

    [GeneratedRegex(@"[^a-z0-9._@-]+", RegexOptions.CultureInvariant)]
    private static partial Regex Others();
}
