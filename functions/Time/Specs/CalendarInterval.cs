using System.Globalization;

namespace AgentSched.Time.Specs;

/// <summary>A number of days, weeks or months of a zone's calendar. Written as <c>P2D</c>, <c>P2W</c> or <c>P3M</c>.</summary>
/// <param name="Count">1 or more.</param>
/// <param name="Unit">D, W or M.</param>
internal readonly record struct CalendarInterval(int Count, char Unit)
{
    private const int LastYear = 9990;

    /// <summary>Parses <see cref="ToString"/>. Null: it is none.</summary>
    public static CalendarInterval? Parse(string text) =>
        text is ['P', .. var digits, 'D' or 'W' or 'M'] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and < 10_000
            ? new CalendarInterval(count, text[^1])
            : null;

    /// <summary>The local time of step <paramref name="step"/>, counted from the anchor; a day that the month lacks is its last day. Null: it is beyond the calendar.</summary>
    public DateTime? At(DateTime anchor, int step)
    {
        var years = (double)step * Count / (Unit switch { 'M' => 12, 'W' => 52, _ => 365 });
        return anchor.Year + years > LastYear ? null : Unit == 'M' ? anchor.AddMonths(step * Count) : anchor.AddDays((long)step * Days);
    }

    /// <summary>A step at or before a local time: the last one, or the one before it. 0 or more.</summary>
    public int StepBefore(DateTime anchor, DateTime local) => Math.Max(0, Unit == 'M'
        ? ((local.Year - anchor.Year) * 12 + local.Month - anchor.Month) / Count - 1
        : (int)((local.Date - anchor.Date).Days / Days) - 1);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"P{Count}{Unit}");

    private long Days => Unit == 'W' ? 7L * Count : Count;
}
