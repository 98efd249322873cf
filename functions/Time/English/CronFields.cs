using System.Globalization;
using Cronos;

namespace AgentSched.Time.English;

/// <summary>
/// The fields of a cron expression, with names, ranges, steps and macros resolved. They are read from the canonical text of the
/// engine's parser, so that the description always agrees with what fires.
/// </summary>
internal sealed record CronFields
{
    private const string All = "*";

    /// <summary>Sorted; only 0 if the expression has five fields.</summary>
    public required int[] Seconds { get; init; }

    /// <summary>Sorted.</summary>
    public required int[] Minutes { get; init; }

    /// <summary>Sorted.</summary>
    public required int[] Hours { get; init; }

    /// <summary>Sorted; empty: every month.</summary>
    public required int[] Months { get; init; }

    /// <summary><c>*</c>, <c>1,15</c>, <c>L</c>, <c>L-3</c>, <c>LW</c>, <c>L-3W</c> or <c>15W</c>.</summary>
    public required string DayOfMonth { get; init; }

    /// <summary><c>*</c>, <c>1,5</c> with 0 for Sunday, <c>1#2</c> or <c>5L</c>.</summary>
    public required string DayOfWeek { get; init; }

    public bool AnyDayOfMonth => DayOfMonth == All;

    public bool AnyDayOfWeek => DayOfWeek == All;

    /// <summary>Every day of the year.</summary>
    public bool EveryDay => AnyDayOfMonth && AnyDayOfWeek && Months.Length == 0;

    /// <exception cref="CronFormatException">The expression is not valid.</exception>
    public static CronFields Read(string cron)
    {
        var six = cron.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length == 6;
        var parts = CronExpression.Parse(cron, six ? CronFormat.IncludeSeconds : CronFormat.Standard).ToString().Split(' ');
        var fields = parts.Length == 6 ? parts : ["0", .. parts];
        return new CronFields
        {
            Seconds = fields[0] == All ? [.. Enumerable.Range(0, 60)] : Values(fields[0]),
            Minutes = fields[1] == All ? [.. Enumerable.Range(0, 60)] : Values(fields[1]),
            Hours = fields[2] == All ? [.. Enumerable.Range(0, 24)] : Values(fields[2]),
            DayOfMonth = fields[3],
            Months = fields[4] == All ? [] : Values(fields[4]),
            DayOfWeek = fields[5],
        };
    }

    /// <summary>The numbers of a list such as <c>1,15</c>.</summary>
    public static int[] Values(string list) => [.. list.Split(',').Select(v => int.Parse(v, CultureInfo.InvariantCulture))];
}
