using System.Diagnostics.CodeAnalysis;
using Cronos;

namespace AgentSched.Schedules;

/// <summary>
/// When a schedule fires: a cron expression on the clock of a zone. This class is the one engine: what validates, previews and
/// fires asks <see cref="NextAfter"/>. Daylight saving, decided once: a daily time that does not exist moves to the next
/// valid one, a repeated one runs once (the first), intervals keep running.
/// </summary>
internal sealed class ScheduleSpec
{
    /// <summary>The longest cron expression, in characters.</summary>
    public const int MaxCronLength = 200;

    private readonly CronExpression _cron;
    private readonly TimeZoneInfo _zone;

    private ScheduleSpec(string cron, string zone, CronExpression expression, TimeZoneInfo info) =>
        (Cron, Zone, _cron, _zone) = (cron, zone, expression, info);

    /// <summary>As the user wrote it: five fields, or a macro such as <c>@daily</c>.</summary>
    public string Cron { get; }

    /// <summary>An IANA zone such as <c>Europe/Berlin</c>.</summary>
    public string Zone { get; }

    /// <summary>Reads a spec.</summary>
    /// <param name="cron">Five fields or a macro.</param>
    /// <param name="zone">An IANA zone.</param>
    /// <param name="spec">Null where the result is false.</param>
    /// <param name="wrong">Field and message for each thing that is wrong.</param>
    public static bool TryParse(string cron, string zone, [NotNullWhen(true)] out ScheduleSpec? spec, out IReadOnlyList<(string Field, string Message)> wrong)
    {
        var errors = new List<(string, string)>();
        CronExpression? expression = null;
        try
        {
            expression = CronExpression.Parse(cron);
        }
        catch (CronFormatException e)
        {
            errors.Add(("cron", $"\"{cron}\": {e.Message}"));
        }

        // An IANA name only: the same spec must mean the same on every machine, whatever names its system knows besides.
        var info = zone is "UTC" || zone.Contains('/', StringComparison.Ordinal) ? FindZone(zone) : null;
        if (info is null)
        {
            errors.Add(("zone", $"\"{zone}\" is not an IANA time zone such as Europe/Berlin or UTC"));
        }

        wrong = errors;
        spec = errors.Count == 0 ? new ScheduleSpec(cron, zone, expression!, info!) : null;
        return spec is not null;
    }

    /// <summary>Reads a spec that was validated when it was saved.</summary>
    /// <exception cref="FormatException">It is not valid any more, for example because its zone vanished from the system's data.</exception>
    public static ScheduleSpec Parse(string cron, string zone) =>
        TryParse(cron, zone, out var spec, out var wrong) ? spec : throw new FormatException(string.Join("; ", wrong.Select(w => $"{w.Field} {w.Message}")));

    /// <summary>The first occurrence strictly after <paramref name="instant"/>; null: there is none.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset instant) => _cron.GetNextOccurrence(instant, _zone)?.ToUniversalTime();

    /// <summary>Whether <paramref name="instant"/> is an occurrence.</summary>
    public bool FiresAt(DateTimeOffset instant) => NextAfter(instant.AddTicks(-1)) == instant;

    /// <summary>The shortest time between two of the next 1,000 occurrences; null: there are fewer than two.</summary>
    public TimeSpan? ShortestGap(DateTimeOffset from)
    {
        TimeSpan? shortest = null;
        var previous = NextAfter(from);
        for (var i = 0; i < 1000 && previous is { } p && NextAfter(p) is { } next; i++, previous = next)
        {
            shortest = shortest is { } s && s <= next - p ? s : next - p;
        }

        return shortest;
    }

    private static TimeZoneInfo? FindZone(string zone) => TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var info) && info.HasIanaId ? info : null;
}
