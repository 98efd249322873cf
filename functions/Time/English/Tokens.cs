using System.Globalization;

namespace AgentSched.Time.English;

/// <summary>Splits a text into tokens: <c>9:30pm</c> is <c>9:30</c> and <c>pm</c>, <c>mon-fri</c> is three, <c>2026-12-24</c> and <c>1st</c> are one.</summary>
internal static class Tokens
{
    public static List<Token> Of(string text)
    {
        var tokens = new List<Token>();
        for (var i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]) || char.GetUnicodeCategory(text[i]) == UnicodeCategory.Format || text[i] is '(' or ')' or '"')
            {
                i++;
                continue;
            }

            var end = EndOf(text, i);
            Add(tokens, text, i, end);
            i = end;
        }

        return tokens;
    }

    private static int EndOf(string text, int start)
    {
        if (IsDate(text, start))
        {
            return start + 10;
        }

        var end = start + 1;
        switch (Kind(text[start]))
        {
            case CharKind.Digit:
                while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is ':' or '.' or '/' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1])))
                {
                    end++;
                }

                return end + OrdinalEnding(text, end);
            case CharKind.Letter:
                // A zone name is one token: Europe/Berlin, America/Port-au-Prince, Etc/GMT+3.
                var zone = IsZone(text, start);
                while (end < text.Length && (Kind(text[end]) == CharKind.Letter || zone && (char.IsAsciiDigit(text[end]) || text[end] is '/' or '_' or '-' or '+')))
                {
                    end++;
                }

                return text[start..end] is "a" or "p" or "A" or "P" && string.Compare(text, end, ".m.", 0, 3, StringComparison.OrdinalIgnoreCase) == 0 ? end + 3 : end;
            default:
                return text[start] == ':' && end < text.Length && char.IsAsciiDigit(text[end]) ? EndOf(text, end) : end;
        }
    }

    private static void Add(List<Token> tokens, string text, int start, int end)
    {
        var word = text[start..end].ToLowerInvariant();
        switch (word)
        {
            case "." or "!" or "?" or ";" when end == text.Length || char.IsWhiteSpace(text[end]):
                word = word == ";" ? "," : "";
                break;
            case "&":
                word = "and";
                break;
            case "–" or "—":
                word = "-";
                break;
            case "a.m." or "p.m.":
                word = word.Replace(".", "", StringComparison.Ordinal);
                break;
        }

        // "twenty-five" and "15-minute" are two words; "mon-fri" and "9-17" are ranges.
        if (word == "-" && !(end < text.Length && (char.IsAsciiDigit(text[end]) || char.IsWhiteSpace(text[end]) || IsRange(tokens, text, end))))
        {
            word = "";
        }

        if (word.Length > 0)
        {
            tokens.Add(new Token(word, start, end));
        }
    }

    private static bool IsRange(List<Token> tokens, string text, int right) =>
        tokens.Count > 0 && Vocabulary.IsName(tokens[^1].Word) && Vocabulary.IsName(text[right..EndOf(text, right)].ToLowerInvariant());

    /// <summary>Checks only the format: 2026-02-30 is one token, too, so that it can be refused as a whole.</summary>
    private static bool IsDate(string text, int start) =>
        start + 10 <= text.Length && (start + 10 == text.Length || !char.IsAsciiDigit(text[start + 10]))
        && Enumerable.Range(0, 10).All(i => i is 4 or 7 ? text[start + i] == '-' : char.IsAsciiDigit(text[start + i]));

    private static bool IsZone(string text, int start)
    {
        var end = start;
        while (end < text.Length && (Kind(text[end]) == CharKind.Letter || text[end] is '_' or '-'))
        {
            end++;
        }

        return end < text.Length - 1 && text[end] == '/' && char.IsAsciiLetter(text[end + 1]) && !Vocabulary.IsName(text[start..end].ToLowerInvariant());
    }

    private static int OrdinalEnding(string text, int at) =>
        at + 2 <= text.Length && text.Substring(at, 2).ToLowerInvariant() is "st" or "nd" or "rd" or "th" && (at + 2 == text.Length || Kind(text[at + 2]) != CharKind.Letter) ? 2 : 0;

    private static CharKind Kind(char c) => char.IsAsciiDigit(c) ? CharKind.Digit : char.IsLetter(c) || c is '\'' or '’' ? CharKind.Letter : CharKind.Other;

    private enum CharKind
    {
        Other,
        Digit,
        Letter,
    }
}
