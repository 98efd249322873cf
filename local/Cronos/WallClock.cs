using System.Numerics;

namespace Cronos;

/// <summary>Finds the matching wall-clock times beside a given one, as ticks; no zones here.</summary>
/// <remarks>Each field is one bit scan, and nothing is allocated. All ticks are whole seconds.</remarks>
internal static class WallClock
{
    public const long None = -1;

    /// <summary>The calendar repeats after 400 years to the weekday: what does not match in these never does.</summary>
    private const int CalendarYears = 400;

    /// <summary>First match at or after <paramref name="ticks"/>, or <see cref="None"/>.</summary>
    public static long AtOrAfter(in CronSchedule schedule, long ticks)
    {
        var from = new DateTime(ticks, DateTimeKind.Utc);
        var (year, month, day) = (from.Year, from.Month, from.Day);
        if (Has(schedule.Months, month) && Has(schedule.DaysIn(year, month), day))
        {
            var second = TimeAtOrAfter(schedule, from);
            if (second >= 0)
            {
                return from.Date.Ticks + (second * TimeSpan.TicksPerSecond);
            }
        }

        day++;
        for (var lastYear = Math.Min(DateTime.MaxValue.Year, year + CalendarYears); year <= lastYear; year++, month = 1, day = 1)
        {
            for (var next = LowestFrom(schedule.Months, month); next >= 0; next = LowestFrom(schedule.Months, next + 1))
            {
                var match = LowestFrom(schedule.DaysIn(year, next), next == month ? day : 1);
                if (match >= 0)
                {
                    return Midnight(year, next, match) + (FirstSecond(schedule) * TimeSpan.TicksPerSecond);
                }
            }
        }

        return None;
    }

    /// <summary>Last match at or before <paramref name="ticks"/>, or <see cref="None"/>.</summary>
    public static long AtOrBefore(in CronSchedule schedule, long ticks)
    {
        var from = new DateTime(ticks, DateTimeKind.Utc);
        var (year, month, day) = (from.Year, from.Month, from.Day);
        if (Has(schedule.Months, month) && Has(schedule.DaysIn(year, month), day))
        {
            var second = TimeAtOrBefore(schedule, from);
            if (second >= 0)
            {
                return from.Date.Ticks + (second * TimeSpan.TicksPerSecond);
            }
        }

        day--;
        for (var firstYear = Math.Max(1, year - CalendarYears); year >= firstYear; year--, month = 12, day = 31)
        {
            for (var next = HighestTo(schedule.Months, month); next >= 0; next = HighestTo(schedule.Months, next - 1))
            {
                var match = HighestTo(schedule.DaysIn(year, next), next == month ? day : 31);
                if (match >= 0)
                {
                    return Midnight(year, next, match) + (LastSecond(schedule) * TimeSpan.TicksPerSecond);
                }
            }
        }

        return None;
    }

    private static long TimeAtOrAfter(in CronSchedule schedule, DateTime from)
    {
        if (Has(schedule.Hours, from.Hour))
        {
            if (Has(schedule.Minutes, from.Minute) && LowestFrom(schedule.Seconds, from.Second) is >= 0 and var second)
            {
                return Second(from.Hour, from.Minute, second);
            }

            if (LowestFrom(schedule.Minutes, from.Minute + 1) is >= 0 and var minute)
            {
                return Second(from.Hour, minute, Lowest(schedule.Seconds));
            }
        }

        var hour = LowestFrom(schedule.Hours, from.Hour + 1);
        return hour < 0 ? None : Second(hour, Lowest(schedule.Minutes), Lowest(schedule.Seconds));
    }

    private static long TimeAtOrBefore(in CronSchedule schedule, DateTime from)
    {
        if (Has(schedule.Hours, from.Hour))
        {
            if (Has(schedule.Minutes, from.Minute) && HighestTo(schedule.Seconds, from.Second) is >= 0 and var second)
            {
                return Second(from.Hour, from.Minute, second);
            }

            if (HighestTo(schedule.Minutes, from.Minute - 1) is >= 0 and var minute)
            {
                return Second(from.Hour, minute, Highest(schedule.Seconds));
            }
        }

        var hour = HighestTo(schedule.Hours, from.Hour - 1);
        return hour < 0 ? None : Second(hour, Highest(schedule.Minutes), Highest(schedule.Seconds));
    }

    private static long FirstSecond(in CronSchedule schedule) =>
        Second(Lowest(schedule.Hours), Lowest(schedule.Minutes), Lowest(schedule.Seconds));

    private static long LastSecond(in CronSchedule schedule) =>
        Second(Highest(schedule.Hours), Highest(schedule.Minutes), Highest(schedule.Seconds));

    private static long Second(int hour, int minute, int second) => (hour * 3600L) + (minute * 60L) + second;

    private static long Midnight(int year, int month, int day) => new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks;

    private static bool Has(ulong bits, int value) => ((bits >> value) & 1) != 0;

    private static int Lowest(ulong bits) => BitOperations.TrailingZeroCount(bits);

    private static int Highest(ulong bits) => 63 - BitOperations.LeadingZeroCount(bits);

    /// <summary>Smallest set bit at or above <paramref name="from"/> (0 to 63), or -1.</summary>
    private static int LowestFrom(ulong bits, int from)
    {
        var rest = bits & (ulong.MaxValue << from);
        return rest == 0 ? -1 : Lowest(rest);
    }

    /// <summary>Largest set bit at or below <paramref name="to"/> (-1 to 63), or -1.</summary>
    private static int HighestTo(ulong bits, int to)
    {
        var rest = to < 0 ? 0 : bits & (ulong.MaxValue >> (63 - to));
        return rest == 0 ? -1 : Highest(rest);
    }
}
