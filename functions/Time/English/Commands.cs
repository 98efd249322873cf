using System.Diagnostics.CodeAnalysis;

namespace AgentSched.Time.English;

/// <summary>
/// Reads <c>@alice check deprecated models every weekday at 9am</c> and <c>every weekday at 9am @alice: check deprecated models</c>.
/// The schedule is the longest prefix or suffix that can be read as one; the rest is the message, unchanged.
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

        var agent = mention.Name is "cron" or "schedule" ? null : mention.Name;
        var (before, after) = (text[..mention.Start].TrimEnd(' ', ',', ':'), text[mention.End..].TrimStart(' ', ',', ':').TrimEnd());
        if (after.Length == 0)
        {
            return (null, $"\"{Short(text)}\" contains no message; {Example}");
        }

        // "@cron @alice check models every weekday at 9am"
        if (agent is null && Mention.Find(after) is { Start: 0 } inner && after[inner.End..].Trim(' ', ',', ':') is { Length: > 0 } rest)
        {
            (agent, after) = (inner.Name, rest);
        }

        if (before.Split(' ', StringSplitOptions.RemoveEmptyEntries).Any(w => !Filler.IsGreeting(w.TrimEnd(',').ToLowerInvariant())))
        {
            return Framed(agent, before, after, zone, now);
        }

        if (agent is not null && MessageParts.WithoutNow(after) is { Length: > 0 } message)
        {
            return (new Command(agent, message, null), null);
        }

        return MessageParts.Split(after, zone, now) switch
        {
            { Refusal: { } refusal } => (null, refusal),
            { } parts => (new Command(agent, parts.Message, parts.Spec), null),
            null when agent is null => (null, $"\"{Short(after)}\" does not say when; {Example.Replace("@alice", "@cron", StringComparison.Ordinal)}"),
            null => (new Command(agent, after, null), null),
        };
    }

    /// <summary>"every weekday at 9am @alice: check models", "every Monday @alice check models at 9", "check models @alice every Monday at 9".</summary>
    private static (Command?, string?) Framed(string? agent, string before, string after, string zone, DateTimeOffset now)
    {
        if (MessageParts.Joined(before, after, zone, now) is var (message, both))
        {
            return (new Command(agent, message, both), null);
        }

        var first = EnglishReader.Read(before, zone, now);
        if (first.Spec is { } spec)
        {
            return (new Command(agent, after, spec), null);
        }

        return !first.IsKnown && EnglishReader.Read(after, zone, now).Spec is { } last ? (new Command(agent, before, last), null) : (null, first.Refusal);
    }

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
