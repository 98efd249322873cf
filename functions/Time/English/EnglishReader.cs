using System.Diagnostics.CodeAnalysis;
using AgentSched.Time.Specs;
using Cronos;

namespace AgentSched.Time.English;

/// <summary>
/// Converts plain English to a spec. It refuses unknown words and ambiguous phrases; no word is silently ignored.
/// Defaults for what a text leaves out: a time without a day is every day; a day without a time is 00:00; a bare hour is on the 24-hour
/// clock; <c>weekly</c> is Sunday, like cron's <c>@weekly</c>; <c>twice a day</c> is 09:00 and 21:00; <c>every 4 hours</c> and
/// <c>every 15 minutes</c>, which divide the day or the hour evenly, follow the zone's clock; all other intervals count from now.
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
        (spec, notUnderstood) = (reading.Spec, reading.Refusal);
        return spec is not null;
    }

    /// <summary>Like <see cref="TryParse"/>; the result also says whether all words were known, so that only their meaning was refused.</summary>
    public static Reading Read(string text, string zone, DateTimeOffset now)
    {
        if (text.Length > MaxLength)
        {
            return Reading.Unknown(text[..20] + "…", $"is too long to be a time; {Examples}");
        }

        if (!(zone is "UTC" || zone.Contains('/', StringComparison.Ordinal)) || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var clock))
        {
            return Reading.Unknown(zone, "is not an IANA time zone such as Europe/Berlin or UTC");
        }

        // A cron expression is accepted, too.
        if (text.TrimStart() is ['*' or '@' or (>= '0' and <= '9'), ..] && CronExpression.TryParse(text, out _))
        {
            return SpecBuilder.Checked(new SpecText { Cron = text.Trim(), Zone = zone }, now, text.Trim());
        }

        var tokens = Tokens.Of(text);
        var reading = Read(text, tokens, new Draft(now, clock), out var named);

        // A zone at the end determines the meaning of "tomorrow" at the beginning.
        return named is not null && named != zone ? Read(text, tokens, new Draft(now, TimeZoneInfo.FindSystemTimeZoneById(named)), out _) : reading;
    }

    private static Reading Read(string text, List<Token> tokens, Draft draft, out string? zone)
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
        var bare = draft is { Interval: null, NamesDays: false, Date: null, Instant: null, PartOfDay: null, Once: false, Recurring: false };
        return SpecBuilder.Build(draft, text.Trim()) with { IsBareTime = bare };
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
