using System.Text.RegularExpressions;

namespace AgentSched.Model.Agents;

/// <summary>Format of agent names.</summary>
internal static partial class AgentName
{
    public const string Words = "a name of 1–63 characters of a–z, 0–9 and . _ -, beginning with a letter or digit";

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._-]{0,62}\z", RegexOptions.CultureInvariant)]
    public static partial Regex Shape();
}
