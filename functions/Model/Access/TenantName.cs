using System.Text.RegularExpressions;

namespace AgentSched.Model.Access;

/// <summary>The name of a tenant: it stands in the keys of its rows, so it has no character that parts them.</summary>
internal static partial class TenantName
{
    public const string Words = "a tenant's name of 1–32 characters of a–z, 0–9 and hyphens, beginning with a letter or digit";
    public const string Pattern = @"^[a-z0-9][a-z0-9-]{0,31}\z";

    [GeneratedRegex(Pattern, RegexOptions.CultureInvariant)]
    public static partial Regex Shape();
}
