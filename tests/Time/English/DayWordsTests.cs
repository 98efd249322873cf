using AgentSched.Time.English;

namespace AgentSched.Tests.Time.English;

/// <summary>The days of an expression in words.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class DayWordsTests
{
    [Theory] // day of month, month, day of week → before a time, behind an interval
    [InlineData("* * *",     "every day",                               "")]
    [InlineData("* 6 *",     "every day in June",                       "in June")]
    [InlineData("* 1,6-8 *", "every day in January and June to August", "in January and June to August")]
    [InlineData("* * 1-5",   "every weekday",                           "on weekdays")]
    [InlineData("* 1 1-5",   "every weekday in January",                "on weekdays in January")]
    [InlineData("* * 0,1",   "every Monday and Sunday",                 "on Mondays and Sundays")] // from Monday on
    [InlineData("* 12 6",    "every Saturday in December",              "on Saturdays in December")]
    [InlineData("24 12 *",   "every year on 24 December",               "on 24 December every year")]
    [InlineData("29 2 *",    "every leap year on 29 February",          "on 29 February every leap year")]
    [InlineData("13 * 5",    "every Friday the 13th",                   "on every Friday the 13th")]
    public void Before_a_time_and_behind_an_interval(string days, string leading, string trailing) => Assert.Equal(new DayWords(leading, trailing), Of(days));

    [Theory] // day of month, month, day of week → the same in both places
    [InlineData("1,15 * *",   "on the 1st and 15th of the month")]
    [InlineData("1-7,22 3 *", "on the 1st to 7th and 22nd of March")]
    [InlineData("1 1,7 *",    "on the 1st of January and July")]
    [InlineData("31 4 *",     "on the 31st of April")] // never
    [InlineData("L 2 *",      "on the last day of February")]
    [InlineData("L-1 * *",    "on the second to last day of the month")]
    [InlineData("L-2 * *",    "on the day 2 days before the last day of the month")]
    [InlineData("LW 3 *",     "on the last weekday of March")]
    [InlineData("1W * *",     "on the first weekday of the month")]
    [InlineData("22W * *",    "on the weekday nearest to the 22nd of the month")]
    [InlineData("L-1W * *",   "on the weekday nearest to the day 1 day before the last day of the month")]
    [InlineData("L-2W * *",   "on the weekday nearest to the day 2 days before the last day of the month")]
    [InlineData("* * 0#5",    "on the fifth Sunday of the month")]
    [InlineData("* 3 1#2",    "on the second Monday of March")]
    [InlineData("* * 5L",     "on the last Friday of the month")]
    [InlineData("13 1 5",     "on the 13th of January if it is a Friday")]
    [InlineData("1,13 * 5",   "on the 1st and 13th of the month if it is a Friday")]
    [InlineData("13 * 5,6",   "on the 13th of the month if it is a Friday or Saturday")]
    [InlineData("13 * 1-5",   "on the 13th of the month if it is a weekday")]
    [InlineData("L * 5L",     "on the last day of the month if it is the last Friday")]
    public void The_same_in_both_places(string days, string words) => Assert.Equal(new DayWords(words, words), Of(days));

    [Theory] // both days restricted, one of them is enough
    [InlineData("13 * 5",  "on the 13th of the month and every Friday")]
    [InlineData("L 3 1-5", "on the last day of March and every weekday in March")]
    [InlineData("1 * 1#1", "on the 1st of the month and on the first Monday of the month")]
    [InlineData("*/1 * 5", "every day", "")] // the 1st to the 31st are all days
    public void One_of_both_days_is_enough(string days, string leading, string? trailing = null) => Assert.Equal(new DayWords(leading, trailing ?? leading), Of(days, either: true));

    private static DayWords Of(string days, bool either = false) => DayWords.Of(CronFields.Read("0 9 " + days), either);
}
