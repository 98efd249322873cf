namespace AgentSched.Time.English;

/// <summary>A place in the tokens of a text, and what was found to be wrong with it so far.</summary>
internal sealed class Reader(string text, IReadOnlyList<Token> tokens)
{
    /// <summary>Index of the next token.</summary>
    public int At { get; set; }

    public bool AtEnd => At >= tokens.Count;

    /// <summary>Why the text is refused although its words are known. Null: it is not. The first reason stays.</summary>
    public string? Refusal { get; private set; }

    /// <summary>A token's word; empty behind the last one.</summary>
    public string Word(int ahead = 0) => At + ahead >= 0 && At + ahead < tokens.Count ? tokens[At + ahead].Word : "";

    /// <summary>Whether two neighbours stand without a blank between them, as in <c>9am</c>.</summary>
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

    /// <summary>Reads several words if all of them come in this order.</summary>
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

    /// <summary>Goes back to where it was; always false, so that a rule that does not fit can end with it.</summary>
    public bool Back(int at)
    {
        At = at;
        return false;
    }

    /// <summary>Refuses what stands from a token up to here; always true, as the words were read.</summary>
    /// <param name="from">Index of the first token.</param>
    /// <param name="why">The rest of the sentence behind the quoted words.</param>
    public bool Refuse(int from, string why)
    {
        Refusal ??= $"\"{Quote(from, At)}\" {why}";
        return true;
    }

    /// <summary>The text as it was written, from one token up to another, without that.</summary>
    public string Quote(int from, int to) => from < tokens.Count && to > from ? text[tokens[from].Start..tokens[to - 1].End] : text.Trim();
}
