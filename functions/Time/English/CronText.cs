using System.Text.RegularExpressions;
using AgentSched.Time.Specs;
using Cronos;

namespace AgentSched.Time.English;

/// <summary>Reads a cron expression in place of English, with or without a zone after it: <c>0 9 * * 1-5 UTC</c>.</summary>
internal static partial class CronText
{
    private const int Fields = 5;

    /// <returns>Null: the text is no cron expression.</returns>
    public static Reading? Read(string text, string zone, DateTimeOffset now)
    {
        var cron = text.Trim();
        if (cron is not ['*' or '@' or 'H' or (>= '0' and <= '9'), ..])
        {
            return null;
        }

        if (CronHash.IsHashed(cron) ? TimeHints.IsCron(cron) && CronDialect.Of(cron) is null : CronExpression.TryParse(cron, out _))
        {
            return SpecBuilder.Checked(new SpecText { Cron = cron, Zone = zone }, now, cron);
        }

        if (CronHash.IsHashed(cron))
        {
            return null;
        }

        var parts = cron.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length > Fields)
        {
            parts[Fields - 1] = parts[Fields - 1].TrimEnd(','); // "0 9 * * 1-5, UTC"
        }

        if (parts.Length <= Fields || !CronExpression.TryParse(string.Join(' ', parts[..Fields]), out _))
        {
            return null;
        }

        var rest = string.Join(' ', parts[Fields..]);
        var (reader, draft) = (new Reader(rest, Tokens.Of(rest)), new Draft(now, TimeZoneInfo.Utc));
        return !Zones.TryRead(reader, draft) || !reader.AtEnd ? null
            : reader.Refusal is { } refusal ? new Reading(null, refusal, IsKnown: true)
            : SpecBuilder.Checked(new SpecText { Cron = string.Join(' ', parts[..Fields]), Zone = draft.NamedZone ?? zone }, now, cron) with { NamesZone = draft.NamedZone is not null };
    }

    /// <summary>The refusal of an expression of another scheduler, which names the dialect and the same here. Null: the text is none.</summary>
    public static Reading? OfOther(string text) =>
        (Other().IsMatch(text) || TimeHints.IsCron(text)) && CronDialect.Of(text) is { } same ? new Reading(null, $"\"{text.Trim()}\" is not read here: {same}", IsKnown: true) : null;

    [GeneratedRegex(@"^\s*((cron|rate|at)\s*\(|(CRON_)?TZ\s*=|OnCalendar\b|@(every|reboot)\b|(RRULE:)?FREQ=)|\w\.\.\w|\*-\*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Other();
}
