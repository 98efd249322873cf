namespace AgentSched.Time.English;

/// <content>Handles the words of a message.</content>
internal static partial class MessageParts
{
    private static string Unknown(string words, string suspect) =>
        $"\"{words}\" is not understood as a time; " + (Near(suspect) is { } near ? $"did you mean \"{near}\"?" : "try \"every weekday at 9am\", or end with \"now\" to run it at once");

    /// <summary>A known word of which this one may be a misspelling. Null: there is none, or the word is known.</summary>
    private static string? Near(string word)
    {
        word = word.Trim(',', '.', ':', '!', '?').ToLowerInvariant();
        return word.Length < 5 || Known.Contains(word) ? null : Array.Find(Known, known => Math.Abs(known.Length - word.Length) <= 1 && Differences(word, known) <= (known.Length >= 8 ? 2 : 1));
    }

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

    private static string Message(string text) => text.Trim().Trim(',', ';', ':', '-', '–').Trim();

    private static List<(int Start, string Text)> Words(string text)
    {
        var words = new List<(int, string)>();
        for (var i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }

            var end = i;
            while (end < text.Length && !char.IsWhiteSpace(text[end]))
            {
                end++;
            }

            words.Add((i, text[i..end]));
            i = end;
        }

        return words;
    }
}
