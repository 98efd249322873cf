using System.Diagnostics.CodeAnalysis;

namespace Cronos;

public sealed partial class CronExpression
{
    public static readonly CronExpression Yearly = Parse("@yearly");
    public static readonly CronExpression Weekly = Parse("@weekly");
    public static readonly CronExpression Monthly = Parse("@monthly");
    public static readonly CronExpression Daily = Parse("@daily");
    public static readonly CronExpression Hourly = Parse("@hourly");
    public static readonly CronExpression EveryMinute = Parse("@every_minute");
    public static readonly CronExpression EverySecond = Parse("@every_second");

    public static CronExpression YearlyWithJitter(int jitterSeed) => Parse("@yearly", jitterSeed);

    public static CronExpression WeeklyWithJitter(int jitterSeed) => Parse("@weekly", jitterSeed);

    public static CronExpression MonthlyWithJitter(int jitterSeed) => Parse("@monthly", jitterSeed);

    public static CronExpression DailyWithJitter(int jitterSeed) => Parse("@daily", jitterSeed);

    public static CronExpression HourlyWithJitter(int jitterSeed) => Parse("@hourly", jitterSeed);

    public static CronExpression EveryMinuteWithJitter(int jitterSeed) => Parse("@every_minute", jitterSeed);

    public static CronExpression Parse(string expression) => Read(expression, CronFormat.Standard, null);

    public static CronExpression Parse(string expression, int jitterSeed) => Read(expression, CronFormat.Standard, jitterSeed);

    public static CronExpression Parse(string expression, CronFormat format) => Read(expression, format, null);

    public static CronExpression Parse(string expression, CronFormat format, int jitterSeed) => Read(expression, format, jitterSeed);

    public static bool TryParse(string expression, [MaybeNullWhen(false)] out CronExpression cronExpression) =>
        TryRead(expression, CronFormat.Standard, null, out cronExpression);

    public static bool TryParse(string expression, int jitterSeed, [MaybeNullWhen(false)] out CronExpression cronExpression) =>
        TryRead(expression, CronFormat.Standard, jitterSeed, out cronExpression);

    public static bool TryParse(string expression, CronFormat format, [MaybeNullWhen(false)] out CronExpression cronExpression) =>
        TryRead(expression, format, null, out cronExpression);

    public static bool TryParse(
        string expression, CronFormat format, int jitterSeed, [MaybeNullWhen(false)] out CronExpression cronExpression) =>
        TryRead(expression, format, jitterSeed, out cronExpression);

    private static CronExpression Read(string expression, CronFormat format, int? jitterSeed)
    {
        ArgumentNullException.ThrowIfNull(expression);
        return new CronExpression(CronParser.Parse(expression, format, jitterSeed));
    }

    private static bool TryRead(
        string expression, CronFormat format, int? jitterSeed, [MaybeNullWhen(false)] out CronExpression cronExpression)
    {
        try
        {
            cronExpression = Read(expression, format, jitterSeed);
            return true;
        }
        catch (Exception error) when (error is CronFormatException or MissingSeedException)
        {
            cronExpression = null;
            return false;
        }
    }
}
