using System.Globalization;

namespace AgentSched.Time.Specs;

/// <summary>Excluded days of a zone's calendar.</summary>
internal sealed class Exclusions(IReadOnlyList<(DateOnly First, DateOnly Last)> ranges, TimeZoneInfo zone)
{
    /// <summary>Parses <c>2026-12-24</c> or <c>2026-12-24/2026-12-26</c>.</summary>
    public static bool TryParse(string text, out (DateOnly First, DateOnly Last) range)
    {
        range = default;
        var ends = text.Split('/');
        if (ends.Length > 2 || !TryParseDay(ends[0], out var first) || !TryParseDay(ends[^1], out var last) || last < first)
        {
            return false;
        }

        range = (first, last);
        return true;
    }

    /// <summary>The last tick of the exclusion range that contains an instant. Null: no range contains it.</summary>
    public DateTimeOffset? EndOf(DateTimeOffset instant)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);
        foreach (var (first, last) in ranges)
        {
            if (day >= first && day <= last)
            {
                return LocalTime.ToInstant(last.AddDays(1).ToDateTime(TimeOnly.MinValue), zone).AddTicks(-1);
            }
        }

        return null;
    }

    private static bool TryParseDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day) && day < DateOnly.MaxValue;
}
