namespace AgentSched.Time.English;

/// <summary>
/// Decides whether words that a rule of the reader accepts mean a time even within a message. In a schedule they always do; in a message,
/// "5 to 10", "the first" and "nightly" need not.
/// </summary>
/// <param name="reader">Stands after the words.</param>
/// <param name="draft">What the rule read.</param>
/// <param name="start">Index of the first token.</param>
/// <param name="beside">Whether another phrase about time stands just before.</param>
internal readonly struct Phrased(Reader reader, Draft draft, int start, bool beside)
{
    /// <summary>Words that no noun begins: after them, "daily" says when and does not describe a thing.</summary>
    private static readonly HashSet<string> NoNoun = new(StringComparer.Ordinal)
    {
        "the", "a", "an", "my", "our", "your", "all", "if", "whether", "that", "to", "for", "at", "in", "on", "from", "what", "how", "which", "when", "who",
        "except", "excluding", "without", "not", "until", "till", "through", "between", "during", "with", "about", "around", "noon", "midday", "midnight",
    };

    /// <summary>What the words can be in a command. Null: they need not mean a time.</summary>
    public TimePhraseKind? Kind => draft switch
    {
        { Lasting: not null } => Beside(TimePhraseKind.Limit),
        { MaxRuns: not null } => Beside(TimePhraseKind.Limit),
        { From: not null } when Last is "now" or "on" or "immediately" => Beside(null),
        { From: not null } or { Until: not null } or { Except.Count: > 0 } or { WithoutWeekdays: not 0 } => TimePhraseKind.Schedule,
        { MinutesPast.Count: > 0 } or { Hours.Count: > 0 } => TimePhraseKind.Schedule,
        { Window: not null } => If(IsTold || beside || First is "between" or "from" && reader.Refusal is null),
        { Instant: not null } or { Date: not null } => TimePhraseKind.Schedule,
        { Once: true } => Beside(TimePhraseKind.Limit),
        { Nths.Count: > 0, Recurring: false } when Says("last") => TimePhraseKind.Content,
        { Nths.Count: > 0 } => TimePhraseKind.Schedule,
        { MonthDay: not null } or { DaysOfMonth.Count: > 0 } => If(IsDayOfMonth),
        { Weekdays: not 0 } when Says(word => word.EndsWith("'s", StringComparison.Ordinal) || word.EndsWith("’s", StringComparison.Ordinal)) => TimePhraseKind.Content,
        { Weekdays: not 0 } => If(IsWeekday),
        { Months.Count: > 0 } => TimePhraseKind.Schedule,
        { PartOfDay: not null, Interval: null } => If(beside || First is "in" or "at" || Last.EndsWith('s')),
        { Times.Count: > 0 } => If(IsClock),
        _ when reader.Refusal is not null => Refused,
        { Interval: not null } when reader.At == start + 1 && Intervals.IsAdverb(First) => If(!IsAdjective),
        { Interval: not null } => TimePhraseKind.Schedule,
        _ => null,
    };

    private string First => reader.Word(start - reader.At);

    private string Last => reader.Word(-1);

    private string Before => start == 0 ? "" : reader.Word(start - 1 - reader.At);

    private string Next => reader.Word();

    private bool EndsClause => Next is "" or "and" or "or" || NoNoun.Contains(Next) || TimePhrases.IsGapWord(Next);

    /// <summary>Whether a word says that it is a time of day: a colon, am, pm, o'clock, noon.</summary>
    private bool IsTold => Says("am", "pm", "noon", "midday", "midnight", "o'clock", "oclock", "h", "half", "quarter", "past", "hours", "hrs") || Says(word => word.Contains(':', StringComparison.Ordinal));

    private TimePhraseKind? Refused =>
        First is "now" or "immediately" or "right" or "asap" ? null
        : Last is "ago" or "yesterday" ? TimePhraseKind.Content
        : First is "about" ? null
        : If(beside || IsTold || Last is "week" or "month" || !IsNumber(First) && First is not ("at" or "around" or "about" or "between" or "from"));

    /// <summary>"at 9" is a time, "at 3 sites" and "at 50" are none; "ten to five" is one, "5 to 10" is none.</summary>
    private bool IsClock => First != "about" && IsTold || First switch
    {
        "at" or "@" when Says(word => word.Length == 3 && IsNumber(word) && Vocabulary.TryDigits(word, out _)) => EndsClause || Next is "every" or "each" || Intervals.IsAdverb(Next) || Vocabulary.IsName(Next),
        "at" or "@" => reader.Refusal is null && !(Next is "%" || Next.Length > 3 && Next.EndsWith('s') && !Next.EndsWith("ss", StringComparison.Ordinal) && !Vocabulary.IsName(Next)),
        "around" => EndsClause,
        "about" => false,
        _ => !IsNumber(First) || Next == "in",
    };

    /// <summary>"the first page" is no day, "the first day" and "on the 15th" are; "the 15th" is one where no noun follows.</summary>
    private bool IsDayOfMonth =>
        beside || Says(word => word is "day" or "days" or "weekday" or "workday" or "month" or "months" or "quarter" or "year" || Vocabulary.IsName(word))
        || First is "on" && Says(IsNumber) || First is "on" or "the" or "every" && EndsClause;

    /// <summary>"sun", "sat", "wed" and "mon" are days only where no noun or verb can stand.</summary>
    private bool IsWeekday =>
        beside || Says(word => word is not ("sun" or "sat" or "wed" or "mon" or "the" or "and" or "or" or "," or "on" or "from") && !DayLetters.TryRead(word, out _))
        || !Says("the") && Before is not ("the" or "a" or "an" or "my") && (reader.At > start + 1 || Before is "" or "," or "-" or "/" or "or" or "next" or "last" or "this" or "by" or "until" or "till"
            || Next is "" or "," or "at" or "-" or "morning" or "afternoon" or "evening" or "night" || IsNumber(Next));

    /// <summary>"the nightly backup" names a thing; "check daily whether it is up" says when.</summary>
    private bool IsAdjective => !beside && Before is not "," && Next.Length > 0 && char.IsLetter(Next[0]) && !EndsClause && !Vocabulary.IsName(Next);

    private bool Says(params string[] words) => Says(words.Contains);

    private bool Says(Func<string, bool> fits)
    {
        var (from, at) = (start, reader.At);
        var read = reader;
        return Enumerable.Range(from, at - from).Any(i => fits(read.Word(i - at)));
    }

    private TimePhraseKind? Beside(TimePhraseKind? alone) => beside ? TimePhraseKind.Schedule : alone;

    private static bool IsNumber(string word) => word.Length > 0 && char.IsAsciiDigit(word[0]);

    private static TimePhraseKind? If(bool isTime) => isTime ? TimePhraseKind.Schedule : null;
}
