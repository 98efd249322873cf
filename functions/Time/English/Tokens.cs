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
            end += IsDayAndMonth(tokens, text, i, end) ? 1 : 0;
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
                var slash = '/';
                while (end < text.Length && (char.IsAsciiDigit(text[end]) || (text[end] is ':' or '.' || text[end] == slash) && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1])))
                {
                    // "9:00/17:00" is two times, "24/12/2026" one date.
                    slash = text[end] == ':' ? ':' : slash;
                    end++;
                }

                return end + OrdinalEnding(text, end);
            case CharKind.Letter:
                if (DayLetters.EndOf(text, start) is { } last)
                {
                    return last;
                }

                // A zone name is one token: Europe/Berlin, America/Port-au-Prince, Etc/GMT+3.
                var zone = IsZone(text, start);
                while (end < text.Length && (Kind(text[end]) == CharKind.Letter || zone && (char.IsAsciiDigit(text[end]) || text[end] is '/' or '_' or '-' or '+')))
                {
                    end++;
                }

                return text[start..end] is "a" or "p" or "A" or "P" && string.Compare(text, end, ".m", 0, 2, StringComparison.OrdinalIgnoreCase) == 0 && (end + 2 == text.Length || Kind(text[end + 2]) == CharKind.Other)
                    ? end + (end + 2 < text.Length && text[end + 2] == '.' ? 3 : 2)
                    : end;
            default:
                return text[start] == ':' && end < text.Length && char.IsAsciiDigit(text[end]) ? EndOf(text, end) : end;
        }
    }

    private static void Add(List<Token> tokens, string text, int start, int end)
    {
        var word = text[start..end].ToLowerInvariant().Replace('’', '\'');
        switch (word)
        {
            case "." or "!" or "?" or ";" when end == text.Length || char.IsWhiteSpace(text[end]) || text[end] is '.' or '!' or '?':
                word = word == ";" ? "," : "";
                break;
            case "&":
                word = "and";
                break;
            case "–" or "—":
                word = "-";
                break;
            case "a.m." or "p.m." or "a.m" or "p.m":
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

    /// <summary><c>on 24.12.</c>: the dot belongs to the date after a word that a date can follow; elsewhere it ends a sentence.</summary>
    private static bool IsDayAndMonth(List<Token> tokens, string text, int start, int end) =>
        end < text.Length && text[end] == '.' && text[start..end].Split('.') is [{ Length: 1 or 2 } day, { Length: 1 or 2 } month] && Vocabulary.TryDigits(day, out _) && Vocabulary.TryDigits(month, out _)
        && tokens.Count > 0 && tokens[^1].Word is "on" or "from" or "until" or "till" or "since" or "starting" or "except" or "before" or "after";

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
