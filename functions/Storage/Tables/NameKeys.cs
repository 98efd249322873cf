using System.Security.Cryptography;
using System.Text;
using AgentSched.Model.Schedules;

namespace AgentSched.Storage.Tables;

/// <summary>Keys of the rows that reserve schedule names.</summary>
internal static class NameKeys
{
    private const int MaxLength = 400; // a key has at most 512 characters
    private const string Shortened = "=~";

    /// <summary><c>n|nightly=20report</c>: a reserved schedule name, as <see cref="ScheduleName.Fold"/> compares them. A long one ends in its hash.</summary>
    public static string Of(string name) => Escaped(ScheduleName.Fold(name));

    /// <summary>The key under which earlier versions reserved a name: in lower case, otherwise as written.</summary>
    public static string Earlier(string name) => Escaped(name.ToLowerInvariant());

    /// <summary>Whether a row reserves this name, whatever version wrote it.</summary>
    public static bool IsKeyOf(string rowKey, string name) =>
        rowKey == Of(name) || (!rowKey.Contains(Shortened, StringComparison.Ordinal) && ScheduleName.IsSame(Uri.UnescapeDataString(rowKey[Keys.Names.Length..].Replace('=', '%')), name));

    private static string Escaped(string name)
    {
        var escaped = Uri.EscapeDataString(name).Replace('%', '=');
        return Keys.Names + (escaped.Length <= MaxLength ? escaped : $"{escaped[..(MaxLength - 70)]}{Shortened}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))}");
    }
}
