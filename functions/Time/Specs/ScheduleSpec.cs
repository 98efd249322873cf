using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using AgentSched.Base;
using Cronos;

namespace AgentSched.Time.Specs;

/// <summary>
/// When a schedule fires. This class is the one engine: what validates, previews, fires and fills back asks
/// <see cref="NextAfter"/>. Daylight saving, where the spec says nothing else: a daily time that does not exist moves to the next
/// valid one, a repeated one runs once (the first), intervals keep running.
/// </summary>
internal sealed class ScheduleSpec
{
    /// <summary>The longest cron expression, in characters.</summary>
    public const int MaxCronLength = 200;

    /// <summary>Most entries of <see cref="SpecText.Exclude"/>.</summary>
    public const int MaxExclusions = 100;

    private readonly IClock _clock;
    private readonly Exclusions _exclusions;

    private ScheduleSpec(SpecText text, IClock clock, Exclusions exclusions) => (Text, _clock, _exclusions) = (text, clock, exclusions);

    /// <summary>As the user wrote it.</summary>
    public SpecText Text { get; }

    /// <summary>Why a stored spec does not work any more (its zone vanished from the system's data, say); it has no occurrences then. Null: it works.</summary>
    public string? Problem { get; private init; }

    /// <summary>Reads a spec.</summary>
    /// <param name="text">What the user wrote.</param>
    /// <param name="spec">Null where the result is false.</param>
    /// <param name="wrong">Field and message for each thing that is wrong.</param>
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

    /// <summary>A cron expression on the clock of a zone, with all rules as they are by default.</summary>
    /// <exception cref="FormatException">It is not valid.</exception>
    public static ScheduleSpec Parse(string cron, string zone) => Parse(new SpecText { Cron = cron, Zone = zone });

    /// <summary>Reads a spec that was validated when it was saved.</summary>
    /// <exception cref="FormatException">It is not valid any more, for example because its zone vanished from the system's data.</exception>
    public static ScheduleSpec Parse(SpecText text) =>
        TryParse(text, out var spec, out var wrong) ? spec : throw new FormatException(string.Join("; ", wrong.Select(w => $"{w.Field} {w.Message}")));

    /// <summary>Reads what <see cref="ToColumn()"/> wrote. What is not valid any more has a <see cref="Problem"/> and no occurrences: its schedule can still be read, mended and deleted.</summary>
    public static ScheduleSpec FromColumn(string column)
    {
        SpecText? text = null;
        try
        {
            text = JsonSerializer.Deserialize<SpecText>(column, Json.Options);
        }
        catch (JsonException)
        {
            // said below
        }

        if (text is null)
        {
            return Broken(new SpecText(), "the stored spec is not JSON that can be read");
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

        // Each exclusion is passed at most once: the search goes on behind it.
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

    /// <summary>When an occurrence of a schedule comes due: at its instant, or later by its share of the jitter.</summary>
    public Occurrence OccurrenceAt(string scheduleId, DateTimeOffset nominal) =>
        new(nominal, Text.Jitter is { } jitter ? nominal + Jitter.Of(scheduleId, nominal, jitter) : nominal);

    /// <summary>The zone whose clock and calendar the spec means.</summary>
    public TimeZoneInfo Zone => Text.Zone is { } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;

    private static TimeZoneInfo? FindZone(SpecText text, List<(string Field, string Message)> errors)
    {
        var name = text.Zone ?? (text.Every is not null ? "UTC" : null);
        if (name is null)
        {
            errors.Add(("zone", "is required"));
            return null;
        }

        // An IANA name only: the same spec must mean the same on every machine, whatever names its system knows besides.
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
                errors.Add(("cron", "is required, or one of every and at in its place; exactly one of the three"));
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
