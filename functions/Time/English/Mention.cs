namespace AgentSched.Time.English;

/// <summary>The first <c>@name</c> of a text that stands for itself: the one in <c>bob@example.com</c> does not.</summary>
/// <param name="Name">In lower case, without the sign.</param>
/// <param name="Start">Where the sign stands.</param>
/// <param name="End">Where the next character stands.</param>
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

            // "@alice." ends a sentence, not a name.
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
