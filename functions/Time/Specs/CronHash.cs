using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Cronos;

namespace AgentSched.Time.Specs;

/// <summary>
/// Resolves <c>H</c> in a cron expression: <c>H</c>, <c>H/15</c> and <c>H(0-29)</c> stand for values that are derived from a schedule's id, so that many
/// schedules do not come due together. They are not the engine's, which has no ranges, and whose values depend on its release.
/// </summary>
internal static partial class CronHash
{
    /// <summary>Seconds, minutes, hours, days of month, months, days of week. Every month has the days up to the 28th.</summary>
    private static readonly (string Name, int Min, int Max)[] Ranges =
        [("Seconds", 0, 59), ("Minutes", 0, 59), ("Hours", 0, 23), ("Days of month", 1, 28), ("Months", 1, 12), ("Days of week", 0, 6)];

    /// <summary>Whether an expression contains <c>H</c>.</summary>
    public static bool IsHashed(string cron) => Hashed().IsMatch(cron);

    /// <summary>The expression with values for <c>H</c>; unchanged if it has none.</summary>
    /// <param name="cron">The expression.</param>
    /// <param name="scheduleId">The schedule's id. Null: an example, for a spec that belongs to no schedule yet.</param>
    /// <exception cref="CronFormatException">An <c>H</c> is not valid.</exception>
    public static string Resolve(string cron, string? scheduleId)
    {
        if (!IsHashed(cron))
        {
            return cron;
        }

        var fields = cron.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is not (5 or 6))
        {
            throw new CronFormatException("it must have five fields: minute, hour, day of month, month, day of week");
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"cron/{scheduleId}"), hash);
        for (var i = 0; i < fields.Length; i++)
        {
            var field = i + Ranges.Length - fields.Length;
            var number = BinaryPrimitives.ReadUInt32LittleEndian(hash[(4 * field)..]);
            fields[i] = string.Join(',', fields[i].Split(',').Select(item => item is ['H' or 'h', ..] ? Value(item, Ranges[field], number) : item));
        }

        return string.Join(' ', fields);
    }

    /// <summary>The expression without the ranges of <c>H(0-29)</c>, each of which yields a single value.</summary>
    public static string WithoutRanges(string cron) => Range().Replace(cron, "H");

    private static string Value(string item, (string Name, int Min, int Max) field, uint hash)
    {
        if (Item().Match(item) is not { Success: true } match)
        {
            throw new CronFormatException($"{field.Name}: \"{item}\" is not H, H/15 or H(0-29)");
        }

        var isRange = match.Groups["from"].Success;
        var (from, to) = isRange ? (Number(match, "from"), Number(match, "to")) : (field.Min, field.Max);
        if (from < field.Min || to > field.Max || from > to)
        {
            throw new CronFormatException($"{field.Name}: the range of \"{item}\" must be within {Text(field.Min)}-{Text(field.Max)}, the lower end first");
        }

        if (!match.Groups["step"].Success)
        {
            return Text(from + (int)(hash % (to - from + 1)));
        }

        var step = Number(match, "step");
        return step < 1 || step > to - from + 1
            ? throw new CronFormatException($"{field.Name}: the step of \"{item}\" must be between 1 and {Text(to - from + 1)}")
            : $"{Text(from + (int)(hash % step))}-{Text(to)}/{Text(step)}";
    }

    private static int Number(Match match, string group) =>
        int.TryParse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(^|[\s,])H", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Hashed();

    [GeneratedRegex(@"H\([^()]*\)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Range();

    [GeneratedRegex(@"^H(\((?<from>\d+)-(?<to>\d+)\))?(/(?<step>\d+))?\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Item();
}
