namespace AgentSched.Time.English;

/// <summary>Finds the phrase nearest to a refused one that is accepted.</summary>
internal static class NearestPhrase
{
    /// <summary>Upper bound of the words that are left out.</summary>
    private const int MostDropped = 4;

    /// <summary>The text in English, with its misspelled words corrected and its unknown words left out. Null: nothing that is accepted is near.</summary>
    public static string? Of(string text, string zone, DateTimeOffset now)
    {
        if (text.Length > EnglishReader.MaxLength)
        {
            return null;
        }

        var words = Tokens.Of(text).Exists(t => ForeignWords.IsTime(t.Word)) ? ForeignWords.Translate(text) : text.Trim().TrimEnd('.', '!', '?');
        var right = string.Join(' ', words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => Spelling.Near(word) is { } near ? near + (word.EndsWith(',') ? "," : "") : word));
        for (var dropped = 0; dropped <= MostDropped && right.Length > 0; dropped++)
        {
            var reading = EnglishReader.Read(right, zone, now);
            if (reading.Spec is not null)
            {
                return right;
            }

            if (reading.IsKnown || reading.Refusal!.Split('"') is not [_, { Length: > 0 } unknown, ..] || PlaceOf(unknown, right) is var at && at < 0)
            {
                return null;
            }

            right = string.Join(' ', $"{right[..at]} {right[(at + unknown.Length)..]}".Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }

        return null;
    }

    /// <summary>Where words stand in a text, not as a part of longer ones. Below 0: nowhere.</summary>
    private static int PlaceOf(string words, string text)
    {
        var at = text.IndexOf(words, StringComparison.Ordinal);
        while (at >= 0 && (at > 0 && char.IsLetterOrDigit(text[at - 1]) || at + words.Length < text.Length && char.IsLetterOrDigit(text[at + words.Length])))
        {
            at = text.IndexOf(words, at + 1, StringComparison.Ordinal);
        }

        return at;
    }
}
