using System.Diagnostics.CodeAnalysis;
using AgentSched.Time.Specs;

namespace AgentSched.Time.English;

/// <summary>
/// Converts plain English to a spec. It refuses unknown words and ambiguous phrases; no word is silently ignored.
/// Defaults for what a text leaves out: a time without a day is every day; a day without a time is 00:00; a bare hour is on the 24-hour
/// clock; <c>weekly</c> is Sunday, like cron's <c>@weekly</c>; <c>twice a day</c> is 09:00 and 21:00; <c>every 4 hours</c> and
/// <c>every 15 minutes</c>, which divide the day or the hour evenly, follow the zone's clock; all other intervals count from now,
/// those of days, weeks and months on the zone's calendar.
/// </summary>
internal static class EnglishReader
{
    /// <summary>Maximum length of a text, in characters.</summary>
    public const int MaxLength = 500;

    private const string Examples = "try \"every weekday at 9am\" or \"tomorrow at 17:00\"";

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text as the user wrote it.</param>
    /// <param name="zone">Default zone if the text names none: an IANA name.</param>
    /// <param name="now">Current time, from which "tomorrow" and "in 2 hours" are counted.</param>
    /// <param name="spec">Valid, and with at least one occurrence after <paramref name="now"/>.</param>
    /// <param name="notUnderstood">A sentence that quotes the words that were not understood and gives an example.</param>
    public static bool TryParse(string text, string zone, DateTimeOffset now, [NotNullWhen(true)] out SpecText? spec, [NotNullWhen(false)] out string? notUnderstood)
    {
        var reading = Read(text, zone, now);
        (spec, notUnderstood) = (reading.Spec, Offering(reading, text, zone, now));
        return spec is not null;
    }

    /// <summary>The refusal of a reading, with the nearest phrase that is accepted in place of the general examples. Null: there is a spec.</summary>
    public static string? Offering(Reading reading, string text, string zone, DateTimeOffset now) =>
        reading is { Refusal: { } refusal, IsKnown: false } && refusal.Contains(Examples, StringComparison.Ordinal) && NearestPhrase.Of(text, zone, now) is { } near
            ? refusal.Replace(Examples, $"try \"{near}\"", StringComparison.Ordinal)
            : reading.Refusal;

    /// <summary>All specs that a text can mean; where it leaves open whether it is one time or every day or week, both.</summary>
    public static Meanings Mean(string text, string zone, DateTimeOffset now)
    {
        var reading = Read(text, zone, now);
        if (reading is { MayBeOnce: true, IsList: false, Spec: { } recurring } && ScheduleSpec.Parse(recurring) is var parsed && parsed.NextAfter(now) is { } first)
        {
            return new Meanings(reading, [new SpecText { At = TimeZoneInfo.ConvertTime(first, parsed.Zone).DateTime, Zone = recurring.Zone }, recurring]);
        }

        if (reading is { Spec: not null, IsBareTime: false } || !reading.IsKnown)
        {
            return new Meanings(reading, reading.Spec is { } only ? [only] : []);
        }

        Action<Draft>[] either = reading.IsEveryNth
            ? [draft => draft.CountWeeks(), draft => draft.Recurring = true]
            : [draft => draft.Once = draft.Times.Count > 0, draft => draft.Recurring |= draft.Times.Count > 0];
        return new Meanings(reading, [.. either.Select(complete => Read(text, zone, now, complete).Spec).OfType<SpecText>().DistinctBy(ScheduleSpec.ToColumn, StringComparer.Ordinal)]);
    }

    /// <summary>Like <see cref="TryParse"/>; the result also says whether all words were known, so that only their meaning was refused.</summary>
    /// <param name="text">The text as the user wrote it.</param>
    /// <param name="zone">Default zone if the text names none: an IANA name.</param>
    /// <param name="now">Current time.</param>
    /// <param name="complete">Adds what the text leaves open to its draft. Null: nothing.</param>
    public static Reading Read(string text, string zone, DateTimeOffset now, Action<Draft>? complete = null)
    {
        if (text.Length > MaxLength)
        {
            return Reading.Unknown(text[..20] + "…", $"is too long to be a time; {Examples}");
        }

        if (!ZoneNames.TryFind(zone, out var canonical, out var clock))
        {
            return Reading.Unknown(zone, "is not an IANA time zone such as Europe/Berlin or UTC");
        }

        // A cron expression is accepted, too; one of another scheduler is named.
        if ((CronText.Read(text, canonical, now) ?? CronText.OfOther(text)) is { } cron)
        {
            return cron;
        }

        var tokens = Tokens.Of(text);
        var reading = Read(text, tokens, new Draft(now, clock, canonical), complete, out var named);

        // A zone at the end determines the meaning of "tomorrow" at the beginning.
        reading = named is not null && named != canonical ? Read(text, tokens, new Draft(now, ZoneNames.Get(named), named), complete, out _) : reading;
        return reading with { NamesZone = named is not null };
    }

    private static Reading Read(string text, List<Token> tokens, Draft draft, Action<Draft>? complete, out string? zone)
    {
        zone = null;
        var reader = new Reader(text, tokens);
        if (reader.AtEnd)
        {
            return Reading.Unknown(text.Trim(), $"contains no time; {Examples}");
        }

        while (!reader.AtEnd)
        {
            draft.HasAnd |= reader.Word() == "and";
            if (!Filler.TrySkip(reader) && !TryPhrase(reader, draft))
            {
                return Reading.Unknown(reader.Quote(reader.At, EndOfUnknown(text, tokens, reader.At, draft)), $"is not understood as a time; {Examples}");
            }

            if (reader.Refusal is { } refusal)
            {
                return new Reading(null, refusal, IsKnown: true);
            }
        }

        zone = draft.NamedZone;
        complete?.Invoke(draft);
        var bare = draft is { Interval: null, NamesDays: false, Date: null, Instant: null, Once: false, Recurring: false };
        var reading = SpecBuilder.Build(draft, text.Trim());
        return reading with { IsBareTime = bare, MayBeOnce = draft.IsOpen, IsList = draft.IsList, IsEveryNth = draft is { IsEveryNth: true, Interval: null }, Missing = reading.Spec is { } spec ? MissingParts.Of(draft, spec) : Missing.None };
    }

    private static bool TryPhrase(Reader reader, Draft draft) =>
        Zones.TryRead(reader, draft)
        || RepeatLimits.TryRead(reader, draft)
        || Windows.TryRead(reader, draft)
        || Intervals.TryRead(reader, draft)
        || OnceDates.TryRead(reader, draft)
        || Days.TryRead(reader, draft)
        || ClockTimes.TryRead(reader, draft);

    /// <summary>Index of the next token that starts a known phrase.</summary>
    private static int EndOfUnknown(string text, List<Token> tokens, int from, Draft draft)
    {
        for (var at = from + 1; at < tokens.Count; at++)
        {
            var reader = new Reader(text, tokens) { At = at };
            if (TryPhrase(reader, new Draft(draft.Now, draft.Zone)) && reader.Refusal is null)
            {
                // A word such as "until" has a meaning only together with the following words.
                return Filler.IsLink(tokens[at - 1].Word) ? reader.At : at;
            }
        }

        return tokens.Count;
    }
}
