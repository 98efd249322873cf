namespace AgentSched.Time.English;

/// <summary>One word, number, time or date of a text.</summary>
/// <param name="Word">In lower case.</param>
/// <param name="Start">Where it starts in the text.</param>
/// <param name="End">Where the next character stands.</param>
internal readonly record struct Token(string Word, int Start, int End);
