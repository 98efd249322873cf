namespace AgentSched.Schedules.English;

/// <summary>Words that say nothing about when.</summary>
internal static class Filler
{
    private static readonly string[] Words = ["please", "run", "runs", "running", "execute", "it", "this", "schedule", "repeat", "repeating", "happens", "thanks"];

    public static bool IsFiller(string word) => Array.IndexOf(Words, word) >= 0;

    public static bool TrySkip(Reader reader)
    {
        if (reader.Word() is "and" or "," or "then" && reader.Word(1).Length > 0 || reader.Word() is ",")
        {
            reader.At++;
            return true;
        }

        // "this" may begin "this Friday".
        return reader.Word() != "this" ? reader.Take(Words) : (reader.Word(1).Length == 0 || IsFiller(reader.Word(1))) && reader.Take("this");
    }
}
