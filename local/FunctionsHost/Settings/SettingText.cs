using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace AgentSched.FunctionsHost.Settings;

/// <summary>Replaces %name% in the text of a trigger by the setting of that name.</summary>
internal static partial class SettingText
{
    /// <remarks>A name without a setting stays as it is and is told in missing.</remarks>
    public static string Expand(string text, IConfiguration settings, out List<string> missing)
    {
        var unknown = missing = [];
        return Placeholder().Replace(text, match =>
        {
            var name = match.Groups["name"].Value;
            if (settings[name.Replace("__", ":", StringComparison.Ordinal)] is { } value)
            {
                return value;
            }

            unknown.Add(name);
            return match.Value;
        });
    }

    [GeneratedRegex("%(?<name>[^%]+)%", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
