using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using AgentSched.Base;
using Cronos;

namespace AgentSched.Time.Specs;

/// <summary>
/// Defines when a schedule fires. Validation, preview, firing and backfill all use <see cref="NextAfter"/>. Daylight saving, by default:
/// a daily time that does not exist moves to the next valid time, a repeated one runs once (the first time), intervals keep running.
/// </summary>
internal sealed class ScheduleSpec
{
    /// <summary>The longest cron expression, in characters.</summary>
    public const int MaxCronLength = 200;

    /// <summary>Maximum number of entries of <see cref="SpecText.Exclude"/>.</summary>
    public const int MaxExclusions = 100;

    private readonly IClock _clock;
    private readonly Exclusions _exclusions;

    private ScheduleSpec(SpecText text, IClock clock, Exclusions exclusions) => (Text, _clock, _exclusions) = (text, clock, exclusions);

    /// <summary>The spec as the user wrote it.</summary>
    public SpecText Text { get; }

    /// <summary>Why a stored spec is no longer valid, for example because its zone was removed from the system's data; it then has no occurrences. Null: it is valid.</summary>
    public string? Problem { get; private init; }

    /// <summary>Parses and validates a spec.</summary>
    /// <param name="text">The spec as the user wrote it.</param>
    /// <param name="spec">Null if the result is false.</param>
    /// <param name="wrong">Field and message of each error.</param>
    public static bool TryParse(SpecText text, [NotNullWhen(true)] out ScheduleSpec? spec, out IReadOnlyList<(string Field, string Message)> wrong)
    {
        var errors = new List<(string Field, string Message)>();
        var zone = FindZone(text, errors);
        var clock = FindClock(text, zone, errors);
        var exclusions = FindExclusions(text, zone, errors);
        if (text.EndsAt <= text.StartsAt)
        {
            errors.Add(("endsAt", "must be later than startsAt"));
        }

        wrong = errors;
        spec = errors.Count == 0 ? new ScheduleSpec(text, clock!, exclusions) : null;
        return spec is not null;
    }

    /// <summary>Parses a cron expression in a time zone, with all rules at their defaults.</summary>
    /// <exception cref="FormatException">It is not valid.</exception>
    public static ScheduleSpec Parse(string cron, string zone) => Parse(new SpecText { Cron = cron, Zone = zone });

    /// <summary>Parses a spec that was validated when it was saved.</summary>
    /// <exception cref="FormatException">It is no longer valid, for example because its zone was removed from the system's data.</exception>
    public static ScheduleSpec Parse(SpecText text) =>
        TryParse(text, out var spec, out var wrong) ? spec : throw new FormatException(string.Join("; ", wrong.Select(w => $"{w.Field} {w.Message}")));

    /// <summary>
    /// Parses the text of <see cref="ToColumn()"/>. A spec that is no longer valid has a <see cref="Problem"/> and no occurrences, so that its
    /// schedule can still be read, edited and deleted.
    /// </summary>
    public static ScheduleSpec FromColumn(string column)
    {
        SpecText? text = null;
        try
        {
            text = JsonSerializer.Deserialize<SpecText>(column, Json.Options);
        }
        catch (JsonException)
        {
            // reported below
        }

        if (text is null)
        {
            return Broken(new SpecText(), "the stored spec is not valid JSON");
        }

        return TryParse(text, out var spec, out var wrong) ? spec : Broken(text, string.Join("; ", wrong.Select(w => $"{w.Field} {w.Message}")));
    }

    private static ScheduleSpec Broken(SpecText text, string problem) => new(text, new NeverClock(), new Exclusions([], TimeZoneInfo.Utc)) { Problem = problem };

    /// <summary>The spec as it is stored: JSON.</summary>
    public string ToColumn() => ToColumn(Text);

    /// <summary>A spec text as it is stored: JSON.</summary>
    public static string ToColumn(SpecText text) => JsonSerializer.Serialize(text, Json.Options);

    /// <summary>The first occurrence strictly after <paramref name="instant"/>; null: there is none.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset instant)
    {
        if (Text.StartsAt is { } start && instant < start)
        {
            instant = start.AddTicks(-1);
        }

        // Each exclusion is passed at most once: the search continues after it.
        for (var skips = 0; skips <= MaxExclusions; skips++)
        {
            if (_clock.NextAfter(instant) is not { } next || next >= Text.EndsAt)
            {
                return null;
            }

            if (_exclusions.EndOf(next) is not { } end)
            {
                return next;
            }

            instant = end;
        }

        return null;
    }

    /// <summary>Whether <paramref name="instant"/> is an occurrence.</summary>
    public bool FiresAt(DateTimeOffset instant) => NextAfter(instant.AddTicks(-1)) == instant;

    /// <summary>The first <paramref name="count"/> occurrences after an instant; fewer where there are no more.</summary>
    public IEnumerable<DateTimeOffset> Following(DateTimeOffset instant, int count)
    {
        var next = NextAfter(instant);
        for (var i = 0; i < count && next is { } found; i++, next = NextAfter(found))
        {
            yield return found;
        }
    }

    /// <summary>The occurrence at a nominal time, with its due time: nominal time plus jitter.</summary>
    public Occurrence OccurrenceAt(string scheduleId, DateTimeOffset nominal) =>
        new(nominal, Text.Jitter is { } jitter ? nominal + Jitter.Of(scheduleId, nominal, jitter) : nominal);

    /// <summary>The time zone of the spec; UTC if it names none.</summary>
    public TimeZoneInfo Zone => Text.Zone is { } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;

    private static TimeZoneInfo? FindZone(SpecText text, List<(string Field, string Message)> errors)
    {
        var name = text.Zone ?? (text.Every is not null ? "UTC" : null);
        if (name is null)
        {
            errors.Add(("zone", "is required"));
            return null;
        }

        // IANA names only: a spec must mean the same on every machine, whatever other names its system knows.
        if ((name is "UTC" || name.Contains('/', StringComparison.Ordinal)) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId)
        {
            return zone;
        }

        errors.Add(("zone", $"\"{name}\" is not an IANA time zone such as Europe/Berlin or UTC"));
        return null;
    }

    private static IClock? FindClock(SpecText text, TimeZoneInfo? zone, List<(string Field, string Message)> errors)
    {
        switch (text)
        {
            case { Cron: { } cron, Every: null, At: null }:
                try
                {
                    return CronClock.Parse(cron, zone ?? TimeZoneInfo.Utc, text.DstGap, text.DstOverlap, text.DayMatch);
                }
                catch (CronFormatException e)
                {
                    errors.Add(("cron", $"\"{cron}\": {e.Message}"));
                    return null;
                }

            case { Cron: null, Every: { } every, At: null }:
                if (every < TimeSpan.FromSeconds(1) || every.Ticks % TimeSpan.TicksPerSecond != 0)
                {
                    errors.Add(("every", "must be whole seconds, at least PT1S"));
                    return null;
                }

                return new EveryClock(every, text.Anchor is { } anchor ? DateTimeOffset.FromUnixTimeSeconds(anchor.ToUnixTimeSeconds()) : DateTimeOffset.UnixEpoch);
            case { Cron: null, Every: null, At: { } at }:
                return zone is null ? null : new OnceClock(LocalTime.ToInstant(at, zone));
            default:
                errors.Add(("cron", "is required unless every or at is given; give exactly one of the three"));
                return null;
        }
    }

    private static Exclusions FindExclusions(SpecText text, TimeZoneInfo? zone, List<(string Field, string Message)> errors)
    {
        var ranges = new List<(DateOnly, DateOnly)>();
        for (var i = 0; i < text.Exclude.Count; i++)
        {
            if (Exclusions.TryParse(text.Exclude[i], out var range))
            {
                ranges.Add(range);
            }
            else
            {
                errors.Add(($"exclude[{i}]", $"\"{text.Exclude[i]}\" is not a day such as 2026-12-24 or a range such as 2026-12-24/2026-12-26"));
            }
        }

        return new Exclusions(ranges, zone ?? TimeZoneInfo.Utc);
    }
}
