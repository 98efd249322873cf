using System.Text.RegularExpressions;

namespace AgentSched.Time.English;

/// <content>Times as people write them in haste, and zones that stand apart from their time.</content>
internal static partial class TimeHints
{
    /// <summary>The first zone in a text: <c>Europe/Berlin</c>, <c>EST</c>, <c>Berlin time</c>. Null: there is none.</summary>
    public static string? Zone(string text) =>
        ZoneWords().Matches(text).Select(m => m.Value).FirstOrDefault(words => !words.EndsWith("time", StringComparison.OrdinalIgnoreCase)
            ? !words.Contains('/', StringComparison.Ordinal) || Specs.ZoneNames.TryFind(words, out _, out _)
            : Zones.EndsWithCity($"in {words[..words.LastIndexOf(' ')]}"));

    /// <summary>The words at the beginning of a text that say what not to do: <c>please do not</c>. Null: there are none.</summary>
    public static string? Forbids(string text) => Forbidden().Match(text) is { Success: true } match ? match.Value.Trim() : null;

    /// <summary>Whether a text begins with words against a change of schedules: <c>don't delete backup</c>.</summary>
    public static bool ForbidsManaging(string text) => ForbiddenVerb().IsMatch(text);

    /// <summary><c>Mon@9:00</c>, <c>half six</c>, <c>by five</c>, <c>Dec-5</c>, <c>nxt week</c>, <c>EOY</c>.</summary>
    [GeneratedRegex(
        """
        \b(mon|tues?|wed|thur?s?|fri|sat|sun|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?)\s?[@+;]\s?\w
        |\b\d{1,2}(:\d\d)?\s?[ap]m\s?[+;/]\s?\d
        |\btime\s?[:=]\s?\d
        |\bhalf\s+(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b
        |\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)[\s\-](thirty|fifteen|forty[\s\-]five)\b
        |\b(by|til|till|until|past|around)\s+(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s*[.!?]?\s*$
        |\b(til|about|past)\s+\d{1,2}\s*[.!?]?\s*$
        |\bhundred\s+hours\b
        |\b(jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)[\-.]?\s?\d{1,2}\b(?!\w)|\bmid\W?(january|february|march|april|may|june|july|august|september|october|november|december)\b
        |\b\d{1,2}\.\s?(januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)\b
        |\b(for|due)\s+\d{1,2}/\d{1,2}\b
        |\b(nxt|2morrow|2moro|2nite|tmr|tonite|wkly|mthly)\b|\bE[OC]?O[DWMQY]\b|\bCOB\b|\bthis\s+[ap]m\b|今晚|明晚|今朝
        |\b(semi|bi)-?monthly\b
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Slang();

    [GeneratedRegex(@"\b[A-Z][A-Za-z]+/[A-Z][A-Za-z_\-]+(/[A-Z][A-Za-z_\-]+)?\b|\b(CET|CEST|EET|EEST|BST|EST|EDT|CST|CDT|MST|MDT|PST|PDT|IST|AEST|JST|MSK|UTC|GMT)\b|\b([A-Za-z]+\s+)?[A-Za-z]+\s+time\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex ZoneWords();

    [GeneratedRegex(@"^\s*(please\s+)?(do\s+not|don['’]?t|never)\b(?!\s+(ever\s+)?forget\b)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Forbidden();

    [GeneratedRegex(@"^\s*(please\s+)?(do\s+not|don['’]?t|never)\s+(ever\s+)?(run|delete|remove|pause|resume|cancel|start|trigger|stop|disable|enable)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex ForbiddenVerb();
}
