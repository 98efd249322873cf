using AgentSched.Time.English;
using Cronos;

namespace AgentSched.Tests.Time.English;

/// <summary>The fields of an expression with names, ranges, steps and macros resolved.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class CronFieldsTests
{
    [Theory] // cron → seconds, minutes, hours, days of month, months (empty: all), days of week
    [InlineData("* * * * *",                 "0",       "0-59",    "0-23",      "*",    "",          "*")]
    [InlineData("* * * * * *",               "0-59",    "0-59",    "0-23",      "*",    "",          "*")]
    [InlineData("0 9 * * 1-5",               "0",       "0",       "9",         "*",    "",          "1,2,3,4,5")]
    [InlineData(" 0\t9  * * Mon-FRI ",       "0",       "0",       "9",         "*",    "",          "1,2,3,4,5")]
    [InlineData("*/20 30 9 * * *",           "0,20,40", "30",      "9",         "*",    "",          "*")]
    [InlineData("50-10/10 22-1 * nov-feb *", "0",       "0,10,50", "0,1,22,23", "*",    "1,2,11,12", "*")]
    [InlineData("0 0 ? * ?",                 "0",       "0",       "0",         "*",    "",          "*")]

    // days of month
    [InlineData("0 0 15,1 * *",              "0",       "0",       "0",         "1,15", "",          "*")]
    [InlineData("0 0 L * *",                 "0",       "0",       "0",         "L",    "",          "*")]
    [InlineData("0 0 l-3 * *",               "0",       "0",       "0",         "L-3",  "",          "*")]
    [InlineData("0 0 LW * *",                "0",       "0",       "0",         "LW",   "",          "*")]
    [InlineData("0 0 L-3W * *",              "0",       "0",       "0",         "L-3W", "",          "*")]
    [InlineData("0 0 15w * *",               "0",       "0",       "0",         "15W",  "",          "*")]

    // days of week: Sunday is 0
    [InlineData("0 0 * * 7",                 "0",       "0",       "0",         "*",    "",          "0")]
    [InlineData("0 0 * * 6-7",               "0",       "0",       "0",         "*",    "",          "0,6")]
    [InlineData("0 0 * * MON#2",             "0",       "0",       "0",         "*",    "",          "1#2")]
    [InlineData("0 0 * * friL",              "0",       "0",       "0",         "*",    "",          "5L")]

    // macros
    [InlineData("@yearly",                   "0",       "0",       "0",         "1",    "1",         "*")]
    [InlineData("@weekly",                   "0",       "0",       "0",         "*",    "",          "0")]
    [InlineData("@hourly",                   "0",       "0",       "0-23",      "*",    "",          "*")]
    [InlineData("@every_minute",             "0",       "0-59",    "0-23",      "*",    "",          "*")]
    [InlineData("@every_second",             "0-59",    "0-59",    "0-23",      "*",    "",          "*")]
    public void The_fields(string cron, string seconds, string minutes, string hours, string dayOfMonth, string months, string dayOfWeek)
    {
        var fields = CronFields.Read(cron);
        Assert.Equal(
            (seconds, minutes, hours, dayOfMonth, months, dayOfWeek),
            (List(fields.Seconds), List(fields.Minutes), List(fields.Hours), fields.DayOfMonth, List(fields.Months), fields.DayOfWeek));
    }

    [Theory] // cron, whether it runs on every day of the year
    [InlineData("0 9 * * *", true)]
    [InlineData("0 9 ? * ?", true)]
    [InlineData("@daily",    true)]
    [InlineData("0 9 1 * *", false)]
    [InlineData("0 9 * 6 *", false)]
    [InlineData("0 9 * * 1", false)]
    public void Every_day(string cron, bool everyDay) => Assert.Equal(everyDay, CronFields.Read(cron).EveryDay);

    [Theory]
    [InlineData("61 * * * *")]
    [InlineData("* * * *")]
    [InlineData("")]
    public void What_is_no_expression_is_an_error(string cron) => Assert.Throws<CronFormatException>(() => CronFields.Read(cron));

    private static string List(int[] values) => SpecBuilder.List(values);
}
