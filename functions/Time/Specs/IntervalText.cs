using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace AgentSched.Time.Specs;

/// <summary>Reads and writes the field <c>every</c>: an elapsed time such as <c>PT4H</c>, or an interval of a zone's calendar such as <c>P2W</c>.</summary>
/// <param name="Elapsed">An elapsed time. Null: it is not one.</param>
/// <param name="Calendar">Days, weeks or months of the zone's calendar, as in <see cref="SpecText.Calendar"/>. Null: it is not one.</param>
/// <param name="Problem">Why it is neither. Null: it is one of them.</param>
internal readonly partial record struct IntervalText(TimeSpan? Elapsed, string? Calendar, string? Problem)
{
    private const int MostDays = 3660;
    private const int MostMonths = 120;
    private const int MonthsOfYear = 12;
    private const int CommonYear = 2025;
    private const int LeapYear = 2024;

    /// <summary>Reads an interval. Days and weeks are calendar days if there is a zone, otherwise 24 hours each; months need a zone.</summary>
    /// <param name="text">An ISO 8601 duration.</param>
    /// <param name="hasZone">Whether the spec names a zone.</param>
    /// <param name="anchor">First occurrence, in the cron expression that a refusal offers.</param>
    /// <param name="zone">The zone of that expression. Null: UTC.</param>
    public static IntervalText Read(string text, bool hasZone, DateTimeOffset anchor, TimeZoneInfo? zone = null)
    {
        var match = Shape().Match(text);
        if (!match.Success || text.EndsWith('T') || text.Length == 1)
        {
            return Wrong($"\"{(text.Length <= 60 ? text : text[..60] + "…")}\" is not an ISO 8601 duration such as PT4H, P2D or P2W");
        }

        var (years, months, weeks, days) = (Number(match, "y"), Number(match, "mo"), Number(match, "w"), Number(match, "d"));
        var hasTime = match.Groups["t"].Success;
        if (years > 0 || months > 0)
        {
            return weeks > 0 || days > 0 || hasTime ? Wrong($"{text} mixes months with days or hours; use one of them")
                : years > 0 || !hasZone ? Wrong(NoFixedLength(text, Math.Min(years * MonthsOfYear + months, MostMonths + 1), anchor, zone ?? TimeZoneInfo.Utc))
                : months > MostMonths ? Wrong($"{text} is outside P1M–P{MostMonths}M")
                : new IntervalText(null, new CalendarInterval((int)months, 'M').ToString(), null);
        }

        var all = weeks * 7 + days;
        if (match.Groups["s"].Success || all > MostDays || (all == 0 && !hasTime) || Time(match) is not { } time || time + TimeSpan.FromDays(all) is var whole && (whole < TimeSpan.FromSeconds(1) || whole > TimeSpan.FromDays(MostDays)))
        {
            return Wrong($"{text} is outside PT1S–P{MostDays}D");
        }

        return hasTime || !hasZone ? new IntervalText(whole, null, null)
            : new IntervalText(null, (days == 0 ? new CalendarInterval((int)weeks, 'W') : new CalendarInterval((int)all, 'D')).ToString(), null);
    }

    /// <summary>The field of a spec: whole days that are elapsed time are written in hours beside a zone, because days would be those of its calendar. Null: it has none.</summary>
    public static string? Of(SpecText spec) => spec switch
    {
        { Calendar: { } calendar } => calendar,
        { Every: { } every, Zone: not null } when every.Ticks % TimeSpan.TicksPerDay == 0 => string.Create(CultureInfo.InvariantCulture, $"PT{(long)every.TotalHours}H"),
        { Every: { } every } => XmlConvert.ToString(every),
        _ => null,
    };

    private static string NoFixedLength(string text, long months, DateTimeOffset anchor, TimeZoneInfo zone)
    {
        var calendar = $"every \"P{months}M\" with a zone counts them on its calendar";
        if (MonthsOfYear % months != 0)
        {
            return $"{text} has no fixed length; {(months <= MostMonths ? calendar : "use an interval of days")}";
        }

        var at = TimeZoneInfo.ConvertTime(anchor, zone).DateTime;
        var which = Enumerable.Range(0, (int)(MonthsOfYear / months)).Select(i => (at.Month - 1 + i * (int)months) % MonthsOfYear + 1).Order().ToList();
        return DayOf(at.Day, which) is { } day
            ? $"{text} has no fixed length; use cron \"{Text(at.Minute)} {Text(at.Hour)} {day} {(months == 1 ? "*" : string.Join(',', which.Select(Text)))} *\" with zone \"{zone.Id}\", or {calendar}"
            : $"{text} has no fixed length; {calendar}";
    }

    /// <summary>The day of each of these months on which the calendar's interval runs, as cron says it. Null: cron cannot, because it is the last day of some and not of others.</summary>
    private static string? DayOf(int day, IReadOnlyList<int> months) =>
        months.All(month => day <= DateTime.DaysInMonth(CommonYear, month)) ? Text(day)
        : months.All(month => day >= DateTime.DaysInMonth(LeapYear, month)) ? "L"
        : null;

    private static TimeSpan? Time(Match match)
    {
        try
        {
            return match.Groups["t"].Success ? XmlConvert.ToTimeSpan($"P{match.Groups["t"].Value}") : TimeSpan.Zero;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
    }

    private static IntervalText Wrong(string problem) => new(null, null, problem);

    private static long Number(Match match, string group) =>
        !match.Groups[group].Success ? 0 : long.TryParse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Min(number, 1_000_000) : 1_000_000;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<s>-)?P((?<y>\d+)Y)?((?<mo>\d+)M)?((?<w>\d+)W)?((?<d>\d+)D)?(?<t>T(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();
}
