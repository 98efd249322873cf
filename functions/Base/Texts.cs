namespace AgentSched.Base;

/// <summary>Truncates texts for rows and responses.</summary>
internal static class Texts
{
    /// <summary>The first <paramref name="length"/> characters; never splits a surrogate pair.</summary>
    public static string? Cut(string? text, int length) =>
        text is null || text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
