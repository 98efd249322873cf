namespace AgentSched.Time.English;

/// <summary>Finds the word that a misspelled one was meant to be.</summary>
internal static class Spelling
{
    private static readonly string[] Known =
    [
        "weekday", "weekdays", "weekend", "weekends", "tomorrow", "tonight", "daily", "nightly", "hourly", "weekly", "monthly", "quarterly", "yearly", "every", "minute", "minutes", "hours",
        "midnight", "month", "morning", "evening", "afternoon", .. Phrase.Days.Select(d => d.ToLowerInvariant()), .. Phrase.Days.Select(d => d.ToLowerInvariant() + "s"), .. Phrase.Months.Select(m => m.ToLowerInvariant()),
    ];

    /// <summary>A known word of time of which this one may be a misspelling. Null: there is none, or the word is known.</summary>
    public static string? Near(string word) => Near(word, Known);

    /// <summary>The word of a list of which this one may be a misspelling. Null: there is none, or the word is on the list.</summary>
    public static string? Near(string word, string[] known)
    {
        word = word.Trim(',', '.', ':', '!', '?').ToLowerInvariant();
        return word.Length < 5 || known.Contains(word) ? null : Array.Find(known, k => Math.Abs(k.Length - word.Length) <= 1 && Differences(word, k) <= (k.Length >= 8 ? 2 : 1));
    }

    /// <summary>The text of a list that is nearest to this one, case-insensitive. Null: none is near.</summary>
    public static string? Nearest(string text, IEnumerable<string> among) =>
        among.Select(one => (One: one, Away: Differences(text.ToLowerInvariant(), one.ToLowerInvariant()))).Where(pair => pair.Away <= Math.Max(1, text.Length / 3)).OrderBy(pair => pair.Away).Select(pair => pair.One).FirstOrDefault();

    /// <summary>Whether a word differs from another one by a letter or by two adjacent letters that are swapped.</summary>
    public static bool IsNear(string word, string other) => word != other && Differences(word, other) == 1;

    /// <summary>Whether a word has the letters of another one in a wrong order, or one too few or too many: <c>dya</c>, <c>wek</c>.</summary>
    public static bool IsSwapped(string word, string other) =>
        word.Length > 1 && IsNear(word, other) && (word.Length != other.Length || word.Order().SequenceEqual(other.Order()));

    /// <summary>Edit distance of two words: insertions, deletions, replacements and swaps of adjacent letters.</summary>
    private static int Differences(string a, string b)
    {
        var cost = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                cost[i, j] = Math.Min(Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1, cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[a.Length, b.Length];
    }
}
