using System.Text.RegularExpressions;

namespace AgentSched.Time.English;

/// <summary>
/// The edges of a message where its schedule was taken out of it. Words there that could be part of the time, such as <c>two days</c> before <c>from tomorrow at
/// 9</c> or <c>of November</c> after <c>on Friday the 13th</c>, show that the schedule was read from a part of a longer phrase.
/// </summary>
internal static partial class MessageEdges
{
    /// <summary>Characters at an edge that are looked at.</summary>
    private const int Edge = 60;

    /// <summary>Words after which no part of a message ends: the schedule would belong to them.</summary>
    private static readonly HashSet<string> Dangling = new(StringComparer.OrdinalIgnoreCase)
    {
        "over", "during", "throughout", "until", "till", "through", "but", "not", "never", "semi", "half", "bi", "unless", "except", "including", "excluding", "without", "starting", "beginning", "no",
    };

    /// <summary>Whether a part of a message ends or begins with words that could be part of the time beside it.</summary>
    /// <param name="parts">The parts of the text before, between and after the phrases of the schedule.</param>
    /// <param name="phrases">These phrases: one less than the parts.</param>
    public static bool AreOpen(IReadOnlyList<string> parts, IReadOnlyList<string> phrases)
    {
        for (var i = 0; i < phrases.Count; i++)
        {
            var (before, after) = (parts[i][Math.Max(0, parts[i].Length - Edge)..], parts[i + 1][..Math.Min(parts[i + 1].Length, Edge)]);
            if (IsCut(phrases[i], parts[i + 1]) || Dangling.Contains(MessageParts.WordBefore(parts[i], parts[i].Length).Trim(',', ':', '-')) || Before().IsMatch(before) || Region().IsMatch(after) && Zones.EndsWithCity(phrases[i]) || (Length().IsMatch(before) && Counts().IsMatch(phrases[i])) || After().IsMatch(after))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the last word of a phrase goes on after it: <c>at 9x30</c>.</summary>
    private static bool IsCut(string phrase, string after) => after.Length > 0 && char.IsAsciiLetterOrDigit(after[0]) && char.IsAsciiLetterOrDigit(phrase[^1]);

    /// <summary>A part before a schedule without an "only" at its end, which belongs to the schedule: "send the report only | on fridays at 9".</summary>
    public static string WithoutOnly(string part) => Only().Replace(part, "");

    [GeneratedRegex(
        """
        (\b(seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|fortnights?|months?|quarters?|years?|weekdays?|weekends?)\s+(from|of|before|after|to|past|later|prior\s+to|following)
        |\bevery\s+\d+\s+\w+
        |\b(before|after|as\s+of|starting|beginning|every|each|now|hourly|daily|nightly|weekly|monthly|yearly|annually|everyday|cron|(in\s+)?week\s+\d+|q[1-4]|every\s+\d+|am|pm)
        |(?<!\S)[@+~<>=]+|(?<!\S)\d+[/.]\d+|(?<!\S)at\s*:\d\d|(?<!\S):\d\d)
        \s*(,|and|then|but)?\s*$
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Before();

    /// <summary>A length of time at the end: "a week | from today at 9".</summary>
    [GeneratedRegex(
        @"\b(an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+|few|couple(\s+of)?|several|half(\s+an?)?)\s+(more\s+)?(seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|fortnights?|months?|quarters?|years?)\s*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Length();

    [GeneratedRegex(@"^(from|after|before|past|later)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Counts();

    [GeneratedRegex(
        """
        ^\s*(on\s(?!\w+day|the\s)
        |of\s+(next\s+|this\s+|every\s+|each\s+)?(january|february|march|april|may|june|july|august|september|october|november|december|week|month|quarter|year)\b
        |,?\s*(until|till|til|through|thru|since|after|before|starting|beginning|ending|as\s+of|unless|except|excluding)\b
        |,?\s*(to|or|and)\s+(\d|noon\b|midnight\b|(january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?\b)
        |and\s+(am|pm)\b|(am|pm)\b|[-–+]\s?\d|plus\s+\d|minus\s+\d|\d{4}\b|(my|local|their|our)\s+time\b|time\b|or\s+(so|later|earlier)\b|ish\b|sharp\s+or\b)
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex After();

    /// <summary>A place after a city: ", Texas".</summary>
    [GeneratedRegex(@"^\s*,\s*\p{Lu}", RegexOptions.CultureInvariant)]
    private static partial Regex Region();

    [GeneratedRegex(@"(?<=\S)\s+(only|just)\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Only();
}
