namespace AgentSched.Time.English;

/// <summary>What a phrase about time can be in a command.</summary>
internal enum TimePhraseKind
{
    /// <summary>It can say when to run: <c>at 5pm</c>, <c>every Monday</c>.</summary>
    Schedule,

    /// <summary>A length or a count, which means a time only beside another phrase: <c>for two weeks</c>.</summary>
    Limit,

    /// <summary>It names a time at which nothing can be scheduled: <c>yesterday</c>, <c>last week</c>.</summary>
    Content,

    /// <summary>A time in another language: <c>jeden Tag um 9 Uhr</c>.</summary>
    Foreign,

    /// <summary>Probably a misspelled day: <c>tomorow</c>.</summary>
    Misspelled,
}

/// <summary>A phrase about time within a text.</summary>
/// <param name="Start">Index of its first character.</param>
/// <param name="End">Index of the first character after it.</param>
/// <param name="Kind">What it can be in a command.</param>
internal readonly record struct TimePhrase(int Start, int End, TimePhraseKind Kind);
