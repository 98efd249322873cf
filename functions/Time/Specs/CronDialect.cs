using System.Globalization;
using System.Text.RegularExpressions;
using Cronos;

namespace AgentSched.Time.Specs;

/// <summary>
/// Recognizes expressions of other schedulers: names the dialect, and gives the same in the fields of a spec if it can be said in them.
/// <see cref="CalendarDialect"/> reads those of systemd.
/// </summary>
internal static partial class CronDialect
{
    private const int CronFields = 5;
    private const int QuartzFields = 7;

    private static readonly string[] Names = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    /// <summary>What an invalid expression looks like, and the same here. Null: it looks like none that is known.</summary>
    public static string? Of(string cron)
    {
        var text = cron.Trim();
        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return Named(text) ?? fields.Length switch
        {
            QuartzFields => Quartz(fields),
            QuartzFields - 1 => SixFields(fields),
            > 0 and < CronFields when fields.All(field => Field().IsMatch(field)) => string.Create(CultureInfo.InvariantCulture, $"it has {fields.Length} of the five fields: minute, hour, day of month, month, day of week"),
            _ => null,
        };
    }

    /// <summary>Whether the same here has a zone of its own or needs none, so that a missing zone is no further error.</summary>
    public static bool NamesTheZone(string cron) => Named(cron.Trim()) is { } same && (same.Contains("zone", StringComparison.Ordinal) || same.EndsWith("instead of cron", StringComparison.Ordinal));

    /// <summary>Like <see cref="Of"/>, but not by the number of fields alone.</summary>
    public static string? Named(string text) => Quoted(text) ?? ZonePrefix(text) ?? Aws(text) ?? Rate(text) ?? Interval(text) ?? Hash(text) ?? CrontabLine(text) ?? CalendarDialect.Of(text) ?? OtherKinds(text);

    /// <summary>Writes numbers of weekdays that count from 1 = Sunday as names: <c>2-6</c> is <c>MON-FRI</c>.</summary>
    private static string Weekdays(string field) => Numbers().Replace(field, m => m.ValueSpan is [>= '1' and <= '7'] ? Names[m.ValueSpan[0] - '1'] : m.Value);

    private static string? Quoted(string text) =>
        text is ['"' or '\'' or '`' or '“', .., '"' or '\'' or '`' or '”'] && text.Length > 2 ? $"it is in quotation marks; {Offer(text[1..^1])}" : null;

    private static string? ZonePrefix(string text) => Prefix().Match(text) is { Success: true } match
        ? $"it names its zone as some crontabs do; here the zone is a field of its own: {Offer(match.Groups["rest"].Value)}{WithZone(match.Groups["zone"].Value)}"
        : null;

    /// <summary>The end of a sentence that offers an expression: its zone.</summary>
    internal static string WithZone(string name) => ZoneNames.TryFind(name, out var zone, out _)
        ? $", zone \"{zone}\""
        : $", with a zone such as \"Europe/Berlin\": \"{name}\" is not an IANA time zone";

    private static string? Aws(string text) => CronCall().Match(text) is { Success: true } match
        ? $"it looks like an expression of AWS EventBridge; {AwsOffer(match.Groups["inside"].Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}"
        : AtCall().Match(text) is { Success: true } single ? $"it looks like a single time of AWS EventBridge; here it is at \"{single.Groups["time"].Value}\", with a zone, instead of cron"
        : null;

    private static string AwsOffer(string[] fields) =>
        fields.Length == 6 ? Offer(string.Join(' ', fields[..4].Append(Weekdays(fields[4]))), fields[5]) : Offer(string.Join(' ', fields));

    private static string? Rate(string text)
    {
        if (RateCall().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var words = match.Groups["inside"].Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var every = words is [var count, var unit] && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? unit.TrimEnd('s') switch { "minute" => $"PT{number}M", "hour" => $"PT{number}H", "day" => $"P{number}D", _ => null }
            : null;
        return $"it looks like a rate of AWS EventBridge; here it is every{(every is null ? ", such as \"PT5M\"" : $" \"{every}\"")} instead of cron";
    }

    private static string? Interval(string text) => GoEvery().Match(text) is { Success: true } match ? $"it looks like an interval of Go's cron; here it is every \"PT{match.Groups["length"].Value.ToUpperInvariant()}\" instead of cron"
        : Length().Match(text) is { Success: true, Length: > 0 } length ? $"it looks like an interval; here it is every \"PT{length.Value.ToUpperInvariant()}\" instead of cron"
        : Words().Match(text) is { Success: true } words ? $"it looks like an interval; here it is every \"{Iso(words.Groups["count"].Value, words.Groups["unit"].Value)}\" instead of cron"
        : text.Equals("@reboot", StringComparison.OrdinalIgnoreCase) ? "it runs when a machine starts, which has no time; give a time, or trigger the schedule"
        : null;

    private static string Iso(string count, string unit) => char.ToLowerInvariant(unit[0]) switch
    {
        'w' or 'd' => $"P{count}{char.ToUpperInvariant(unit[0])}",
        var time => $"PT{count}{char.ToUpperInvariant(time)}",
    };

    private static string? Hash(string text) => SpacedRange().Replace(text, "H(${from}-${to})") is var same && same != text && IsCron(same)
        ? $"it has spaces within H( ); {Offer(same)}"
        : null;

    /// <summary>An expression with what stands after it in a crontab or in the comment of one: a command, and a user before it.</summary>
    private static string? CrontabLine(string text)
    {
        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length <= CronFields || fields[CronFields..].All(field => Field().IsMatch(field)) || !IsCron(string.Join(' ', fields[..CronFields])))
        {
            return null;
        }

        var cron = Offer(string.Join(' ', fields[..CronFields]));
        if (fields.Length == CronFields + 1 && ZoneNames.TryFind(fields[CronFields], out _, out _))
        {
            return $"it names its zone; here the zone is a field of its own: {cron}{WithZone(fields[CronFields])}";
        }

        return fields[CronFields][0] == '#' ? $"it has a comment after it; {cron}" : $"it looks like a line of a crontab, with a command after it; {cron}, and the command is the message";
    }

    private static string? OtherKinds(string text) =>
        text is ['P' or 'R', ..] && Duration().IsMatch(text) ? "it looks like an ISO 8601 interval; here it is every instead of cron"
        : text.Contains("FREQ=", StringComparison.OrdinalIgnoreCase) ? "it looks like a recurrence rule of iCalendar; here it is a cron expression, or every with a zone and an anchor"
        : English().IsMatch(text) ? "it looks like plain English, which POST /api/cron/parse converts to a spec"
        : null;

    private static string Quartz(string[] fields) =>
        $"it looks like Quartz' seven fields, seconds first and the year last; {WithoutSeconds([.. fields[..5], Weekdays(fields[5])], fields[6])}";

    private static string? SixFields(string[] fields) =>
        fields[2] == "?" || fields[4] == "?" ? $"it looks like the six fields of AWS EventBridge, the year last; {AwsOffer(fields)}"
        : fields[3] == "?" || fields[5] == "?" ? $"it looks like Quartz' six fields, seconds first; {WithoutSeconds([.. fields[..5], Weekdays(fields[5])], "*")}"
        : fields[0] == "0" && IsCron(string.Join(' ', fields[1..])) ? $"it looks like six fields, seconds first, as in Azure's and Spring's timers; {WithoutSeconds(fields, "*")}"
        : null;

    private static string WithoutSeconds(string[] fields, string year) =>
        fields[0] == "0" ? Offer(string.Join(' ', fields[1..]), year) : "its seconds are not 0, which five fields cannot say";

    /// <summary>The sentence that gives an expression, if it is valid.</summary>
    internal static string Offer(string cron, string year = "*")
    {
        var same = cron.Trim().Replace('?', '*');
        if (!IsCron(same))
        {
            return "here cron has five fields: minute, hour, day of month, month, day of week";
        }

        var limits = year == "*" ? ""
            : int.TryParse(year, NumberStyles.None, CultureInfo.InvariantCulture, out var only) && only is > 1970 and < 9000 ? string.Create(CultureInfo.InvariantCulture, $" with startsAt \"{only}-01-01T00:00:00Z\" and endsAt \"{only + 1}-01-01T00:00:00Z\"")
            : " with startsAt and endsAt for its years";
        return $"here it is cron \"{same}\"{limits}";
    }

    private static bool IsCron(string cron)
    {
        try
        {
            var resolved = CronHash.Resolve(cron, scheduleId: null);
            return CronExpression.TryParse(resolved, CronClock.FormatOf(resolved), out _);
        }
        catch (CronFormatException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^cron\s*\((?<inside>[^()]*)\)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex CronCall();

    [GeneratedRegex(@"^at\s*\(\s*(?<time>\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?)\s*\)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex AtCall();

    [GeneratedRegex(@"^(\d{1,6}h)?(\d{1,6}m)?(\d{1,6}s)?\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Length();

    [GeneratedRegex(@"^(?<count>\d{1,6})\s*(?<unit>s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Words();

    [GeneratedRegex(@"H\s*\(\s*(?<from>\d+)\s*-\s*(?<to>\d+)\s*\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex SpacedRange();

    /// <summary>One field of an expression.</summary>
    [GeneratedRegex(@"^([\d*/,?LWH()-]|#\d|sun|mon|tue|wed|thu|fri|sat|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)+\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Field();

    [GeneratedRegex(@"^rate\s*\((?<inside>[^()]*)\)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex RateCall();

    [GeneratedRegex(@"^(CRON_)?TZ\s*=\s*(?<zone>\S+)\s+(?<rest>\S.*)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Prefix();

    [GeneratedRegex(@"^@every\s+(?<length>(\d+h)?(\d+m)?(\d+s)?)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex GoEvery();

    [GeneratedRegex(@"^(R\d*/.*)?P[\dTYMWDHS.]+\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Duration();

    [GeneratedRegex(@"^(every|each|at|on|daily at|weekdays|tomorrow|next|first|last)\s+\w", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex English();

    [GeneratedRegex(@"(?<![#/\w])\d+", RegexOptions.CultureInvariant)]
    private static partial Regex Numbers();
}
