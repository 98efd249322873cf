using System.Text.RegularExpressions;

namespace AgentSched.Model.Access;

/// <summary>The name of a tenant. It is part of row keys and therefore contains no key separator.</summary>
internal static partial class TenantName
{
    public const string Words = "a tenant's name of 1–32 characters of a–z, 0–9 and hyphens, beginning with a letter or digit";
    public const string Pattern = @"^[a-z0-9][a-z0-9-]{0,31}\z";

    [GeneratedRegex(Pattern, RegexOptions.CultureInvariant)]
    public static partial Regex Shape();
}
