using System.Text.RegularExpressions;

namespace AgentSched.Time.English;

/// <content>Words about time of which the reader makes no schedule.</content>
internal static partial class TimePhrases
{
    private static readonly HashSet<string> Periods = new(StringComparer.Ordinal)
    {
        "second", "minute", "hour", "day", "week", "weekend", "fortnight", "month", "quarter", "year", "morning", "afternoon", "evening", "night",
        "seconds", "minutes", "mins", "hours", "hrs", "days", "weeks", "weekends", "months", "quarters", "years", "mornings", "afternoons", "evenings", "nights",
    };

    private static readonly HashSet<string> Moments = new(StringComparer.Ordinal)
    {
        "noon", "midday", "midnight", "dawn", "dusk", "sunrise", "sunset", "lunchtime", "o'clock", "oclock", "eod", "eow", "eom", "cob",
        "christmas", "xmas", "easter", "thanksgiving", "halloween", "hanukkah", "ramadan", "today", "tonight", "tomorrow", "yesterday", "soon", "shortly", "nowadays",
    };

    /// <summary>Words of which a misspelling is searched for in messages; longer lists find too many words that are right.</summary>
    private static readonly string[] Spelled = ["tomorrow", "yesterday", "midnight", .. Phrase.Days.Select(d => d.ToLowerInvariant()), .. Phrase.Days.Select(d => d.ToLowerInvariant() + "s")];

    private static readonly HashSet<string> Right = new(StringComparer.Ordinal) { "sundry", "midnights", "monday's", "someday" };

    private static readonly Func<Reader, int, bool>[] Others = [(reader, _) => TryPeriod(reader), (reader, _) => TryOffset(reader), TryDeadline];

    private static TimePhraseKind? OtherKind(Reader reader, int year)
    {
        var word = reader.Word().Replace("’", "'", StringComparison.Ordinal);
        word = word.EndsWith("'s", StringComparison.Ordinal) ? word[..^2] : word;
        var start = reader.At;
        if (Moments.Contains(word) || Date().IsMatch(word))
        {
            reader.At++;
            return TimePhraseKind.Content;
        }

        foreach (var rule in Others)
        {
            reader.At = start;
            if (rule(reader, year))
            {
                return TimePhraseKind.Content;
            }
        }

        reader.At = start + 1;
        if (word.Length >= 6 && !Vocabulary.IsName(word) && !Right.Contains(word) && Spelling.Near(word, Spelled) is not null)
        {
            return TimePhraseKind.Misspelled;
        }

        // "every weekdey at 9am": an unknown word after "every" that resembles a known one.
        if (word is "every" or "each" && Spelling.Near(reader.Word()) is not null)
        {
            reader.At++;
            return TimePhraseKind.Misspelled;
        }

        reader.At = start;
        return null;
    }

    /// <summary><c>last week</c>, <c>this month</c>, <c>the past 24 hours</c>, <c>end of the day</c>, <c>last Friday</c>.</summary>
    private static bool TryPeriod(Reader reader)
    {
        var start = reader.At;
        if (reader.Take("end", "start", "beginning", "close") && reader.Take("of"))
        {
            _ = reader.Take("the", "this", "next");
            return reader.Take("day", "week", "month", "quarter", "year", "business");
        }

        reader.At = start;
        if (!reader.Take("this", "next", "last", "past", "previous", "coming", "upcoming", "following", "current"))
        {
            return false;
        }

        _ = reader.Take("few", "couple") && reader.Take("of");
        _ = Vocabulary.TryNumber(reader, out _);
        var word = Bare(reader.Word());
        if (Periods.Contains(word) || Vocabulary.TryDay(word, out _, out _) || word.Length > 2 && Vocabulary.TryMonth(word, out _))
        {
            reader.At++;
            return true;
        }

        return false;
    }

    /// <summary><c>an hour later</c>, <c>within 2 hours</c>, <c>after 10 minutes</c>, <c>in a while</c>, <c>2 days before</c>.</summary>
    private static bool TryOffset(Reader reader)
    {
        var start = reader.At;
        if (reader.TakeAll("in a while") || reader.TakeAll("in a bit") || reader.TakeAll("in a moment") || reader.TakeAll("later today") || reader.TakeAll("later on") || reader.TakeAll("in a few") && reader.Take("minutes", "hours", "days", "weeks", "months"))
        {
            return true;
        }

        reader.At = start;
        if (reader.Take("within", "after", "in") && (reader.Take("under", "about", "around", "the", "another") || true) && Intervals.TryLength(reader, bareUnit: reader.Word(-1) is "the" or "another", out _))
        {
            return true;
        }

        reader.At = start;
        return Intervals.TryLength(reader, bareUnit: false, out _) && reader.Take("later", "earlier", "before", "after", "hence", "ahead");
    }

    /// <summary><c>by 5</c>, <c>until 18:00</c>, <c>before 9</c>, <c>on 12/24</c>, <c>in 2027</c>; neither a year of the past nor "divide 9 by 3".</summary>
    private static bool TryDeadline(Reader reader, int year)
    {
        if (reader.Word() == "by" && Vocabulary.TryDigits(reader.Word(-1), out _) || !reader.Take("by", "until", "till", "before", "after", "since", "from", "in", "on"))
        {
            return false;
        }

        var (preposition, word) = (reader.Word(-1), reader.Word());
        reader.At++;
        var next = reader.Word();
        var ends = next is "" or "," or "and" or "or" or "to" or "please" or "then";
        return preposition is "in" or "by" or "since" or "before" or "after" or "until" && word.Length == 4 && Vocabulary.TryDigits(word, out var named) && named >= year && named < 2100 && ends
            || preposition is not ("in" or "on" or "from") && Vocabulary.TryDigits(word, out var hour) && hour <= 24 && ends
            || preposition is "on" or "by" or "until" or "before" or "after" or "since" && ShortDate().IsMatch(word);
    }

    private static string Bare(string word) => word.EndsWith("'s", StringComparison.Ordinal) || word.EndsWith("’s", StringComparison.Ordinal) ? word[..^2] : word;

    [GeneratedRegex(@"^(\d{4}[/.]\d{1,2}[/.]\d{1,2}|\d{1,2}[/.]\d{1,2}[/.](19|20)\d{2})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Date();

    [GeneratedRegex(@"^\d{1,2}[/.]\d{1,2}\.?$", RegexOptions.CultureInvariant)]
    private static partial Regex ShortDate();
}
