using static AgentSched.Tests.Time.Specs.Oracle.GeneratedCron;

namespace AgentSched.Tests.Time.Specs.Oracle;

/// <summary>Day fields with L, W and #, decided for one day at a time by looking at the calendar around it.</summary>
internal static class SpecialDays
{
    private static readonly string[] Names = ["sun", "MON", "Tue", "WED", "thu", "FRI", "SAT"];

    public static (string Text, Func<DateTime, bool> Fits) DayOfMonth(Random random, DateTime near)
    {
        var offset = Math.Min(30, DateTime.DaysInMonth(near.Year, near.Month) - near.Day + random.Next(2));
        switch (random.Next(12))
        {
            case 0:
                return ("L", day => day.Day == Length(day));
            case 1:
                return ($"L-{Number(offset)}", day => day.Day == Length(day) - offset);
            case 2:
                return ($"L-{Number(offset)}W", day => IsNearestWeekday(day, Length(day) - offset));
            case 3:
                return ("LW", day => IsNearestWeekday(day, Length(day)));
            case 4:
                var target = Math.Clamp(near.Day + random.Next(-1, 2), 1, 31);
                return ($"{Number(target)}W", day => IsNearestWeekday(day, target));
            case 5 or 6:
                var days = new bool[32];
                var text = Field(random, 1, 31, days, near.Day, favourStar: 20, out _);
                return (text, day => days[day.Day]);
            default:
                return (random.Next(2) == 0 ? "*" : "?", _ => true);
        }
    }

    public static (string Text, Func<DateTime, bool> Fits) DayOfWeek(Random random, DateTime near)
    {
        var weekday = (int)near.DayOfWeek;
        var written = random.Next(3) == 0 ? Names[weekday] : Number(weekday == 0 && random.Next(2) == 0 ? 7 : weekday);
        switch (random.Next(10))
        {
            case 0:
                return ($"{written}L", day => (int)day.DayOfWeek == weekday && day.AddDays(7).Month != day.Month);
            case 1:
                var nth = ((near.Day - 1) / 7) + 1;
                return ($"{written}#{Number(nth)}", day => (int)day.DayOfWeek == weekday && ((day.Day - 1) / 7) + 1 == nth);
            case 2:
                var length = random.Next(7);
                var days = Enumerable.Range(weekday, length + 1).Select(day => day % 7).ToHashSet();
                return ($"{Number(weekday)}-{Names[(weekday + length) % 7]}", day => days.Contains((int)day.DayOfWeek));
            case 3:
                var other = random.Next(7);
                return ($"{written},{Number(other)}", day => (int)day.DayOfWeek == weekday || (int)day.DayOfWeek == other);
            default:
                return (random.Next(2) == 0 ? "*" : "?", _ => true);
        }
    }

    private static int Length(DateTime day) => DateTime.DaysInMonth(day.Year, day.Month);

    /// <summary>Of the month's weekdays the closest to the target day is this one; a Saturday's is Friday, a Sunday's Monday.</summary>
    private static bool IsNearestWeekday(DateTime day, int target)
    {
        var length = Length(day);
        if (target < 1 || target > length)
        {
            return false;
        }

        var nearest = Enumerable.Range(1, length)
            .Where(candidate => new DateTime(day.Year, day.Month, candidate, 0, 0, 0, DateTimeKind.Unspecified).DayOfWeek is not (System.DayOfWeek.Saturday or System.DayOfWeek.Sunday))
            .MinBy(candidate => Math.Abs(candidate - target));
        return day.Day == nearest;
    }
}
