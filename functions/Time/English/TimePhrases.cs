using System.Text.RegularExpressions;

namespace AgentSched.Time.English;

/// <summary>
/// Finds the phrases about time in any text: clock times, dates, days of the week, relative times, recurrences. It uses the rules of
/// <see cref="EnglishReader"/> where a phrase cannot be anything else, and a list of the words that no schedule can be made of.
/// </summary>
internal static partial class TimePhrases
{
    private static readonly Func<Reader, Draft, bool>[] Rules =
        [RepeatLimits.TryRead, Windows.TryRead, Intervals.TryRead, OnceDates.TryRead, Days.TryRead, ClockTimes.TryRead];

    /// <summary>The phrases in order; they do not overlap.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="now">Current time; dates without a year depend on it.</param>
    public static List<TimePhrase> Find(string text, DateTimeOffset now)
    {
        var (tokens, crons) = (Tokens.Of(text), Crons(text));
        var found = new List<TimePhrase>(crons);
        var (end, interval) = (-1, (Interval?)null);
        for (var at = 0; at < tokens.Count;)
        {
            if (crons.FindIndex(f => f.Start <= tokens[at].Start && tokens[at].Start < f.End) is >= 0 and var cron)
            {
                found[cron] = found[cron] with { End = Math.Max(found[cron].End, tokens[(at = EndOfZone(text, tokens, at + 1, crons[cron].End, now)) - 1].End) };
                continue;
            }

            if (IsAddress(text, tokens[at]))
            {
                at++;
                continue;
            }

            var beside = end >= 0 && IsGap(tokens, end, at);
            var draft = new Draft(now, TimeZoneInfo.Utc) { Interval = beside ? interval : null };
            var reader = new Reader(text, tokens) { At = at };
            if (beside && (end == at ? Zones.TryRead(reader, draft) : end + 1 == at && tokens[end].Word == "," && TryZone(reader, draft)))
            {
                found[^1] = found[^1] with { End = tokens[reader.At - 1].End };
                at = end = reader.At;
                continue;
            }

            if (TryForeign(tokens, at, end) is var (from, to))
            {
                found.Add(new TimePhrase(tokens[from].Start, tokens[to - 1].End, TimePhraseKind.Foreign));
                at = end = to;
                continue;
            }

            if (Kind(text, tokens, ref reader, ref draft, beside) is { } kind)
            {
                // "at 5 0 * * *": the number may belong to either, so that no schedule is made of them.
                if (crons.FindIndex(f => f.Start > tokens[at].Start && f.Start < tokens[reader.At - 1].End) is >= 0 and var shared)
                {
                    found[shared] = new TimePhrase(tokens[at].Start, crons[shared].End, TimePhraseKind.Content);
                    at = end = tokens.FindIndex(t => t.Start >= crons[shared].End) is >= 0 and var behind ? behind : tokens.Count;
                    continue;
                }

                found.Add(new TimePhrase(tokens[at].Start, tokens[reader.At - 1].End, IsQuoted(text, tokens[at].Start) ? TimePhraseKind.Content : kind));
                interval = draft.Interval;
                at = end = reader.At;
                continue;
            }

            at++;
        }

        return [.. found.OrderBy(f => f.Start)];
    }

    /// <summary>The index of the token after a zone that follows a cron expression. Without one, or within the expression: the same token.</summary>
    private static int EndOfZone(string text, List<Token> tokens, int at, int end, DateTimeOffset now)
    {
        var reader = new Reader(text, tokens) { At = at };
        return at < tokens.Count && tokens[at].Start >= end && (reader.Take(",") || true) && Zones.TryRead(reader, new Draft(now, TimeZoneInfo.Utc)) ? reader.At : at;
    }

    /// <summary>A zone that cannot be anything else, as after a comma: an IANA name, UTC, or "Berlin time".</summary>
    private static bool TryZone(Reader reader, Draft draft) =>
        Zones.TryRead(reader, draft) && reader.Refusal is null && (reader.Word(-1) is "time" or "utc" or "gmt" || reader.Word(-1).Contains('/', StringComparison.Ordinal));

    /// <summary>Whether only words that connect two phrases of one schedule stand between two tokens.</summary>
    private static bool IsGap(List<Token> tokens, int from, int to) => to - from <= 4 && tokens.Take(to).Skip(from).All(t => IsGapWord(t.Word));

    /// <summary>Whether a word connects two phrases of one schedule: <c>at 9, but only on Mondays</c>.</summary>
    public static bool IsGapWord(string word) =>
        word is "," or "and" or "then" or "but" or "only" or "also" or "just" or "always" or "starting" or "beginning" || Filler.IsFiller(word);

    private static TimePhraseKind? Kind(string text, List<Token> tokens, ref Reader reader, ref Draft draft, bool beside)
    {
        var (at, now, interval) = (reader.At, draft.Now, draft.Interval);
        foreach (var rule in Rules)
        {
            (reader, draft) = (new Reader(text, tokens) { At = at }, new Draft(now, TimeZoneInfo.Utc) { Interval = interval });
            if (rule(reader, draft) && reader.At > at)
            {
                var phrase = new Phrased(reader, draft, at, beside);
                if (phrase.Kind is { } kind)
                {
                    return kind;
                }
            }
        }

        reader = new Reader(text, tokens) { At = at };
        return OtherKind(reader, now.Year);
    }

    private static (int From, int To)? TryForeign(List<Token> tokens, int at, int end)
    {
        if (!ForeignWords.IsTime(tokens[at].Word))
        {
            return null;
        }

        var (from, to) = (at, at + 1);
        while (from > Math.Max(end, 0) && ForeignWords.IsPart(tokens[from - 1].Word))
        {
            from--;
        }

        while (to < tokens.Count && ForeignWords.IsPart(tokens[to].Word))
        {
            to++;
        }

        return (from, to);
    }

    /// <summary>Cron expressions of five fields, as in <c>check the models */5 * * * *</c>. Five numbers are numbers.</summary>
    private static List<TimePhrase> Crons(string text) =>
        [.. Cron().Matches(text).Where(m => !m.Value.All(c => char.IsAsciiDigit(c) || char.IsWhiteSpace(c)) && Cronos.CronExpression.TryParse(m.Value, out _)).Select(m => new TimePhrase(m.Index, m.Index + m.Length, TimePhraseKind.Schedule))];

    /// <summary>Whether a place in a text lies between quotation marks.</summary>
    private static bool IsQuoted(string text, int at) => text.AsSpan(0, at).Count('"') % 2 == 1 && text.IndexOf('"', at) > 0 || text.LastIndexOf('“', at) > text.LastIndexOf('”', at);

    /// <summary>Whether a token is part of an address: <c>https://example.com/2026-01-05</c>, <c>bob@friday.com</c>, <c>/logs/monday</c>.</summary>
    private static bool IsAddress(string text, Token token) => IsAddress(text, token.Start, token.End);

    /// <summary>Whether a place in a text is part of an address.</summary>
    public static bool IsAddress(string text, int start, int end)
    {
        while (start > 0 && !char.IsWhiteSpace(text[start - 1]))
        {
            start--;
        }

        while (end < text.Length && !char.IsWhiteSpace(text[end]))
        {
            end++;
        }

        var word = text.AsSpan(start, end - start);
        return !word.Contains(' ') && (word.Contains("://", StringComparison.Ordinal) || word.IndexOf('@') is > 0 and var host && host + 1 < word.Length && char.IsLetter(word[host + 1]) || word.Length > 1 && word[0] is '/' or '\\' && char.IsLetter(word[1]));
    }

    [GeneratedRegex(@"(?<!\S)[\d*][\d*/,\-]*([ \t]+[\d*][\d*/,\-]*){2}[ \t]+[\w*/,\-#]+[ \t]+[\w*/,\-#]*[\w*#](?=[,;.!?]*(\s|$))", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Cron();
}
