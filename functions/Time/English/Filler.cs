namespace AgentSched.Time.English;

/// <summary>Words that do not affect the schedule.</summary>
internal static class Filler
{
    private static readonly string[] Words = ["please", "run", "runs", "running", "execute", "it", "this", "schedule", "repeat", "repeating", "happens", "thanks", "only", "always"];

    public static bool IsFiller(string word) => Array.IndexOf(Words, word) >= 0;

    /// <summary>Whether a word may precede a name without a meaning of its own.</summary>
    public static bool IsGreeting(string word) => word is "hey" or "hi" or "hello" or "ok" or "okay" or "dear" || IsFiller(word);

    /// <summary>Whether a word has a meaning only together with the following words.</summary>
    public static bool IsLink(string word) =>
        word is "until" or "till" or "except" or "but" or "not" or "for" or "from" or "starting" or "past" or "during" or "every" or "each" or "this" or "next" or "-" or "+" or "to" or "after" or "before" or "in" or "on" or "at";

    public static bool TrySkip(Reader reader)
    {
        if (reader.Word() is "and" or "," or "then" && reader.Word(1).Length > 0 || reader.Word() is ",")
        {
            reader.At++;
            return true;
        }

        // "but only on Mondays"; "only once" and "but not on Sundays" mean more.
        if (reader.TakeAll("but only") || reader.TakeAll("but just"))
        {
            return true;
        }

        if (reader.TakeAll("schedule it for") || reader.TakeAll("schedule this for") || reader.TakeAll("schedule for"))
        {
            return true;
        }

        // "this" may begin "this Friday".
        return reader.Word() == "only" && reader.Word(1) == "once" ? false : reader.Word() != "this" ? reader.Take(Words) : (reader.Word(1).Length == 0 || IsFiller(reader.Word(1))) && reader.Take("this");
    }
}
