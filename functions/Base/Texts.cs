using System.Globalization;
using System.Text;

namespace AgentSched.Base;

/// <summary>Truncates texts for rows and responses, and checks what people see of them.</summary>
internal static class Texts
{
    /// <summary>
    /// The first character of a text that is not visible by itself: a control character, a line separator, a mark that changes the direction of text, a private or unpaired one. Letters
    /// of every script and emoji are visible, with the joiners and tags that they are made with. Null: there is none.
    /// </summary>
    public static string? Invisible(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse
                || (Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format && rune.Value is not (0x200C or 0x200D or (>= 0xE0020 and <= 0xE007F)))
                || rune == Rune.ReplacementChar // an unpaired surrogate
                || (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF)
            {
                return $"U+{rune.Value:X4}";
            }
        }

        return null;
    }

    /// <summary>The first <paramref name="length"/> characters; never splits a surrogate pair.</summary>
    public static string? Cut(string? text, int length) =>
        text is null || text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
