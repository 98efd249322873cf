using System.Text.RegularExpressions;

namespace AgentSched.Time.Specs;

/// <summary>Recognizes systemd's calendar expressions, the values of <c>OnCalendar=</c>: <c>Mon..Fri *-*-* 09:00:00 Europe/Berlin</c>.</summary>
internal static partial class CalendarDialect
{
    private static readonly Dictionary<string, string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["minutely"] = "* * * * *", ["hourly"] = "@hourly", ["daily"] = "@daily", ["weekly"] = "0 0 * * MON", ["monthly"] = "@monthly",
        ["quarterly"] = "0 0 1 1,4,7,10 *", ["semiannually"] = "0 0 1 1,7 *", ["yearly"] = "@yearly", ["annually"] = "@yearly",
    };

    /// <summary>The dialect's name, and the same here. Null: it is none of systemd's.</summary>
    public static string? Of(string text)
    {
        var named = text.StartsWith("OnCalendar", StringComparison.OrdinalIgnoreCase);
        var value = named ? text["OnCalendar".Length..].TrimStart(' ', '=') : text;
        if (Words.TryGetValue(value, out var word))
        {
            return Named(CronDialect.Offer(word));
        }

        if (Shape().Match(value) is not { Success: true } match || !(match.Groups["date"].Success || match.Groups["time"].Success || match.Groups["weekdays"].Value.Contains("..", StringComparison.Ordinal)))
        {
            return named ? Named("here it is a cron expression with a zone") : null;
        }

        var second = Number(match, "second", "0");
        if (match.Groups["year"].Value is not ("" or "*") || second is not ("0" or ""))
        {
            return Named("here it is a cron expression with a zone, to the minute and of every year, or at for a single time");
        }

        var hasTime = match.Groups["time"].Success;
        var (minute, hour) = (hasTime ? Number(match, "minute", "0") : "0", hasTime ? Number(match, "hour", "*") : "0");
        var zone = match.Groups["zone"].Success ? CronDialect.WithZone(match.Groups["zone"].Value) : "";
        return Named(CronDialect.Offer($"{minute} {hour} {Number(match, "day", "*")} {Number(match, "month", "*")} {Range(match.Groups["weekdays"].Value is { Length: > 0 } days ? days : "*")}") + zone);
    }

    private static string Named(string same) => $"it looks like systemd's OnCalendar; {same}";

    /// <summary>One component in cron's notation: no leading zeros, <c>1..5</c> as <c>1-5</c>.</summary>
    private static string Number(Match match, string group, string absent) =>
        match.Groups[group].Value is { Length: > 0 } text ? LeadingZeros().Replace(Range(text), "") : absent;

    private static string Range(string text) => LongNames().Replace(text, name => name.Value[..3]).Replace("..", "-", StringComparison.Ordinal).ToUpperInvariant();

    [GeneratedRegex(
        @"^((?<weekdays>(mon|tue|wed|thu|fri|sat|sun)[a-z]*([.,\s]+(mon|tue|wed|thu|fri|sat|sun)[a-z]*)*)\s*)?(?<date>((?<year>[\d*.,/]+)-)?(?<month>[\d*.,/]+)-(?<day>[\d*.,/]+)\s*)?(?<time>(?<hour>[\d*.,/]+):(?<minute>[\d*.,/]+)(:(?<second>[\d*.,/]+))?)?(\s+(?<zone>[A-Za-z]\S+))?\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();

    [GeneratedRegex("[a-z]{3,}", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex LongNames();

    [GeneratedRegex(@"(?<!\d)0+(?=\d)", RegexOptions.CultureInvariant)]
    private static partial Regex LeadingZeros();
}
