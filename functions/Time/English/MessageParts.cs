using AgentSched.Time.Specs;

namespace AgentSched.Time.English;

/// <summary>Splits a command into its message and its schedule.</summary>
internal static partial class MessageParts
{
    /// <summary>Maximum number of words of a schedule in a command.</summary>
    private const int MostWords = 40;

    /// <summary>Words with which a message cannot end: "the plan for | Monday every day at 9" is split at the wrong place.</summary>
    private static readonly HashSet<string> Links = new(StringComparer.OrdinalIgnoreCase)
    {
        "of", "on", "for", "in", "at", "the", "a", "an", "with", "from", "to", "about", "by", "since", "until", "last", "next", "this", "past", "previous", "between", "vs", "versus", "every", "each", "and", "or", "per", "than",
    };

    /// <summary>Words with which a schedule before the message can begin.</summary>
    private static readonly HashSet<string> Openers = new(StringComparer.OrdinalIgnoreCase)
    {
        "every", "each", "on", "at", "in", "tomorrow", "tonight", "next", "weekdays", "daily", "nightly", "hourly", "weekly", "monthly", "once", "twice",
    };

    /// <summary>Words that begin a day that needs a time.</summary>
    private static readonly HashSet<string> Dates = new(StringComparer.OrdinalIgnoreCase) { "on", "tomorrow", "today", "tonight", "next", "every", "each" };

    private static readonly string[] Known =
    [
        "weekday", "weekdays", "weekend", "weekends", "tomorrow", "tonight", "daily", "nightly", "hourly", "weekly", "monthly", "quarterly", "yearly", "minute", "minutes", "hours",
        "midnight", "month", "morning", "evening", "afternoon", .. Phrase.Days.Select(d => d.ToLowerInvariant()), .. Phrase.Months.Select(m => m.ToLowerInvariant()),
    ];

    /// <summary>Splits the text after the name. Null: it contains no schedule.</summary>
    public static (string Message, SpecText? Spec, string? Refusal)? Split(string text, string zone, DateTimeOffset now)
    {
        var words = Words(text);
        var (suffix, refused) = Suffix(text, words, zone, now);
        var prefix = Prefix(text, words, zone, now);
        if (refused is not null)
        {
            return ("", null, $"{refused}, or end with \"now\" to run it at once");
        }

        // "every day check the disks at 9": prefix and suffix are one schedule.
        if (prefix is { } front && suffix is { } back && front.End < back.Start)
        {
            var whole = EnglishReader.Read($"{text[..front.End]} {text[back.Start..]}", zone, now);
            if (whole.Spec is { } both && Message(text[front.End..back.Start]) is { Length: > 0 } middle)
            {
                return (middle, both, null);
            }
        }

        // "tomorrow check the disks at 9": prefix and suffix are a schedule only together.
        if (prefix is null && DateInFront(text, words, suffix, zone, now) is { } dated)
        {
            return dated;
        }

        if (prefix is { } first && (suffix is null || first.End - words[0].Start > 0 && words[0].Text.Equals("every", StringComparison.OrdinalIgnoreCase)))
        {
            return (Message(text[first.End..]), first.Spec, null);
        }

        return suffix is { } last ? (Message(text[..last.Start]), last.Spec, null) : Tail(text, words, zone, now);
    }

    /// <summary>Joins the text before the name and the end of the text after it to one schedule: "every Monday @alice check the disks at 9". Null: they are not one.</summary>
    public static (string Message, SpecText Spec)? Joined(string before, string after, string zone, DateTimeOffset now) =>
        Suffix(after, Words(after), zone, now).Found is { } end && EnglishReader.Read($"{before} {after[end.Start..]}", zone, now).Spec is { } both && Message(after[..end.Start]) is { Length: > 0 } message
            ? (message, both)
            : null;

    /// <summary>The message of an immediate run: the text without the "now" at its end. Null: it does not end like this.</summary>
    public static string? WithoutNow(string text)
    {
        var bare = text.TrimEnd('.', '!');
        return Array.Find(new[] { " right now", " immediately", " at once", " now" }, now => bare.EndsWith(now, StringComparison.OrdinalIgnoreCase)) is { } word
            ? Message(bare[..^word.Length])
            : null;
    }

    private static ((int Start, SpecText Spec)? Found, string? Refusal) Suffix(string text, List<(int Start, string Text)> words, string zone, DateTimeOffset now)
    {
        string? refusal = null;
        for (var i = Math.Max(1, words.Count - MostWords); i < words.Count; i++)
        {
            var word = words[i].Text.ToLowerInvariant();
            if (IsPlace(text[words[i].Start..], now) || Links.Contains(words[i - 1].Text) || Filler.IsFiller(word) || word is "," or "and" or "then")
            {
                continue;
            }

            var reading = EnglishReader.Read(text[words[i].Start..], zone, now);
            if (reading.Spec is { } spec)
            {
                return refusal is not null ? (null, refusal)
                    : reading.IsBareTime && Doubt(text, words, i) is { } doubt ? (null, doubt)
                    : ((words[i].Start, spec), null);
            }

            // Words about the past or the present are part of the message: "summarize yesterday".
            if (reading.IsKnown && word.TrimEnd('.', '!', '?', ',') is not ("yesterday" or "today" or "now" or "immediately" or "right" or "morning" or "afternoon" or "evening" or "night"))
            {
                refusal ??= reading.Refusal;
            }
        }

        return (null, refusal);
    }

    private static (string Message, SpecText? Spec, string? Refusal)? DateInFront(string text, List<(int Start, string Text)> words, (int Start, SpecText Spec)? suffix, string zone, DateTimeOffset now)
    {
        for (var count = Math.Min(words.Count - 1, 8); count >= 1 && Dates.Contains(words[0].Text); count--)
        {
            var end = words[count - 1].Start + words[count - 1].Text.Length;
            var front = text[..end].TrimEnd(',', ':');
            if (EnglishReader.Read(front, zone, now) is not { IsKnown: true, Refusal: { } refusal })
            {
                continue;
            }

            return suffix is { } back && end < back.Start && EnglishReader.Read($"{front} {text[back.Start..]}", zone, now).Spec is { } both && Message(text[end..back.Start]) is { Length: > 0 } message
                ? (message, both, null)
                : ("", null, refusal);
        }

        return null;
    }

    private static (int End, SpecText Spec)? Prefix(string text, List<(int Start, string Text)> words, string zone, DateTimeOffset now)
    {
        if (!Openers.Contains(words[0].Text))
        {
            return null;
        }

        for (var count = Math.Min(words.Count - 1, MostWords); count >= 2; count--)
        {
            var last = words[count - 1];
            if (!Filler.IsFiller(last.Text.ToLowerInvariant()) && !Links.Contains(last.Text)
                && EnglishReader.Read(text[..(last.Start + last.Text.Length)].TrimEnd(',', ':'), zone, now).Spec is { } spec)
            {
                return (last.Start + last.Text.Length, spec);
            }
        }

        return null;
    }

    /// <summary>Whether a text begins with a zone. No schedule does: in "the weather in London every day at 8", London is part of the message.</summary>
    private static bool IsPlace(string text, DateTimeOffset now) => Zones.TryRead(new Reader(text, Tokens.Of(text)), new Draft(now, TimeZoneInfo.Utc));

    /// <summary>Refuses a time alone, which means every day, if the words before it may be misspelled days: "every weekdey at 9am", "tomorow at 17:00". Null: no doubt.</summary>
    private static string? Doubt(string text, List<(int Start, string Text)> words, int suffix)
    {
        var every = words.FindLastIndex(suffix - 1, Math.Min(suffix, 3), w => w.Text.ToLowerInvariant() is "every" or "each");
        var from = every >= 0 ? every : Near(words[suffix - 1].Text) is not null ? suffix - 1 : -1;
        return from < 0 ? null : Unknown(text[words[from].Start..words[suffix].Start].TrimEnd(), words[suffix - 1].Text);
    }

    /// <summary>Refuses words that look like a schedule but cannot be read, or that stand in the middle of the message. Null: there are none.</summary>
    private static (string, SpecText?, string?)? Tail(string text, List<(int Start, string Text)> words, string zone, DateTimeOffset now)
    {
        for (var i = words.Count - 2; i >= Math.Max(1, words.Count - MostWords); i--)
        {
            if (words[i].Text.ToLowerInvariant() is not ("every" or "each"))
            {
                continue;
            }

            var nearEnd = i >= words.Count - 4;
            for (var count = 4; count >= 2; count--)
            {
                var end = Math.Min(words.Count, i + count) - 1;
                var middle = text[words[i].Start..(words[end].Start + words[end].Text.Length)];
                if (EnglishReader.Read(middle, zone, now).Spec is not null)
                {
                    return ("", null, $"\"{middle}\" is in the middle of the message; put it at the end, or end with \"now\" to run it at once");
                }
            }

            if (nearEnd)
            {
                return ("", null, Unknown(text[words[i].Start..], words[i + 1].Text));
            }
        }

        return words.Count > 1 && Near(words[^1].Text) is not null ? ("", null, Unknown(words[^1].Text, words[^1].Text)) : null;
    }
}
