using System.Text.RegularExpressions;
using AgentSched.Time.Specs;

namespace AgentSched.Time.English;

/// <summary>
/// Splits a command into its message and its schedule. A split is certain if its schedule has one meaning, stands at an end of the text and takes
/// every phrase about time with it; otherwise all possible splits are returned, and the caller chooses.
/// </summary>
internal static partial class MessageParts
{
    /// <summary>Upper bound of readings that schedule something.</summary>
    private const int MostReadings = 4;

    /// <summary>Upper bound of phrases within the message that are tried as a schedule; more are a text about time.</summary>
    private const int MostInner = 4;

    /// <summary>Characters at the end of a text in which "now" and "schedule it for" are searched for.</summary>
    private const int Tail = 80;

    /// <summary>Words after which a phrase may belong to the message: "the plan for | next Friday at 5pm".</summary>
    private static readonly HashSet<string> Links = new(StringComparer.OrdinalIgnoreCase)
    {
        "of", "on", "for", "in", "at", "the", "a", "an", "with", "from", "to", "about", "by", "since", "until", "last", "next", "this", "past", "previous", "between", "vs", "versus", "every", "each", "or", "per", "than", "before", "after", "till", "around",
    };

    /// <summary>Splits the text of a command without its name.</summary>
    /// <returns>A refusal if a time was meant and cannot be read; readings otherwise, and the question if none of them is certain.</returns>
    public static (IReadOnlyList<CommandReading> Readings, string? Question, string? Refusal) Split(string text, string zone, DateTimeOffset now)
    {
        var phrases = TimePhrases.Find(text, now);
        if (phrases.Find(p => p.Kind == TimePhraseKind.Misspelled) is { End: > 0 } wrong)
        {
            return ([], null, Misspelled(text, wrong));
        }

        var times = phrases.FindAll(p => p.Kind != TimePhraseKind.Limit);
        var atOnce = new CommandReading(text.Trim(), null);
        var hints = TimeHints.Find(text);
        foreach (var phrase in phrases)
        {
            if (TimeHints.IsNegated(text, phrase.Start, out var before))
            {
                return ([atOnce], Left($"{before} {text[phrase.Start..phrase.End]}"), null);
            }
        }

        if (times.Count == 0 && hints.Count > 0)
        {
            return ([atOnce], Left(text[hints[0].Start..hints[0].End]), null);
        }

        if (times.Count == 0 && phrases.Find(p => !TimeHints.StartsWithCount(text[p.Start..])) is { End: > 0 } length)
        {
            return ([atOnce], Left(text[length.Start..length.End]), null);
        }

        if (times.Count == 0 && TimeHints.ForbidsManaging(text))
        {
            return ([atOnce], $"\"{TimeHints.Forbids(text)}\" says what not to do, and no schedule is changed by it; confirm the reading to send the text as a message", null);
        }

        if (times.Count == 0)
        {
            return AdverbInFront(text, zone, now) is { } daily ? ([.. daily.Readings, atOnce], $"\"{daily.Words}\" may say how often to run or belong to the message; choose one of the readings", null)
                : text.IndexOf(' ') is > 0 and var adverb && Intervals.IsAdverb(text[..adverb].ToLowerInvariant()) ? ([atOnce], Left(text[..adverb]), null)
                : Every(text) is { } question ? ([atOnce], question, null)
                : ([atOnce], null, null);
        }

        var clusters = TimeCluster.Of(text, phrases);
        if (clusters is [{ IsPrefix: true, IsSuffix: true, IsContent: false }])
        {
            return ([], null, $"\"{text.Trim()}\" contains no message; try \"@alice check deprecated models every weekday at 9am\"");
        }

        var splits = Splits(text, clusters, times, hints, zone, now);
        var certain = splits.Where(s => s.IsCertain).SelectMany(s => s.Readings).Distinct().ToList();
        if (certain is [var only])
        {
            return ([only], null, null);
        }

        if (splits is [{ TakesAll: true, Meanings.IsSure: false } first, ..])
        {
            return (first.Readings, $"\"{first.Words}\" {(first.Meanings.Reading.IsBareTime ? "names no day" : first.Meanings.Reading.IsEveryNth ? "may count weeks or the days of each month" : "may be one time or a recurring one")}; choose one of the readings", null);
        }

        var some = splits.SelectMany(s => s.Readings).DistinctBy(r => (r.Message, ScheduleSpec.ToColumn(r.Spec!))).Take(MostReadings).ToList();
        if (some.Count == 0 && TimeHints.Beside(text) is var (from, to) && !clusters.Exists(c => c.Start <= from && to <= c.End) && clusters.Exists(c => !c.IsContent))
        {
            return ([], null, $"\"{text[from..to]}\" beside a time is not understood; write days as in \"every Monday and Friday\" and dates as in \"on 24 December\"; to run the message at once as it is, end with \"now\"");
        }

        var unread = hints.FindIndex(h => !clusters.Exists(c => c.Start <= h.Start && h.End <= c.End));
        if (some.Count == 0 && unread >= 0)
        {
            return ([atOnce], Left(text[hints[unread].Start..hints[unread].End].Trim()), null);
        }

        if (some.Count == 0 && Refusal(text, clusters, zone, now) is { } refusal)
        {
            return ([], null, $"{refusal}; to run the message at once as it is, end with \"now\"");
        }

        var asked = clusters.First(c => c.Start <= times[0].Start && times[0].End <= c.End);
        var words = text[asked.Start..asked.End];
        return ([.. some, atOnce], some.Count == 0
            ? EnglishReader.Read(words, zone, now) is { IsKnown: true, Refusal: { } past } && past.Contains(OnceBuilder.Past, StringComparison.Ordinal) ? $"{past}; or confirm the reading to run it at once with these words in its message" : Left(words)
            : TimeHints.Zone(some[0].Message) is { } apart && !some[0].NamesZone ? $"\"{apart}\" stands apart from the time and would be left in the message; write the zone right after the time, as in \"every weekday at 9am Europe/Berlin\", or choose one of the readings"
            : TimeHints.Forbids(text) is { } forbids ? $"\"{forbids}\" says what not to do; choose one of the readings"
            : $"\"{words}\" may belong to the message or say when to run; choose one of the readings", null);
    }

    /// <summary>The message of an immediate run: the text without the "now" at its beginning or end. Null: it has none.</summary>
    public static string? WithoutNow(string text)
    {
        var bare = text.TrimEnd('.', '!', ' ');
        var from = Math.Max(0, bare.Length - Tail);
        return NowAtEnd().Match(bare[from..]) is { Success: true } last ? Message(bare[..(from + last.Index)])
            : NowAtStart().Match(text) is { Success: true } first ? Message(text[first.Length..])
            : null;
    }

    /// <summary>All splits, the likeliest first: both ends together, an end alone, all phrases, a phrase in the middle.</summary>
    private static List<CommandSplit> Splits(string text, List<TimeCluster> clusters, List<TimePhrase> times, List<(int Start, int End)> hints, string zone, DateTimeOffset now)
    {
        var found = new List<CommandSplit>();
        var (first, last) = (clusters[0] is { IsPrefix: true, IsContent: false } ? clusters[0] : null, clusters[^1] is { IsSuffix: true, IsContent: false } ? clusters[^1] : null);
        var inner = clusters.FindAll(c => c != first && c != last && !c.IsContent);
        if (first is not null && last is not null && first != last)
        {
            foreach (var phrase in last.Phrases.Take(IsLinked(text, last.Start) ? last.Phrases.Count : 1).Where(p => last.End - p.Start <= EnglishReader.MaxLength))
            {
                Add((first.Start, first.End), (phrase.Start, last.End));
            }
        }

        // The first phrases of the last cluster may belong to the message if a word connects them with it, or if they are no time by themselves.
        var free = last is null ? 0 : IsLinked(text, last.Start) ? last.Phrases.Count : last.Phrases.TakeWhile(p => p.Kind == TimePhraseKind.Limit || About().IsMatch(text[p.Start..p.End])).Count() + 1;
        foreach (var phrase in last?.Phrases.Take(free).Where(p => last.End - p.Start <= EnglishReader.MaxLength) ?? [])
        {
            Add((phrase.Start, last!.End));
        }

        if (first is not null)
        {
            Add((first.Start, first.End));
        }

        if (inner.Count is > 0 and <= MostInner)
        {
            Add([.. clusters.Where(c => !c.IsContent).Select(c => (c.Start, c.End))]);
            inner.ForEach(c => Add((c.Start, c.End)));
        }

        return found;

        void Add(params (int Start, int End)[] spans)
        {
            var words = string.Join(' ', spans.Select(s => text[s.Start..s.End]));
            if (CommandSplit.Of(text, spans, words, times, hints, zone, now, isInner: spans.Any(s => inner.Exists(c => c.Start == s.Start))) is { } split
                && (found.Count == 0 || !split.Meanings.Reading.IsBareTime))
            {
                found.Add(split);
            }
        }
    }

    /// <summary>The question about a run that starts at once with words about time in its message.</summary>
    private static string Left(string words) => $"\"{words}\" would be left in the message of a run that starts at once; confirm the reading, or say when, as in \"every weekday at 9am\"";

    /// <summary>Why the phrase at an end of the text is no schedule. Null: no such phrase was meant as one.</summary>
    private static string? Refusal(string text, List<TimeCluster> clusters, string zone, DateTimeOffset now)
    {
        foreach (var cluster in clusters.Where(c => !c.IsContent && (c.IsSuffix && !IsLinked(text, c.Start) || c.IsPrefix)))
        {
            var words = text[cluster.Start..cluster.End];
            var reading = About().IsMatch(words) ? default : EnglishReader.Read(words, zone, now);
            if (reading is { IsKnown: true, Refusal: { } refusal })
            {
                return refusal;
            }

            if (reading.Missing != Missing.None)
            {
                // A time of day was said elsewhere in the text, or cannot be read: "daily at 9x30".
                var clock = reading.Missing.HasFlag(Missing.Time) ? Clock().Matches(text).FirstOrDefault(m => m.Index < cluster.Start || m.Index >= cluster.End) : null;
                return clock is not null && clusters.Exists(c => c.Start < clock.Index + clock.Length && clock.Index < c.End) ? null
                    : clock is not null ? $"\"{clock.Value.Trim()}\" is not understood as a time of day; write it as in \"at 9:30\" or \"at 9am\""
                    : MissingParts.Refusal(words, reading.Missing);
            }
        }

        return null;
    }

    /// <summary>Whether a word connects a phrase with the message: the one before it, or its own "since" or "until".</summary>
    public static bool IsLinked(string text, int start) => Links.Contains(WordBefore(text, start)) && WithoutSchedule(text[..start].TrimEnd()).Length == text[..start].TrimEnd().Length || Since().IsMatch(text[start..]);

    /// <summary>The word before a place; empty at the beginning.</summary>
    public static string WordBefore(string text, int start) => text[..start].TrimEnd() is var before ? before[(before.LastIndexOf(' ') + 1)..] : "";

    /// <summary>A message without the separators and the "schedule it for" around it.</summary>
    public static string Message(string text) => WithoutSchedule(text.Trim()).Trim().Trim(',', ';', ':', '-', '–').Trim() is var bare && bare.StartsWith(')') ? bare[1..].Trim() : bare;

    private static string WithoutSchedule(string text) => Math.Max(0, text.Length - Tail) is var from ? text[..from] + OfSchedule().Replace(text[from..], "") : text;

    private static string Misspelled(string text, TimePhrase wrong)
    {
        var words = text[wrong.Start..wrong.End];
        var near = Spelling.Near(words[(words.LastIndexOf(' ') + 1)..]);
        return $"\"{words}\" is not understood as a time; did you mean \"{words[..(words.LastIndexOf(' ') + 1)]}{near}\"? If it belongs to the message, end with \"now\" to run it at once as it is";
    }

    /// <summary>"daily check the models": the first word may say how often. Null: it does not.</summary>
    private static CommandSplit? AdverbInFront(string text, string zone, DateTimeOffset now) =>
        text.IndexOf(' ') is > 0 and var end && Intervals.IsAdverb(text[..end].ToLowerInvariant()) ? CommandSplit.Of(text, [(0, end)], text[..end], [], [], zone, now, isInner: false) : null;

    /// <summary>The question about "every" near the end of a text without a time. Null: there is none.</summary>
    private static string? Every(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var at = Array.FindLastIndex(words, words.Length - 1, Math.Min(words.Length, 4), w => w.ToLowerInvariant() is "every" or "each");
        return at < 1 || at == words.Length - 1
            ? null
            : $"\"{string.Join(' ', words[at..])}\" is not understood as a time; confirm that it belongs to the message of a run that starts at once, or say when, as in \"every weekday at 9am\"";
    }

    [GeneratedRegex(@"(?<!\b(from|until|till|by|since|of|starting|beginning))\s+(right now|right away|straight away|immediately|at once|as soon as possible|asap|now)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex NowAtEnd();

    [GeneratedRegex(@"^(right now|right away|immediately|at once|now)\s*[,:]?\s+(?!on\b)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex NowAtStart();

    [GeneratedRegex(@"\bat\s+\d\S*|(?<!\S)\d{1,2}:\d\d\S*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Clock();

    [GeneratedRegex(@"^(since|after|before|until|till|through)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Since();

    /// <summary>Days in which the time of asking lies: what is said about them is the message rather than when to run.</summary>
    [GeneratedRegex(@"^(today|this\s)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex About();

    [GeneratedRegex(@"[\s,;]+(and\s+)?(please\s+)?(schedule|run|repeat|do)\s+(it|this)(\s+for)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex OfSchedule();
}
