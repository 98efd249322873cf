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

    private static readonly string[] Folders = ["posix/", "right/"];

    private readonly IClock _clock;
    private readonly Exclusions _exclusions;

    private ScheduleSpec(SpecText text, TimeZoneInfo zone, IClock clock, Exclusions exclusions) => (Text, Zone, _clock, _exclusions) = (text, zone, clock, exclusions);

    /// <summary>The spec as the user wrote it, with the zone's name as the tz database spells it.</summary>
    public SpecText Text { get; }

    /// <summary>The spec with the values of <c>H</c> in its cron expression: the same occurrences, whatever the schedule.</summary>
    public SpecText Resolved => Text.Cron is { } cron && Problem is null ? Text with { Cron = CronHash.Resolve(cron, ScheduleId) } : Text;

    /// <summary>The schedule whose id gives the values of <c>H</c>. Null: none; the values are an example.</summary>
    public string? ScheduleId { get; private init; }

    /// <summary>The time zone of the spec; UTC if it names none.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>Why a stored spec is no longer valid, for example because its zone was removed from the system's data; it then has no occurrences. Null: it is valid.</summary>
    public string? Problem { get; private init; }

    /// <summary>Parses and validates a spec.</summary>
    /// <param name="text">The spec as the user wrote it.</param>
    /// <param name="spec">Null if the result is false.</param>
    /// <param name="wrong">Field and message of each error.</param>
    /// <param name="scheduleId">The schedule that it belongs to. Null: none yet.</param>
    public static bool TryParse(SpecText text, [NotNullWhen(true)] out ScheduleSpec? spec, out IReadOnlyList<(string Field, string Message)> wrong, string? scheduleId = null)
    {
        var errors = new List<(string Field, string Message)>();
        var zone = FindZone(ref text, errors);
        var clock = FindClock(text, zone, scheduleId, errors);
        var exclusions = FindExclusions(text, zone, errors);
        if (text.EndsAt <= text.StartsAt)
        {
            errors.Add(("endsAt", "must be later than startsAt"));
        }

        wrong = errors;
        spec = errors.Count == 0 ? new ScheduleSpec(text, zone!, clock!, exclusions) { ScheduleId = scheduleId } : null;
        return spec is not null;
    }

    /// <summary>Parses a cron expression in a time zone, with all rules at their defaults.</summary>
    /// <exception cref="FormatException">It is not valid.</exception>
    public static ScheduleSpec Parse(string cron, string zone) => Parse(new SpecText { Cron = cron, Zone = zone });

    /// <summary>Parses a spec that was validated when it was saved.</summary>
    /// <exception cref="FormatException">It is no longer valid, for example because its zone was removed from the system's data.</exception>
    public static ScheduleSpec Parse(SpecText text, string? scheduleId = null) =>
        TryParse(text, out var spec, out var wrong, scheduleId) ? spec : throw new FormatException(string.Join("; ", wrong.Select(w => $"{w.Field} {w.Message}")));

    /// <summary>
    /// Parses the text of <see cref="ToColumn()"/>. A spec that is no longer valid has a <see cref="Problem"/> and no occurrences, so that its
    /// schedule can still be read, edited and deleted.
    /// </summary>
    /// <param name="column">The stored text.</param>
    /// <param name="scheduleId">The schedule that it belongs to.</param>
    public static ScheduleSpec FromColumn(string column, string? scheduleId = null)
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

        // Earlier releases accepted zones of these folders.
        var zone = text.Zone is ['p' or 'P' or 'r' or 'R', ..] name && Folders.FirstOrDefault(f => name.StartsWith(f, StringComparison.OrdinalIgnoreCase)) is { } folder ? name[folder.Length..] : text.Zone;
        return TryParse(text with { Zone = zone }, out var spec, out var wrong, scheduleId) ? spec : Broken(text, string.Join("; ", wrong.Select(w => $"{w.Field} {w.Message}")));
    }

    private static ScheduleSpec Broken(SpecText text, string problem) => new(text, TimeZoneInfo.Utc, new NeverClock(), new Exclusions([], TimeZoneInfo.Utc)) { Problem = problem };

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

    private static TimeZoneInfo? FindZone(ref SpecText text, List<(string Field, string Message)> errors)
    {
        if (text.Zone is not { } name)
        {
            if (text.Every is null)
            {
                errors.Add(("zone", "is required"));
            }

            return TimeZoneInfo.Utc;
        }

        if (ZoneNames.TryFind(name, out var canonical, out var zone))
        {
            text = text with { Zone = canonical };
            return zone;
        }

        errors.Add(("zone", ZoneNames.IsKnown(name)
            ? $"\"{name}\" is missing in the time zone data of this machine"
            : $"\"{name}\" is not an IANA time zone such as Europe/Berlin or UTC"));
        return null;
    }

    private static IClock? FindClock(SpecText text, TimeZoneInfo? zone, string? scheduleId, List<(string Field, string Message)> errors)
    {
        switch (text)
        {
            case { Cron: { } cron, Every: null, Calendar: null, At: null }:
                try
                {
                    return CronClock.Parse(cron, scheduleId, zone ?? TimeZoneInfo.Utc, text.DstGap, text.DstOverlap, text.DayMatch);
                }
                catch (CronFormatException e)
                {
                    errors.Add(("cron", $"\"{cron}\": {CronDialect.Of(cron) ?? e.Message}"));
                    return null;
                }

            case { Cron: null, Every: { } every, Calendar: null, At: null }:
                if (every < TimeSpan.FromSeconds(1) || every.Ticks % TimeSpan.TicksPerSecond != 0)
                {
                    errors.Add(("every", "must be whole seconds, at least PT1S"));
                    return null;
                }

                return new EveryClock(every, Anchor(text));
            case { Cron: null, Every: null, Calendar: { } calendar, At: null }:
                if (CalendarInterval.Parse(calendar) is not { } interval)
                {
                    errors.Add(("every", $"\"{calendar}\" is not a number of days, weeks or months such as P2D"));
                    return null;
                }

                return zone is null ? null : new CalendarClock(interval, TimeZoneInfo.ConvertTime(Anchor(text), zone).DateTime, zone, text.DstGap, text.DstOverlap);
            case { Cron: null, Every: null, Calendar: null, At: { } at }:
                if (at < LocalTime.First || at > LocalTime.Last)
                {
                    errors.Add(("at", $"must be from {LocalTime.First:yyyy-MM-dd} to {LocalTime.Last:yyyy-MM-dd}"));
                    return null;
                }

                return zone is null ? null : new OnceClock(LocalTime.ToInstants(at, zone, text.DstGap, text.DstOverlap));
            default:
                string?[] given = [text.Cron is null ? null : "cron", text.Every is null && text.Calendar is null ? null : "every", text.At is null ? null : "at"];
                var named = given.OfType<string>().ToList();
                errors.Add(named is [var first, .. var others] ? (first, $"cannot be combined with {string.Join(" and ", others)}; give exactly one of cron, every and at")
                    : ("cron", "is required unless every or at is given; give exactly one of the three"));
                return null;
        }
    }

    /// <summary>The first occurrence of an interval, in whole seconds.</summary>
    private static DateTimeOffset Anchor(SpecText text) => DateTimeOffset.FromUnixTimeSeconds(text.Anchor?.ToUnixTimeSeconds() ?? 0);

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
