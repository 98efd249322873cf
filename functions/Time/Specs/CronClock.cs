using Cronos;

namespace AgentSched.Time.Specs;

/// <summary>
/// A cron expression in a time zone. <see cref="ZonedCron"/> finds the occurrences; this class adds the non-default rules: a time that the
/// clocks jump over may be skipped, a repeated time may run the second time or both times, and days may match by <c>or</c>.
/// </summary>
internal sealed class CronClock : IClock
{
    private const int FieldsWithSeconds = 6;

    /// <summary>Upper bound of the time between the two passes of a local time. Moves across the date line are longer, but skip days and repeat none.</summary>
    private static readonly TimeSpan LongestOverlap = TimeSpan.FromHours(4);

    private readonly CronExpression[] _expressions;
    private readonly ZonedCron[] _zoned;
    private readonly TimeZoneInfo _zone;
    private readonly DstGap _gap;
    private readonly DstOverlap _overlap;

    private CronClock(CronExpression[] expressions, bool isInterval, TimeZoneInfo zone, DstGap gap, DstOverlap overlap)
    {
        (_expressions, _zone, _gap, _overlap) = (expressions, zone, gap, overlap);
        _zoned = Array.ConvertAll(expressions, expression => new ZonedCron(expression, isInterval, zone));
    }

    /// <param name="cron">The expression; <c>H</c> stands for the values of an example (<see cref="CronHash"/>).</param>
    /// <exception cref="CronFormatException">The expression is not valid; the message names the field and its range.</exception>
    public static CronClock Parse(string cron, TimeZoneInfo zone, DstGap gap, DstOverlap overlap, DayMatch days) => Parse(cron, null, zone, gap, overlap, days);

    /// <param name="scheduleId">The schedule whose id gives the values of <c>H</c>. Null: those of an example.</param>
    /// <inheritdoc cref="Parse(string, TimeZoneInfo, DstGap, DstOverlap, DayMatch)"/>
    public static CronClock Parse(string cron, string? scheduleId, TimeZoneInfo zone, DstGap gap, DstOverlap overlap, DayMatch days)
    {
        var (resolved, isInterval) = (CronHash.Resolve(cron, scheduleId), IsInterval(Fields(CronHash.WithoutRanges(cron))));
        var fields = Fields(resolved);
        var whole = CronExpression.Parse(resolved, FormatOf(resolved));
        var expressions = days == DayMatch.Or && RestrictsBothDays(resolved)
            ? [Without(fields, DayOfWeek(fields)), Without(fields, DayOfMonth(fields))]
            : new[] { whole };
        return new CronClock(expressions, isInterval, zone, gap, overlap);
    }

    /// <summary>Whether the expression restricts both day-of-month and day-of-week, so that <see cref="DayMatch"/> matters.</summary>
    public static bool RestrictsBothDays(string cron)
    {
        var fields = Fields(cron);
        return fields.Length is 5 or FieldsWithSeconds && !IsAny(fields[DayOfMonth(fields)]) && !IsAny(fields[DayOfWeek(fields)]);
    }

    /// <summary>Whether a field for days or months matches all of them.</summary>
    public static bool IsAny(string field) => field is "*" or "?" or "*/1";

    /// <summary>Whether the expression has a field for seconds, which not every deployment allows.</summary>
    public static bool HasSeconds(string cron) => Fields(cron).Length == FieldsWithSeconds;

    /// <summary>The format with or without seconds, by the number of fields.</summary>
    public static CronFormat FormatOf(string cron) => HasSeconds(cron) ? CronFormat.IncludeSeconds : CronFormat.Standard;

    public DateTimeOffset? NextAfter(DateTimeOffset instant)
    {
        if (_gap == DstGap.Shift && _overlap == DstOverlap.First)
        {
            return Plain(instant);
        }

        // An occurrence whose first pass is before the instant may have its second pass after it.
        var from = _overlap == DstOverlap.First || instant - DateTimeOffset.MinValue < LongestOverlap ? instant : instant - LongestOverlap;
        DateTimeOffset? best = null;
        for (var plain = Plain(from); plain is { } candidate && (best is null || candidate < best); plain = Plain(candidate))
        {
            foreach (var moved in ByRule(candidate))
            {
                if (moved > instant && (best is null || moved < best))
                {
                    best = moved;
                }
            }
        }

        return best;
    }

    private IEnumerable<DateTimeOffset> ByRule(DateTimeOffset occurrence)
    {
        if (_gap == DstGap.Skip && !IsOnTheDial(occurrence))
        {
            yield break;
        }

        var second = _overlap == DstOverlap.First ? null : SecondPass(occurrence);
        if (second is null || _overlap == DstOverlap.Both)
        {
            yield return occurrence;
        }

        if (second is { } repeated)
        {
            yield return repeated;
        }
    }

    /// <summary>The instant at which the clocks repeat a local time. Null: they do not, or the expression runs there anyway, as intervals do.</summary>
    private DateTimeOffset? SecondPass(DateTimeOffset first)
    {
        // Computed from offsets: the zone data do not flag every repeated time as ambiguous.
        if (first > DateTimeOffset.MaxValue - LongestOverlap)
        {
            return null;
        }

        var back = _zone.GetUtcOffset(first) - _zone.GetUtcOffset(first + LongestOverlap);
        if (back <= TimeSpan.Zero)
        {
            return null;
        }

        var second = first + back;
        return _zone.GetUtcOffset(first) - _zone.GetUtcOffset(second) == back && Plain(second.AddTicks(-1)) != second ? second : null;
    }

    /// <summary>Whether the expression matches the local time of an occurrence; if not, the clocks jumped over the time that it names.</summary>
    private bool IsOnTheDial(DateTimeOffset occurrence)
    {
        var dial = DateTime.SpecifyKind(TimeZoneInfo.ConvertTime(occurrence, _zone).DateTime, DateTimeKind.Utc);
        return Array.Exists(_expressions, e => e.GetNextOccurrence(dial.AddTicks(-1)) == dial);
    }

    private DateTimeOffset? Plain(DateTimeOffset instant)
    {
        DateTimeOffset? earliest = null;
        foreach (var expression in _zoned)
        {
            if (expression.NextAfter(instant) is { } next && (earliest is null || next < earliest))
            {
                earliest = next;
            }
        }

        return earliest;
    }

    /// <summary>Whether the expression repeats within the day: a star, range or step in seconds, minutes or hours.</summary>
    private static bool IsInterval(string[] fields) => fields is [['@', ..] macro, ..]
        ? macro.ToUpperInvariant() is "@HOURLY" or "@EVERY_MINUTE" or "@EVERY_SECOND"
        : fields.Length > 3 && Array.Exists(fields[..^3], field => field.AsSpan().ContainsAny("*?-/"));

    private static CronExpression Without(string[] fields, int index)
    {
        var rest = (string[])fields.Clone();
        rest[index] = "*";
        var text = string.Join(' ', rest);
        return CronExpression.Parse(text, FormatOf(text));
    }

    private static string[] Fields(string cron) => cron.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static int DayOfMonth(string[] fields) => fields.Length - 3;

    private static int DayOfWeek(string[] fields) => fields.Length - 1;
}
