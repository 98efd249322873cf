using System.Text.RegularExpressions;

namespace AgentSched.Time.English;

/// <summary>One way to split a command: some of its phrases are the schedule, all other words are the message.</summary>
/// <param name="Words">The words of the schedule.</param>
/// <param name="Message">The message; never empty.</param>
/// <param name="Meanings">What the words of the schedule can mean; at least one spec.</param>
/// <param name="TakesAll">Whether the message contains no phrase about time, and the schedule does not clearly belong to it.</param>
internal sealed partial record CommandSplit(string Words, string Message, Meanings Meanings, bool TakesAll)
{
    /// <summary>Words with which no message ends.</summary>
    private static readonly HashSet<string> Parts = new(StringComparer.OrdinalIgnoreCase)
    {
        "of", "the", "a", "an", "with", "to", "last", "next", "this", "past", "previous", "between", "vs", "versus", "every", "each", "or", "per", "than", "since", "about", "and",
    };

    /// <summary>Whether there is nothing to ask about this split.</summary>
    public bool IsCertain => TakesAll && Meanings.IsSure;

    public IReadOnlyList<CommandReading> Readings => [.. Meanings.Specs.Select(spec => new CommandReading(Message, spec, Meanings.Reading.NamesZone))];

    /// <param name="text">The text of the command.</param>
    /// <param name="spans">The phrases of the schedule.</param>
    /// <param name="words">The words of the schedule.</param>
    /// <param name="times">All phrases about time in the text.</param>
    /// <param name="hints">All places that look like a time (<see cref="TimeHints.Find"/>).</param>
    /// <param name="zone">Default zone.</param>
    /// <param name="now">Current time.</param>
    /// <param name="isInner">Whether the schedule stands within the message.</param>
    /// <returns>Null: the phrases are no schedule, or nothing else is there.</returns>
    public static CommandSplit? Of(string text, (int Start, int End)[] spans, string words, List<TimePhrase> times, List<(int Start, int End)> hints, string zone, DateTimeOffset now, bool isInner)
    {
        var parts = new List<string>();
        var at = 0;
        foreach (var (start, end) in spans)
        {
            parts.Add(MessageEdges.WithoutOnly(text[at..start]));
            at = end;
        }

        var linked = MessageParts.IsLinked(text, spans[^1].Start);
        parts.Add(text[at..]);
        var message = string.Join(' ', parts.Select(MessageParts.Message).Select((part, i) => linked && i == parts.Count - 2 ? WithoutLink(part) : part).Where(part => part.Length > 0 && !IsCourtesy(part)));
        if (message.Length == 0 || linked && Parts.Contains(MessageParts.WordBefore(text, spans[^1].Start)))
        {
            return null;
        }

        var phrases = spans.Select(s => text[s.Start..s.End]).ToList();
        if (MessageEdges.AreOpen(parts, phrases) || spans.Length > 1 && phrases.Count(NamesDay) > 1)
        {
            return null;
        }

        var foreign = Tokens.Of(words).Exists(t => ForeignWords.IsTime(t.Word));
        var meanings = EnglishReader.Mean(foreign ? ForeignWords.Translate(words) : words, zone, now);
        var bare = meanings.Reading.IsBareTime;
        if (bare && Recurrence(message) is { } adverb && EnglishReader.Mean($"{adverb} {words}", zone, now) is { IsSure: true } told)
        {
            meanings = told;
        }

        var left = times.Exists(t => !Array.Exists(spans, s => s.Start <= t.Start && t.End <= s.End));

        // "yesterday at 9": a time without its day would be another one. A schedule that leaves out its time or day is none.
        if (meanings.Specs.Count == 0 || meanings.Reading.Missing != Missing.None || left && bare || hints.Exists(hint => !IsTaken(text, spans, hint)) || TimeHints.Count(message) is not null || TimeHints.Beside(message) is not null)
        {
            return null;
        }

        var isApart = !meanings.Reading.NamesZone && TimeHints.Zone(message) is not null || Either().IsMatch(words) || TimeHints.Forbids(text) is not null;
        return new CommandSplit(words, message, meanings, !isApart && !left && !linked && !isInner && !foreign && !(spans[0].Start > 0 && meanings.Specs[0].MaxRuns is not null && TimeHints.StartsWithCount(text[spans[0].Start..])));
    }

    /// <summary>Whether what looks like a time is in the schedule, except for a preposition before it. If any other part is left in the message, the schedule is a wrong reading.</summary>
    private static bool IsTaken(string text, (int Start, int End)[] spans, (int Start, int End) hint) => Array.Exists(spans, s =>
        hint.Start < s.End && hint.End <= s.End && hint.End > s.Start
        && (s.Start <= hint.Start || text[hint.Start..s.Start].Trim().ToLowerInvariant() is "by" or "for" or "on" or "at" or "in" or "the" or "on the" or "by the"));

    /// <summary>"every Monday or Tuesday": one of them, or both.</summary>
    [GeneratedRegex(@"\b(mon|tues|wednes|thurs|fri|satur|sun)days?\s+or\s+(on\s+)?(mon|tues|wednes|thurs|fri|satur|sun)day", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Either();

    private static bool NamesDay(string words) => Tokens.Of(words).Exists(t => Vocabulary.TryDay(t.Word, out _, out _) || t.Word is "weekday" or "weekdays" or "weekend" or "weekends" or "today" or "tomorrow" or "tonight");

    /// <summary>"run nightly backup at midnight", "daily report at 9": the message says how often.</summary>
    private static string? Recurrence(string message) => Array.Find(["nightly", "daily"], word => Tokens.Of(message).Exists(t => t.Word == word));

    private static string WithoutLink(string part) =>
        part.LastIndexOf(' ') is var at && at > 0 && part[(at + 1)..].ToLowerInvariant() is "for" or "on" or "at" or "by" or "in" or "from" ? part[..at] : part;

    private static bool IsCourtesy(string part) => Tokens.Of(part.TrimStart('.', '!', '?')).TrueForAll(t => TimeCluster.IsCourtesy(t.Word));
}
