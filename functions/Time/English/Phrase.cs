using System.Globalization;

namespace AgentSched.Time.English;

/// <summary>Formats numbers, lists and times in English.</summary>
internal static class Phrase
{
    /// <summary>Names of days; index 0 is Sunday, as in cron.</summary>
    public static readonly string[] Days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    /// <summary>Names of months; index 0 is January.</summary>
    public static readonly string[] Months =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    private static readonly string[] Ordinals = ["", "first", "second", "third", "fourth", "fifth"];

    /// <summary><c>a</c>, <c>a and b</c>, <c>a, b and c</c>.</summary>
    public static string Join(IReadOnlyList<string> parts, string last = "and") =>
        parts.Count == 1 ? parts[0] : $"{string.Join(", ", parts.Take(parts.Count - 1))} {last} {parts[^1]}";

    /// <summary><c>7, 17 and 23</c>; three or more consecutive numbers as <c>9 to 17</c>.</summary>
    public static string Set(IReadOnlyList<int> sorted, Func<int, string> word)
    {
        var parts = new List<string>();
        for (var i = 0; i < sorted.Count;)
        {
            var end = i;
            while (end + 1 < sorted.Count && sorted[end + 1] == sorted[end] + 1)
            {
                end++;
            }

            if (end - i >= 2)
            {
                parts.Add($"{word(sorted[i])} to {word(sorted[end])}");
                i = end + 1;
            }
            else
            {
                parts.Add(word(sorted[i++]));
            }
        }

        return Join(parts);
    }

    public static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary><c>1st</c>, <c>22nd</c>, <c>13th</c>.</summary>
    public static string Nth(int number) => Number(number) + ((number % 100) is >= 11 and <= 13 ? "th" : (number % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" });

    /// <summary><c>first</c> to <c>fifth</c>.</summary>
    public static string Ordinal(int number) => Ordinals[number];

    /// <summary><c>every hour</c>, <c>every 4 hours</c>.</summary>
    public static string Every(long count, string unit) => count == 1 ? $"every {unit}" : string.Create(CultureInfo.InvariantCulture, $"every {count} {unit}s");

    /// <summary><c>09:00</c>; seconds only if they are not 0.</summary>
    public static string Clock(int hour, int minute, int second = 0) =>
        string.Create(CultureInfo.InvariantCulture, $"{hour:00}:{minute:00}") + (second == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $":{second:00}"));

    /// <summary><c>2026-11-21</c>.</summary>
    public static string Day(DateTime day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
