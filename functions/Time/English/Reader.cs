namespace AgentSched.Time.English;

/// <summary>Cursor in the tokens of a text, with the first refusal found so far.</summary>
internal sealed class Reader(string text, IReadOnlyList<Token> tokens)
{
    /// <summary>Index of the next token.</summary>
    public int At { get; set; }

    public bool AtEnd => At >= tokens.Count;

    /// <summary>Why the text is refused although its words are known; the first reason is kept. Null: it is not refused.</summary>
    public string? Refusal { get; private set; }

    /// <summary>A token's word; empty after the last one.</summary>
    public string Word(int ahead = 0) => At + ahead >= 0 && At + ahead < tokens.Count ? tokens[At + ahead].Word : "";

    /// <summary>Whether two adjacent tokens have no space between them, as in <c>9am</c>.</summary>
    public bool Touches(int ahead) => At + ahead > 0 && At + ahead < tokens.Count && tokens[At + ahead - 1].End == tokens[At + ahead].Start;

    /// <summary>Reads one word if it is one of these.</summary>
    public bool Take(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (Word() == word && !AtEnd)
            {
                At++;
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads several words if they all follow in this order.</summary>
    public bool TakeAll(string words)
    {
        var parts = words.Split(' ');
        for (var i = 0; i < parts.Length; i++)
        {
            if (Word(i) != parts[i])
            {
                return false;
            }
        }

        At += parts.Length;
        return true;
    }

    /// <summary>Moves back to a position. Returns false always, so that a rule that does not match can return it.</summary>
    public bool Back(int at)
    {
        At = at;
        return false;
    }

    /// <summary>Refuses the words from a token up to here. Returns true always, because the words were read.</summary>
    /// <param name="from">Index of the first token.</param>
    /// <param name="why">The rest of the sentence after the quoted words.</param>
    public bool Refuse(int from, string why)
    {
        Refusal ??= $"\"{Quote(from, At)}\" {why}";
        return true;
    }

    /// <summary>The original text from one token up to another, excluding the latter.</summary>
    public string Quote(int from, int to) => from < tokens.Count && to > from ? text[tokens[from].Start..tokens[to - 1].End] : text.Trim();
}
