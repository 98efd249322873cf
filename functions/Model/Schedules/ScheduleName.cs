using AgentSched.Base;

namespace AgentSched.Model.Schedules;

/// <summary>Names of schedules: 1–100 characters (code points) of any script, emoji included.</summary>
internal static class ScheduleName
{
    public const int MaxLength = 100;

    /// <summary>The name as it is stored: in Unicode form C, without spaces around it.</summary>
    public static string Normalize(string text) => NormalForm.Of(text).Trim();

    /// <summary>
    /// The form in which names are compared: names with the same form are the same name. Upper case first, because some letters have two lower cases (σ and ς).
    /// </summary>
    public static string Fold(string name) => Normalize(name).ToUpperInvariant().ToLowerInvariant();

    /// <summary>Whether two texts are the same name.</summary>
    public static bool IsSame(string a, string b) => Fold(a) == Fold(b);

    /// <summary>Why a normalized text is not a name. Null: it is one.</summary>
    public static string? Objection(string name) =>
        name.EnumerateRunes().Count() is > MaxLength and var length ? $"has {length} characters; at most {MaxLength} are allowed"
        : Texts.Invisible(name) is { } character ? $"has the character {character}, which cannot be seen; letters of every script, digits, signs and emoji are allowed"
        : null;
}
