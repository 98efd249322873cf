namespace AgentSched.Base;

/// <summary>Texts for rows and answers.</summary>
internal static class Texts
{
    /// <summary>The first <paramref name="length"/> characters, never half of a surrogate pair.</summary>
    public static string? Cut(string? text, int length) =>
        text is null || text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
