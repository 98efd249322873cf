namespace AgentSched.Time.English;

/// <summary>Phrases about time that stand together in a text and may be one schedule.</summary>
/// <param name="Phrases">In order; at least one.</param>
/// <param name="IsPrefix">Whether nothing but courtesy stands before them.</param>
/// <param name="IsSuffix">Whether nothing but courtesy stands after them.</param>
internal sealed record TimeCluster(IReadOnlyList<TimePhrase> Phrases, bool IsPrefix, bool IsSuffix)
{
    public int Start => Phrases[0].Start;

    public int End => Phrases[^1].End;

    /// <summary>Whether it is a phrase of which no schedule can be made.</summary>
    public bool IsContent => Phrases[0].Kind == TimePhraseKind.Content;

    /// <summary>The clusters of a text in order. Phrases of which no schedule can be made form a cluster of their own.</summary>
    public static List<TimeCluster> Of(string text, IReadOnlyList<TimePhrase> phrases)
    {
        var groups = new List<List<TimePhrase>>();
        foreach (var phrase in phrases)
        {
            if (groups.Count > 0 && !IsOther(groups[^1][^1]) && !IsOther(phrase) && Words(text[groups[^1][^1].End..phrase.Start]).TrueForAll(TimePhrases.IsGapWord))
            {
                groups[^1].Add(phrase);
            }
            else
            {
                groups.Add([phrase]);
            }
        }

        return
        [
            .. groups.Select((g, i) => new TimeCluster(
                g,
                i == 0 && Words(text[..g[0].Start]).TrueForAll(IsCourtesy),
                i == groups.Count - 1 && Words(text[g[^1].End..]).TrueForAll(IsCourtesy))),
        ];
    }

    private static bool IsOther(TimePhrase phrase) => phrase.Kind == TimePhraseKind.Content;

    /// <summary>Whether a word or sign around a schedule means nothing.</summary>
    public static bool IsCourtesy(string word) => word is "," or "-" or "." or "please" or "thanks" or "kindly" or "only";

    private static List<string> Words(string text) => [.. Tokens.Of(text).Select(t => t.Word)];
}
