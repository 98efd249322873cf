using System.Globalization;

namespace AgentSched.Time.English;

/// <summary>Words for the day-of-month, month and day-of-week fields.</summary>
/// <param name="Leading">Words before the time: <c>every weekday</c>.</param>
/// <param name="Trailing">Words after an interval: <c>on weekdays</c>. Empty for every day.</param>
internal sealed record DayWords(string Leading, string Trailing)
{
    private const string Weekdays = "1,2,3,4,5";

    /// <param name="fields">The expression.</param>
    /// <param name="either">Whether both day fields are restricted and either must match.</param>
    public static DayWords Of(CronFields fields, bool either)
    {
        var months = fields.Months.Length == 0 ? null : Phrase.Set(fields.Months, m => Phrase.Months[m - 1]);
        var within = months is null ? "" : $" in {months}";
        if (either && (fields.AnyDayOfMonth || fields.AnyDayOfWeek) || fields.AnyDayOfMonth && fields.AnyDayOfWeek)
        {
            return new DayWords($"every day{within}", within.TrimStart());
        }

        if (fields.AnyDayOfMonth)
        {
            return OfWeek(fields.DayOfWeek, months, within);
        }

        if (fields.AnyDayOfWeek)
        {
            return OfMonth(fields, months);
        }

        if (either)
        {
            return Same($"{DayOfMonth(fields.DayOfMonth, months)} and {OfWeek(fields.DayOfWeek, months, within).Leading}");
        }

        return months is null && int.TryParse(fields.DayOfMonth, CultureInfo.InvariantCulture, out var day) && int.TryParse(fields.DayOfWeek, CultureInfo.InvariantCulture, out var weekday)
            ? new DayWords($"every {Phrase.Days[weekday]} the {Phrase.Nth(day)}", $"on every {Phrase.Days[weekday]} the {Phrase.Nth(day)}")
            : Same($"{DayOfMonth(fields.DayOfMonth, months)} if it is {Condition(fields.DayOfWeek)}");
    }

    private static DayWords OfWeek(string days, string? months, string within)
    {
        if (Special(days) is { } special)
        {
            return Same($"on the {special} of {months ?? "the month"}");
        }

        var names = Names(days);
        return days == Weekdays
            ? new DayWords($"every weekday{within}", $"on weekdays{within}")
            : new DayWords($"every {Phrase.Join(names)}{within}", $"on {Phrase.Join([.. names.Select(n => n + "s")])}{within}");
    }

    private static DayWords OfMonth(CronFields fields, string? months)
    {
        if (fields.Months is not [var month] || !int.TryParse(fields.DayOfMonth, CultureInfo.InvariantCulture, out var day) || day > DateTime.DaysInMonth(2000, month))
        {
            return Same(DayOfMonth(fields.DayOfMonth, months));
        }

        var year = (day, month) == (29, 2) ? "every leap year" : "every year";
        return new DayWords($"{year} on {Phrase.Number(day)} {months}", $"on {Phrase.Number(day)} {months} {year}");
    }

    private static string DayOfMonth(string field, string? months)
    {
        var nearest = field[^1] == 'W';
        var day = nearest ? field[..^1] : field;
        var of = $"of {months ?? "the month"}";
        var before = day.Length > 2 && day[0] == 'L' ? int.Parse(day.AsSpan(2), CultureInfo.InvariantCulture) : 0;
        return (day, nearest) switch
        {
            ("L", false) => $"on the last day {of}",
            ("L", true) => $"on the last weekday {of}",
            ("1", true) => $"on the first weekday {of}",
            (['L', ..], false) when before == 1 => $"on the second to last day {of}",
            (['L', ..], false) => $"on the day {Phrase.Number(before)} days before the last day {of}",
            (['L', ..], true) => $"on the weekday nearest to the day {Phrase.Number(before)} day{(before == 1 ? "" : "s")} before the last day {of}",
            (_, true) => $"on the weekday nearest to the {Phrase.Nth(int.Parse(day, CultureInfo.InvariantCulture))} {of}",
            _ => $"on the {Phrase.Set(CronFields.Values(day), Phrase.Nth)} {of}",
        };
    }

    private static string Condition(string days) =>
        Special(days) is { } special ? $"the {special}" : days == Weekdays ? "a weekday" : $"a {Phrase.Join(Names(days), "or")}";

    /// <summary><c>first Monday</c>, <c>last Friday</c>; null: the field is a plain list of days.</summary>
    private static string? Special(string days) => days switch
    {
        [var day, '#', var nth] => $"{Phrase.Ordinal(nth - '0')} {Phrase.Days[day - '0']}",
        [var day, 'L'] => $"last {Phrase.Days[day - '0']}",
        _ => null,
    };

    /// <summary>Names of the days, from Monday on.</summary>
    private static List<string> Names(string days) => [.. CronFields.Values(days).OrderBy(d => (d + 6) % 7).Select(d => Phrase.Days[d])];

    private static DayWords Same(string words) => new(words, words);
}
