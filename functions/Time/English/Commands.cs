using System.Diagnostics.CodeAnalysis;

namespace AgentSched.Time.English;

/// <summary>
/// Reads <c>@alice check deprecated models every weekday at 9am</c> and <c>every weekday at 9am @alice: check deprecated models</c>.
/// No phrase about time is left in the message of a certain reading; where a text has several readings, it returns all of them.
/// </summary>
internal static class Commands
{
    private const string Example = "try \"@alice check deprecated models every weekday at 9am\"";

    /// <summary>Reads a command.</summary>
    /// <param name="text">The text as the user wrote it.</param>
    /// <param name="zone">Default zone if the text names none: an IANA name.</param>
    /// <param name="now">Current time, from which "tomorrow" is counted.</param>
    /// <param name="command">The command.</param>
    /// <param name="notUnderstood">A sentence that quotes the words that were not understood and gives an example.</param>
    public static bool TryRead(string text, string zone, DateTimeOffset now, [NotNullWhen(true)] out Command? command, [NotNullWhen(false)] out string? notUnderstood)
    {
        (command, notUnderstood) = Read(text.Trim(), zone, now);
        return command is not null;
    }

    private static (Command?, string?) Read(string text, string zone, DateTimeOffset now)
    {
        if (Mention.Find(text) is not { } mention)
        {
            return (null, $"\"{Short(text)}\" names no agent; {Example}");
        }

        var (agent, before, after) = Addressed(text, mention);
        if (after.Length == 0 || after.Trim('.', '!', ' ').ToLowerInvariant() is "now" or "right now" or "asap" or "immediately")
        {
            return (null, $"\"{Short(text)}\" contains no message; {Example}");
        }

        if (IsMore(before))
        {
            var all = $"{before} {after}";
            return EnglishReader.Read(before, zone, now) is { IsKnown: false, Refusal: { } refusal } && EnglishReader.Read(after, zone, now).Spec is null ? (null, refusal) : Split(agent, all, zone, now);
        }

        return agent is not null && MessageParts.WithoutNow(after) is { Length: > 0 } message
            ? (new Command(agent, [new CommandReading(message, null)], null), null)
            : Split(agent, after, zone, now);
    }

    /// <summary>The agent that a text is addressed to, and the words before and after its name.</summary>
    /// <returns>Agent null: <c>@cron</c> without a name after it.</returns>
    public static (string? Agent, string Before, string After) Addressed(string text, Mention mention)
    {
        var agent = mention.Name is "cron" or "schedule" ? null : mention.Name;
        var (before, after) = (text[..mention.Start].TrimEnd(' ', ',', ':'), text[mention.End..].TrimStart(' ', ',', ':').TrimEnd());

        // "@cron @alice check models every weekday at 9am"
        return agent is null && Mention.Find(after) is { Start: 0 } inner && after[inner.End..].Trim(' ', ',', ':') is { Length: > 0 } rest ? (inner.Name, before, rest) : (agent, before, after);
    }

    /// <summary>Whether there is more before a name than a greeting: "every weekday at 9am @alice: check models".</summary>
    private static bool IsMore(string before) => before.Split(' ', StringSplitOptions.RemoveEmptyEntries).Any(w => !Filler.IsGreeting(w.TrimEnd(',').ToLowerInvariant()));

    private static (Command?, string?) Split(string? agent, string text, string zone, DateTimeOffset now)
    {
        var (readings, question, refusal) = MessageParts.Split(text, zone, now);
        return refusal is not null ? (null, refusal)
            : agent is null && readings is [{ Spec: null }] ? (null, $"\"{Short(text)}\" does not say when; {Example.Replace("@alice", "@cron", StringComparison.Ordinal)}")
            : (new Command(agent, readings, question), null);
    }

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
