using System.Diagnostics.CodeAnalysis;
using AgentSched.Time.Specs;
using Cronos;

namespace AgentSched.Time.English;

/// <summary>
/// Plain English to a spec. What it does not understand, or what may mean two things, it refuses: no word is passed over in silence.
/// What people leave out is decided once, here: a time without a day is every day; a day without a time is its beginning; a bare hour is
/// of the 24-hour clock; <c>weekly</c> is Sunday, as cron's <c>@weekly</c>; <c>twice a day</c> is 09:00 and 21:00; <c>every 4 hours</c> and
/// <c>every 15 minutes</c>, which divide the day or the hour evenly, follow the zone's clock, and all other intervals count from now.
/// </summary>
internal static class EnglishReader
{
    /// <summary>The longest text that is read, in characters.</summary>
    public const int MaxLength = 500;

    private const string Examples = "try \"every weekday at 9am\" or \"tomorrow at 17:00\"";

    /// <summary>Reads a text.</summary>
    /// <param name="text">As its user wrote it.</param>
    /// <param name="zone">The zone that is meant where the text names none: an IANA name.</param>
    /// <param name="now">From which "tomorrow" and "in 2 hours" are counted.</param>
    /// <param name="spec">Valid, and with at least one occurrence after <paramref name="now"/>.</param>
    /// <param name="notUnderstood">A sentence that quotes the words and says what would be understood.</param>
    public static bool TryParse(string text, string zone, DateTimeOffset now, [NotNullWhen(true)] out SpecText? spec, [NotNullWhen(false)] out string? notUnderstood)
    {
        var reading = Read(text, zone, now);
        (spec, notUnderstood) = (reading.Spec, reading.Refusal);
        return spec is not null;
    }

    /// <summary>As <see cref="TryParse"/>; tells too whether all words were known, so that it is their sense that is refused.</summary>
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

        // Whoever writes cron here is understood, too.
        if (text.TrimStart() is ['*' or '@' or (>= '0' and <= '9'), ..] && CronExpression.TryParse(text, out _))
        {
            return SpecBuilder.Checked(new SpecText { Cron = text.Trim(), Zone = zone }, now, text.Trim());
        }

        var tokens = Tokens.Of(text);
        var reading = Read(text, tokens, new Draft(now, clock), out var named);

        // A zone at the end decides what "tomorrow" at the beginning was.
        return named is not null && named != zone ? Read(text, tokens, new Draft(now, TimeZoneInfo.FindSystemTimeZoneById(named)), out _) : reading;
    }

    private static Reading Read(string text, List<Token> tokens, Draft draft, out string? zone)
    {
        zone = null;
        var reader = new Reader(text, tokens);
        if (reader.AtEnd)
        {
            return Reading.Unknown(text.Trim(), $"says no time; {Examples}");
        }

        while (!reader.AtEnd)
        {
            draft.HasAnd |= reader.Word() == "and";
            if (!Filler.TrySkip(reader) && !TryPhrase(reader, draft))
            {
                return Reading.Unknown(reader.Quote(reader.At, EndOfUnknown(text, tokens, reader.At, draft)), $"is not a time that I know; {Examples}");
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
        || Limits.TryRead(reader, draft)
        || Windows.TryRead(reader, draft)
        || Intervals.TryRead(reader, draft)
        || OnceDates.TryRead(reader, draft)
        || Days.TryRead(reader, draft)
        || ClockTimes.TryRead(reader, draft);

    /// <summary>Up to the next word at which something begins that is understood.</summary>
    private static int EndOfUnknown(string text, List<Token> tokens, int from, Draft draft)
    {
        for (var at = from + 1; at < tokens.Count; at++)
        {
            var reader = new Reader(text, tokens) { At = at };
            if (TryPhrase(reader, new Draft(draft.Now, draft.Zone)) && reader.Refusal is null)
            {
                // A word such as "until" makes sense with what follows it only.
                return Filler.IsLink(tokens[at - 1].Word) ? reader.At : at;
            }
        }

        return tokens.Count;
    }
}
