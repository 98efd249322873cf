namespace Cronos;

/// <summary>A parsed cron expression: when it fires next, when it fired last. It starts nothing itself.</summary>
public sealed partial class CronExpression : IEquatable<CronExpression>
{
    private readonly CronSchedule _schedule;

    private CronExpression(CronSchedule schedule) => _schedule = schedule;

    public static bool operator ==(CronExpression? left, CronExpression? right) => Equals(left, right);

    public static bool operator !=(CronExpression? left, CronExpression? right) => !Equals(left, right);

    public DateTime? GetNextOccurrence(DateTime fromUtc, bool inclusive = false)
    {
        RequireUtc(fromUtc, nameof(fromUtc));
        return AsUtc(NextUtc(fromUtc.Ticks, inclusive));
    }

    public DateTime? GetNextOccurrence(DateTime fromUtc, TimeZoneInfo zone, bool inclusive = false)
    {
        RequireUtc(fromUtc, nameof(fromUtc));
        ArgumentNullException.ThrowIfNull(zone);
        return AsUtc(Next(fromUtc.Ticks, zone, inclusive));
    }

    public DateTimeOffset? GetNextOccurrence(DateTimeOffset from, TimeZoneInfo zone, bool inclusive = false)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return InZone(Next(from.UtcTicks, zone, inclusive), zone);
    }

    public DateTime? GetPreviousOccurrence(DateTime fromUtc, bool inclusive = false)
    {
        RequireUtc(fromUtc, nameof(fromUtc));
        return AsUtc(PreviousUtc(fromUtc.Ticks, inclusive));
    }

    public DateTime? GetPreviousOccurrence(DateTime fromUtc, TimeZoneInfo zone, bool inclusive = false)
    {
        RequireUtc(fromUtc, nameof(fromUtc));
        ArgumentNullException.ThrowIfNull(zone);
        return AsUtc(Previous(fromUtc.Ticks, zone, inclusive));
    }

    public DateTimeOffset? GetPreviousOccurrence(DateTimeOffset from, TimeZoneInfo zone, bool inclusive = false)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return InZone(Previous(from.UtcTicks, zone, inclusive), zone);
    }

    public bool Equals(CronExpression? other) => other is not null && _schedule == other._schedule;

    public override bool Equals(object? obj) => Equals(obj as CronExpression);

    public override int GetHashCode() => _schedule.GetHashCode();

    public override string ToString() => _schedule.ToString();

    private long Next(long utc, TimeZoneInfo zone, bool inclusive)
    {
        if (ReferenceEquals(zone, TimeZoneInfo.Utc))
        {
            return NextUtc(utc, inclusive);
        }

        // Between two seconds: the earlier one, excluded.
        var second = WholeSecond(utc);
        return ZoneSearch.Next(_schedule, zone, second, inclusive && second == utc);
    }

    private long NextUtc(long utc, bool inclusive)
    {
        var second = WholeSecond(utc);
        var from = inclusive && second == utc ? second : second + TimeSpan.TicksPerSecond;
        return from > DateTime.MaxValue.Ticks ? WallClock.None : WallClock.AtOrAfter(_schedule, from);
    }

    private long Previous(long utc, TimeZoneInfo zone, bool inclusive)
    {
        if (ReferenceEquals(zone, TimeZoneInfo.Utc))
        {
            return PreviousUtc(utc, inclusive);
        }

        // Between two seconds: the earlier one, included.
        var second = WholeSecond(utc);
        return ZoneSearch.Previous(_schedule, zone, second, inclusive || second != utc);
    }

    private long PreviousUtc(long utc, bool inclusive)
    {
        var second = WholeSecond(utc);
        var from = inclusive || second != utc ? second : second - TimeSpan.TicksPerSecond;
        return from < 0 ? WallClock.None : WallClock.AtOrBefore(_schedule, from);
    }

    private static long WholeSecond(long ticks) => ticks - (ticks % TimeSpan.TicksPerSecond);

    private static DateTime? AsUtc(long ticks) => ticks == WallClock.None ? null : new DateTime(ticks, DateTimeKind.Utc);

    private static DateTimeOffset? InZone(long utc, TimeZoneInfo zone)
    {
        if (utc == WallClock.None)
        {
            return null;
        }

        var offset = ZoneMath.OffsetAt(zone, utc);
        return new DateTimeOffset(utc + offset, TimeSpan.FromTicks(offset));
    }

    private static void RequireUtc(DateTime time, string name)
    {
        if (time.Kind != DateTimeKind.Utc)
        {
            throw new ArgumentException($"The time must be of kind Utc, not {time.Kind}.", name);
        }
    }
}
