using System.Text.RegularExpressions;

namespace AgentSched.Time.English;

/// <content>Cron expressions of any dialect: what is not read whole is no schedule and no message.</content>
internal static partial class TimeHints
{
    private const int FewestFields = 5;

    /// <summary>Whether a whole text looks like the fields of a cron expression.</summary>
    public static bool IsCron(string text) => CronLike(text).Any(span => string.IsNullOrWhiteSpace(text[..span.Start]) && string.IsNullOrWhiteSpace(text[span.End..]));

    /// <summary>Five or more words in a row that look like fields of a cron expression: <c>0 0 9 * * ?</c>, <c>H/15 * * * *</c>, <c>1 2 3 4 5</c>.</summary>
    private static IEnumerable<(int Start, int End)> CronLike(string text)
    {
        var run = new List<Match>();
        foreach (Match word in Words().Matches(text))
        {
            if (CronField().IsMatch(word.Value))
            {
                run.Add(word);
                continue;
            }

            if (Span(run) is { } found)
            {
                yield return found;
            }

            run.Clear();
        }

        if (Span(run) is { } last)
        {
            yield return last;
        }
    }

    /// <summary>Where a run of fields stands, without signs around it and without names of days before it. Null: there are too few.</summary>
    private static (int Start, int End)? Span(List<Match> run)
    {
        var fields = run.SkipWhile(word => char.IsAsciiLetter(word.Value[0]) && word.Value[0] is not ('H' or 'h')).ToList();
        if (fields.Count < FewestFields)
        {
            return null;
        }

        var (first, last) = (fields[0], fields[^1]);
        return (first.Index + first.Length - first.Value.TrimStart('(', '"', '\'', '`').Length, last.Index + last.Value.TrimEnd(')', '"', '\'', '`', ',', ';', '.').Length);
    }

    [GeneratedRegex(@"\S+", RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    [GeneratedRegex(@"^[(""'`]*([\d*?LWH#/,\-]+|H(\(\d+-\d+\))?(/\d+)?|(mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)([\-,](mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))*)[)""'`,;.]*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex CronField();

    /// <summary><c>cron: 0 9 * * *</c>, <c>cron(…)</c>, <c>CRON_TZ=Europe/Berlin</c>, <c>OnCalendar=…</c>.</summary>
    [GeneratedRegex(@"\bcron\s?[(:=]\s?[\d*]|\b(CRON_TZ|TZ|OnCalendar)\s?=\s?\S+|\b(rate|cron)\(", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Dialects();
}
