namespace AgentSched.Time.English;

/// <summary>The first standalone <c>@name</c> of a text; the one in <c>bob@example.com</c> is not standalone.</summary>
/// <param name="Name">The name in lower case, without the @.</param>
/// <param name="Start">Index of the @.</param>
/// <param name="End">Index of the first character after the name.</param>
internal readonly record struct Mention(string Name, int Start, int End)
{
    public static Mention? Find(string text)
    {
        for (var at = text.IndexOf('@', StringComparison.Ordinal); at >= 0; at = text.IndexOf('@', at + 1))
        {
            var end = at + 1;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || end > at + 1 && text[end] is '.' or '_' or '-'))
            {
                end++;
            }

            // In "@alice." the dot ends the sentence and is not part of the name.
            while (end > at + 1 && text[end - 1] is '.' or '-' or '_')
            {
                end--;
            }

            if (end > at + 1 && (at == 0 || char.IsWhiteSpace(text[at - 1])))
            {
                return new Mention(text[(at + 1)..end].ToLowerInvariant(), at, end);
            }
        }

        return null;
    }
}
