namespace AgentSched.Time.English;

/// <summary>One word, number, time or date of a text.</summary>
/// <param name="Word">The text in lower case.</param>
/// <param name="Start">Index of its first character.</param>
/// <param name="End">Index of the first character after it.</param>
internal readonly record struct Token(string Word, int Start, int End);
