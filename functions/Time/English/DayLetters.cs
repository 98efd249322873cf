using System.Text.RegularExpressions;

namespace AgentSched.Time.English;

/// <summary>Days of the week as letters: <c>M-F</c>, <c>m, w, f</c>, <c>tu/th</c>, <c>MWF</c>. A T or an S alone may be either of two days and is not read.</summary>
internal static partial class DayLetters
{
    private static readonly string[] Letters = ["su", "m", "tu", "w", "th", "f", "sa"];

    /// <summary>The index after the days that stand at a place in a text. Null: none do.</summary>
    public static int? EndOf(string text, int start) =>
        (start == 0 || !char.IsLetterOrDigit(text[start - 1])) && Shape().Match(text, start) is { Success: true } match ? start + match.Length : null;

    /// <param name="word">A token in lower case.</param>
    /// <param name="days">The days as bits, bit 0 for Sunday.</param>
    public static bool TryRead(string word, out int days)
    {
        days = 0;
        if (EndOf(word, 0) != word.Length)
        {
            return false;
        }

        var (last, isRange) = (-1, false);
        foreach (var part in Parts().Matches(word).Select(m => m.Value))
        {
            var day = Array.IndexOf(Letters, part == "t" ? "tu" : part);
            if (day < 0)
            {
                isRange = part is "-" or "–";
                continue;
            }

            for (; isRange && last != day; last = (last + 1) % 7)
            {
                days |= 1 << last;
            }

            days |= 1 << day;
            (last, isRange) = (day, false);
        }

        return true;
    }

    [GeneratedRegex(
        @"\G((m|tu|w|th|f|sa|su)((\s?[\-–/,&]\s?|,?\s+and\s+)(m|tu|w|th|f|sa|su))+|mwf|tth|tuth|mtwthf|mtwtf)(?![\w'\-])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();

    [GeneratedRegex("tu|th|sa|su|m|w|f|t|[-–]", RegexOptions.CultureInvariant)]
    private static partial Regex Parts();
}
