using System.Globalization;

namespace AgentSched.Year;

/// <summary>Makes up cron expressions together with what they mean.</summary>
internal sealed class CronMaker(Random random)
{
    private static readonly string[] Names = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    /// <summary>Five fields, or a macro.</summary>
    public CronMeaning Make()
    {
        var (minute, hour, minutes, isInterval) = Times();
        if (random.Next(25) == 0)
        {
            return random.Next(3) switch
            {
                0 => new CronMeaning("@daily", [0], [0], IsInterval: false, null, null),
                1 => new CronMeaning("@weekly", [0], [0], IsInterval: false, null, day => day.DayOfWeek == DayOfWeek.Sunday),
                _ => new CronMeaning("@monthly", [0], [0], IsInterval: false, day => day.Day == 1, null),
            };
        }

        var (dayOfMonth, fitsMonth) = random.Next(5) == 0 ? DayOfMonth() : (random.Next(9) == 0 ? "?" : "*", null);
        var (dayOfWeek, fitsWeek) = random.Next(3) == 0 ? DayOfWeekField() : ("*", null);
        return new CronMeaning($"{minute} {hour} {dayOfMonth} * {dayOfWeek}", minutes, [0], isInterval, fitsMonth, fitsWeek);
    }

    /// <summary>Six fields: several seconds of every minute.</summary>
    public CronMeaning BySeconds()
    {
        var step = random.Next(10, 31);
        return new CronMeaning(
            $"*/{Number(step)} * * * * *", [.. Enumerable.Range(0, 1440)], [.. Enumerable.Range(0, 60).Where(second => second % step == 0)], IsInterval: true, null, null);
    }

    private (string Minute, string Hour, int[] Minutes, bool IsInterval) Times()
    {
        var (minute, hour) = (random.Next(60), random.Next(24));
        switch (random.Next(100))
        {
            case < 50: // once a day, half of them at hours when clocks change
                hour = random.Next(2) == 0 ? random.Next(4) : hour;
                return (Number(minute), Number(hour), [hour * 60 + minute], false);
            case < 70:
                var hours = Enumerable.Range(0, random.Next(2, 5)).Select(_ => random.Next(24)).Distinct().Order().ToArray();
                return (Number(minute), string.Join(',', hours.Select(Number)), [.. hours.Select(h => h * 60 + minute)], false);
            case < 80:
                var (from, to) = (random.Next(12), random.Next(12, 24));
                return (Number(minute), $"{Number(from)}-{Number(to)}", [.. Enumerable.Range(from, to - from + 1).Select(h => h * 60 + minute)], true);
            case < 88:
                return (Number(minute), "*", [.. Enumerable.Range(0, 24).Select(h => h * 60 + minute)], true);
            case < 96:
                var apart = random.Next(2, 13);
                return (Number(minute), $"*/{Number(apart)}", [.. Enumerable.Range(0, 24).Where(h => h % apart == 0).Select(h => h * 60 + minute)], true);
            case < 98:
                return ("*/30", "*", [.. Enumerable.Range(0, 48).Select(half => half * 30)], true);
            default:
                return ("*/15", $"{Number(hour)}-23", [.. Enumerable.Range(hour * 4, 96 - hour * 4).Select(quarter => quarter * 15)], true);
        }
    }

    private (string Text, Func<DateTime, bool> Fits) DayOfMonth()
    {
        switch (random.Next(4))
        {
            case 0:
                return ("L", day => day.AddDays(1).Day == 1);
            case 1:
                return ("LW", day => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && day.AddDays(day.DayOfWeek == DayOfWeek.Friday ? 3 : 1).Month != day.Month);
            case 2:
                var step = random.Next(2, 9);
                return ($"*/{Number(step)}", day => day.Day % step == 1);
            default:
                var days = Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(1, 32)).Distinct().ToArray();
                return (string.Join(',', days.Select(Number)), day => days.Contains(day.Day));
        }
    }

    private (string Text, Func<DateTime, bool> Fits) DayOfWeekField()
    {
        var weekday = random.Next(7);
        switch (random.Next(5))
        {
            case 0:
                return ("MON-FRI", day => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday));
            case 1:
                var nth = random.Next(1, 6);
                return ($"{Names[weekday]}#{Number(nth)}", day => (int)day.DayOfWeek == weekday && (day.Day - 1) / 7 == nth - 1);
            case 2:
                return ($"{Number(weekday)}L", day => (int)day.DayOfWeek == weekday && day.AddDays(7).Month != day.Month);
            case 3:
                var other = (weekday + 2) % 7;
                return ($"{Number(weekday)},{Names[other]}", day => (int)day.DayOfWeek == weekday || (int)day.DayOfWeek == other);
            default:
                return (Names[weekday], day => (int)day.DayOfWeek == weekday);
        }
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
