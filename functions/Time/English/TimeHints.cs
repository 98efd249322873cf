using System.Text.RegularExpressions;

namespace AgentSched.Time.English;

/// <summary>
/// Words and shapes that look like a time although the reader makes no schedule of them: <c>from 9 to 5</c>, <c>in a fortnight</c>, <c>UTC+2</c>,
/// <c>каждый день в 9</c>. A message that contains one is never accepted without a question. The list is broad: a question costs less than a wrong run.
/// </summary>
internal static partial class TimeHints
{
    private static readonly Func<Regex>[] Shapes = [Ranges, Offsets, Stamps, Clocks, Relative, Vague, Parts, NamedDays, Limits, Shorthand, Slang, Dialects, Abroad, Scripts];

    /// <summary>Units of which a misspelling after "every" is searched for.</summary>
    private static readonly string[] Short = ["day", "days", "hour", "hours", "week", "weeks", "month", "year", "minute", "minutes", "night", "morning"];

    /// <summary>The places in a text that look like a time, in order; they may overlap. Addresses (<c>https://…</c>, <c>bob@example.com</c>, <c>/logs/5</c>) are left out.</summary>
    public static List<(int Start, int End)> Find(string text)
    {
        var found = Shapes.SelectMany(shape => shape().Matches(text)).Select(m => (Start: m.Index, End: m.Index + m.Length)).ToList();
        found.AddRange(Misspelled(text));
        found.AddRange(CronLike(text));
        if (IsForeign(text))
        {
            found.AddRange(OtherDigits().Matches(text).Select(m => (m.Index, m.Index + m.Length)));
        }

        return [.. found.Where(f => !TimePhrases.IsAddress(text, f.Start, f.End)).OrderBy(f => f.Start)];
    }

    /// <summary>The first count of runs in a text, as in <c>3 times</c>. Null: there is none.</summary>
    public static string? Count(string text) => Counts().Match(text) is { Success: true } count ? count.Value : null;

    /// <summary>
    /// The first shape in a text that beside a schedule is a day or a time, and that no schedule is made of: <c>24/12</c>, <c>5 days a week</c>, <c>the last 3 days of the
    /// month</c>, <c>t, th</c>. Elsewhere it may be a number or a name. Null: there is none.
    /// </summary>
    public static (int Start, int End)? Beside(string text) =>
        BesideTimes().Matches(text).FirstOrDefault(m => !TimePhrases.IsAddress(text, m.Index, m.Index + m.Length)) is { } match ? (match.Index, match.Index + match.Length) : null;

    /// <summary>Whether a text begins with a count of runs.</summary>
    public static bool StartsWithCount(string text) => Counts().Match(text) is { Success: true, Index: 0 };

    /// <summary>Whether the words before a phrase turn its meaning around or make it a condition: <c>but not</c>, <c>unless it is</c>, <c>including</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Index of the phrase's first character.</param>
    /// <param name="words">The words before the phrase.</param>
    public static bool IsNegated(string text, int start, out string words)
    {
        var from = Math.Max(0, start - 60);
        var match = Negation().Match(text[from..start]);
        words = match.Value.Trim();
        return match.Success;
    }

    /// <summary>"eery day": a word like "every" before a unit of time.</summary>
    private static IEnumerable<(int Start, int End)> Misspelled(string text)
    {
        var tokens = Tokens.Of(text);
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            if (tokens[i].Word is { Length: >= 4 and <= 6 } word and not ("very" or "ever" or "every") && (Intervals.IsUnit(tokens[i + 1].Word) && tokens[i + 1].Word.Length > 1 || Vocabulary.TryDay(tokens[i + 1].Word, out _, out _))
                && Spelling.IsNear(word, "every"))
            {
                yield return (tokens[i].Start, tokens[i + 1].End);
            }

            if (tokens[i].Word is "every" or "each" && Array.Exists(Short, unit => Spelling.IsSwapped(tokens[i + 1].Word, unit)))
            {
                yield return (tokens[i].Start, tokens[i + 1].End);
            }
        }
    }

    /// <summary>Letters of other scripts, in which the words for times are not known, beside a digit of any script.</summary>
    private static bool IsForeign(string text) => OtherLetters().IsMatch(text) && text.Any(char.IsDigit);

    [GeneratedRegex(@"[\p{IsCyrillic}\p{IsGreek}\p{IsArabic}\p{IsHebrew}\p{IsDevanagari}\p{IsThai}\p{IsHiragana}\p{IsKatakana}\p{IsCJKUnifiedIdeographs}\p{IsHangulSyllables}]", RegexOptions.CultureInvariant)]
    private static partial Regex OtherLetters();

    [GeneratedRegex(@"\d+", RegexOptions.CultureInvariant)]
    private static partial Regex OtherDigits();

    /// <summary><c>from 9 to 5</c>; <c>9 to 5</c> and <c>9-17</c> where the text begins, <c>9 to 5</c> where it ends.</summary>
    [GeneratedRegex(
        """
        \b(from|between)\s+([01]?\d|2[0-4]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midnight)(:\d\d)?\s?([ap]\.?m\.?|h|o'clock)?\s*(to|until|till|through|and|-|–)\s*([01]?\d|2[0-4]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midnight)\b
        |^\s*([01]?\d|2[0-4])(:\d\d)?\s*(to|until|till|-|–)\s*([01]?\d|2[0-4])\b
        |(?<!\b(chapter|page|part|section|line|row|step|version|item|lesson|episode|question|verse|volume|issue|ticket|number|no\.|pr|column|slide|level|id)s?\s+)(?<![\w.:\-–])([01]?\d|2[0-4])(:\d\d)?\s*(\s(to|until|till)\s|[\-–])\s*([01]?\d|2[0-4])(:\d\d)?\s?([ap]\.?m\.?)?\s*[.!]?\s*$
        |\bat\s+\d{1,2}(:\d\d)?\s?([ap]\.?m\.?)?\s*[\-–]\s*\d{1,2}
        |\b(until|till|since|from)\s+\d{1,2}(:\d\d)?\s?([ap]\.?m\b|h\b|o'clock)
        |\b(until|till|since|from)\s+\d{1,2}:\d\d
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Ranges();

    /// <summary><c>UTC+2</c>, <c>GMT-05:00</c>, <c>09:00+02:00</c>; <c>at 9 Mars time</c>.</summary>
    [GeneratedRegex(
        """
        \b(utc|gmt)\s?[+\-−]\s?\d+(:\d\d)?
        |\d:\d\d\s?[+\-−]\d\d(:?\d\d)?\b
        |\b\d{1,2}(:\d\d)?\s?([ap]\.?m\.?)?\s+(eastern|central|mountain|pacific)\b
        |\b\d{1,2}(:\d\d)?\s?([ap]\.?m\.?)?\s+[\w/]+(\s\w+)?\s+(time\s?zone|time)\b
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Offsets();

    /// <summary><c>20261205</c>, <c>2026-12-01T09:00</c>, <c>5.6.27</c>, <c>24/12</c>, <c>on 5/6</c>, <c>at 9/17</c>.</summary>
    [GeneratedRegex(
        """
        \b(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\b
        |\b\d{4}-\d\d?-\d\d?[Tt]\d\d?
        |\b\d{4}-\d\d?-\d\b|\b\d{4}-\d-\d\d?\b|\b\d{4}-W\d\d
        |(?<![\w./])((1[3-9]|2\d|3[01])/(0?[1-9]|1[0-2])|(0?[1-9]|1[0-2])/(1[3-9]|2\d|3[01]))(?![\w/])
        |\b\d{1,2}(?<sep>[./\-])\d{1,2}\k<sep>\d{2}\b
        |\b(on|at|by|until|till|since|from|before|after|around)\s+(the\s+)?\d{1,2}/\d{1,2}\b
        |\b(on|by|until|till|since|before|after)\s+\d{1,2}\.\d{1,2}\.(?!\d)
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Stamps();

    /// <summary><c>at around nine</c>, <c>~9</c>, <c>5ish</c>, <c>T-5 minutes</c>, <c>at 930</c>.</summary>
    [GeneratedRegex(
        """
        \b(at|by|until|till|before|after|from|since)\s+(around|about|roughly|approximately|approx\.?|circa|nearly|almost|shortly|just)\s+(before\s+|after\s+)?(\d|one\b|two\b|three\b|four\b|five\b|six\b|seven\b|eight\b|nine\b|ten\b|eleven\b|twelve\b|noon\b|midnight\b)
        |[~≈]\s?\d{1,2}\b
        |(\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midnight|lunch))\s?-?ish\b
        |\bt\s?(-|–|\+|minus|plus)\s?\d
        |\bat\s+[1-9][0-5]\d\b(?!\s+\w{3,}s\b)
        |\b\d{1,2}\s?[ap]\.m\b
        |\bo'?clock\b
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Clocks();

    /// <summary><c>in 10 business days</c>, <c>in a couple of hours</c>, <c>in 1e3 minutes</c>, <c>in -5 minutes</c>, <c>in 5</c> at the end.</summary>
    [GeneratedRegex(
        """
        \b(in|within|after|every|each|over|once)\s+(the\s+next\s+|another\s+|about\s+|around\s+|exactly\s+|roughly\s+|less\s+than\s+|more\s+than\s+|under\s+)?([+\-−]?\d[\d.,e]*|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|sixty|ninety|half|some|several|many|few|couple|dozen|hundred|thousand)(\s+(couple|few|dozen|hundred|thousand|million|of|or\s+so|or\s+\w+|odd|more|business|working|calendar|school|full|whole))*\s*(s|secs?|seconds?|mins?|minutes?|h|hrs?|hours?|days?|d|wk|wks|weeks?|fortnights?|months?|quarters?|yrs?|years?|decades?|weekends?|nights?|mornings?|evenings?|moments?|jiffy|while|bit|sec)\b
        |\b(in|after)\s+(?!(1\d{3}|20[01]\d)\b)[+\-−]?\d[\d.,]*\s*[.!?]?\s*$
        |\b(business|working|work|banking|trading|school)\s+(days?|hours)\b
        |\bfortnight(s|ly)?\b
        |\b(couple|few)\s+(of\s+)?(seconds|minutes|mins|hours|days|weeks|months|years)\b
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Relative();

    /// <summary><c>later</c>, <c>someday</c>, <c>24/7</c>, <c>around the clock</c>, <c>the other day</c>.</summary>
    [GeneratedRegex(
        """
        \b(later|someday|some\s+day|one\s+day|sometimes?|some\s+time\s+(soon|next|this)|eventually|whenever|meanwhile|overnight|all\s+(day|night)|day\s+and\s+night|(a|a)?round\s+the\s+clock|24\s?[/x]\s?7|24\s?h(ours)?\s+a\s+day)\b
        |\bthe\s+(other|next|following|previous|same)\s+(day|night|morning|evening|week|month|year)\b
        |\b(from\s+time\s+to\s+time|(every\s+)?now\s+and\s+(then|again)|once\s+in\s+a\s+while|on\s+occasion|on\s+a\s+(daily|weekly|monthly|yearly|regular|nightly|hourly)\s+basis)\b
        |\b(regularly|periodically|occasionally|continuously|constantly|frequently)\b
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Vague();

    /// <summary><c>after lunch</c>, <c>at month end</c>, <c>mid-month</c>, <c>over the weekend</c>, <c>on odd days</c>.</summary>
    [GeneratedRegex(
        """
        \b(after|before|at|around|by|during|until|till|over)\s+(my\s+|the\s+|our\s+)?(lunch(time|\s+break)?|breakfast|dinner|supper|brunch|tea(time)?|bed\s?time|work|school|office\s+hours|business\s+hours|hours|dark|first\s+light|sun(rise|set|down|up)|dawn|dusk|night\s?fall)\b
        |\b(day|week|month|quarter|year)(\s|-)?(end|start)s?\b|\bmid(\s|-)?(week|month|quarter|year|morning|afternoon)\b|\b(early|late)\s+(in\s+the\s+)?(morning|afternoon|evening|night|january|february|march|april|may|june|july|august|september|october|november|december|(this|next)\s+(week|month|year))\b
        |\b(odd|even|alternate|alternating|leap)(-?numbered)?\s+(days?|weeks?|months?|years?|hours?)\b
        |\bweekends?\b
        |\b(first|last)\s+thing\b
        |\b(semi|half|bi|tri)\W{0,2}(hourly|daily|weekly|monthly|quarterly|yearly|annually)\b
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Parts();

    /// <summary><c>on her birthday</c>, <c>on payday</c>, <c>on Christmas</c>.</summary>
    [GeneratedRegex(
        @"\b(on|at|before|after|until|till|by|for)\s+([\w']+\s+){0,2}(birthdays?|anniversar(y|ies)|holidays?|pay\s?days?|new\s+year('?s)?(\s+(eve|day))?|easter|ramadan|passover|diwali|black\s+friday|cyber\s+monday|labou?r\s+day|independence\s+day)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex NamedDays();

    /// <summary><c>until Christmas</c>, <c>before noon</c>, <c>starting next month</c>, <c>in summer</c>: a start or an end that was read is part of its schedule.</summary>
    [GeneratedRegex(
        """
        \b(until|till|til|through|thru|after|before|starting|beginning|ending|as\s+of)\s+((on|in|from|the)\s+)*(christmas|xmas|easter|thanksgiving|halloween|hanukkah|ramadan|new\s+year|noon|midday|midnight|(next|this)\s+(week|month|quarter|year|weekend)
            |january|february|march|april|may|june|july|august|september|october|november|december)\b
        |\b(end|start|beginning|middle)\s+of\s+(january|february|march|april|may|june|july|august|september|october|november|december)\b
        |\b(in|during|over|throughout|until|till|after|before|all|this|next|every)\s+(the\s+)?(summer|winter|autumn|spring|fall)\b
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Limits();

    /// <summary><c>everyday</c>, <c>+5m</c>, <c>fri@9</c>, <c>at half past</c>, <c>week 50</c>, <c>per day</c>, <c>P1D</c>, <c>rate(5 minutes)</c>, a quoted cron expression.</summary>
    [GeneratedRegex(
        """
        \b(everyday|dayly|weekley|montly|hourley|tmrw|2mrw|todays?\s+at)\b
        |(?<!\S)\+\s?\d+\s?(s|m|min|mins|h|hr|hrs|hours?|minutes?|d|days?|w|weeks?)\b
        |\b(mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)\s?[@/]\s?\w
        |\bat\s+((half|quarter|\d{1,2})\s+past|quarter\s+to)\b|(?<!\S)(at\s*)?:\d\d\b
        |\bin\s+(the\s+)?(hour|week\s+\d+|q[1-4]|fall|autumn|winter|summer|spring|five|ten|fifteen|twenty|thirty)\s*[.!?]?\s*$|\bin\s+week\s+\d+\b|\bin\s+q[1-4]\b
        |\b(per|an?)\s+(hour|day|week|month|quarter|year)\s*[.!?]?\s*$
        |\b(repeatedly|often|each\s+time|every\s+time|before\s+bed|at\s+market\s+(open|close)|during\s+the\s+(day|night|week))\b
        |\b(daily|weekly|monthly|hourly|nightly|yearly)\s+(once|twice|thrice)\b
        |\b(P\d+[YMWD]|PT\d+[HMS])\b|\brate\(\d
        |"\s*[\d*/,\-]+(\s+[\d*/,\-]+){2,}[^"]*"
        |\bat\s+1[5-9]\d{8}\b
        |(?<![\w'])(?=(\w\W+\w\W+\w\b)|[\w\s/,&\-–]{0,6}\b(tu|th|sa|su)\b|m\s?[\-–]\s?f\b)(m|tu|w|th|f|sa|su)(\s?[\-–/,&]\s?(m|tu|w|th|f|sa|su))+(?![\w'\-])
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Shorthand();

    [GeneratedRegex(
        """
        (?<![\w./])((0?[1-9]|[12]\d|3[01])/(0?[1-9]|1[0-2])|(0?[1-9]|1[0-2])/([12]\d|3[01]))(?![\w/])
        |\b(\d|one|two|three|four|five|six|seven)\s+days?\s+(a|per|each|every)\s+(week|month)\b
        |\b(first|last)\s+(\d+|two|three|four|five|six|seven|ten|few)\s+(days|weeks|weekdays|hours)\s+(of|in)\b
        |(?<![\w'])(?=(\w\W+\w\W+\w\b)|[\w\s/,&\-–]{0,6}\b(tu|th|sa|su)\b)(m|t|tu|w|th|f|s|sa|su)(\s?[\-–/,&]\s?(m|t|tu|w|th|f|s|sa|su))+(?![\w'\-])
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex BesideTimes();

    [GeneratedRegex(@"(?<!\S)(\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|a\s+few|several|a\s+couple\s+of)\s*(times|x)(?!\w)|\b(twice|thrice)\b|\b(at\s+most|max(imum)?(\s+of)?|up\s+to|no\s+more\s+than|not\s+more\s+than)\s+\w+\s+(runs|executions)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Counts();

    [GeneratedRegex(
        @"(?<!\S)(but\s+not|not|never|unless|except(ing)?|excluding|including|incl\.?|besides|without|apart\s+from|other\s+than|skip(ping)?|barring|save\s+for|instead\s+of|rather\s+than|neither|nor|if|when)([\s,]+(for|on|in|at|the|it|it's|is|its|every|each|any|all|of|during|when|if|there|are|even|today|also|not))*[\s,]*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Negation();
}
