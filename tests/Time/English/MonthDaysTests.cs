using AgentSched.Time.English;

namespace AgentSched.Tests.Time.English;

/// <summary>Days by their place in the month, the quarter or the year. The last one is 0.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class MonthDaysTests
{
    [Theory] // text → what it says, the words that were read

    // days of the month: one of them repeats only if the words say so
    [InlineData("on the 15th",                                     "day 15",                              "on the 15th")]
    [InlineData("on the 15th of the month",                        "day 15; repeats",                     "on the 15th of the month")]
    [InlineData("every 15th",                                      "day 15; repeats",                     "every 15th")]
    [InlineData("on the 1st and 15th",                             "day 1,15; repeats",                   "on the 1st and 15th")]
    [InlineData("on the 1st and on the 15th",                      "day 1,15; repeats",                   "on the 1st and on the 15th")]
    [InlineData("the 15th, 1st and 1st",                           "day 1,15; repeats",                   "the 15th, 1st and 1st")]
    [InlineData("1st to 7th",                                      "day 1-7; repeats",                    "1st to 7th")]
    [InlineData("on day 15 of each month",                         "day 15; repeats",                     "on day 15 of each month")]
    [InlineData("on the thirty-first of the month",                "day 31; repeats",                     "on the thirty-first of the month")]
    [InlineData("first day of the quarter",                        "day 1; month 1,4,7,10; repeats",      "first day of the quarter")]
    [InlineData("first day of the year",                           "day 1; month 1; repeats",             "first day of the year")]
    [InlineData("on the 10th of every other month",                "day 10; month 1,3,5,7,9,11; repeats", "on the 10th of every other month")]
    [InlineData("on the 1st of january and july",                  "day 1; month 1,7; repeats",           "on the 1st of january and july")]
    [InlineData("on the 1st if it is a monday",                    "on Mon; day 1; both",                 "on the 1st if it is a monday")]

    // from the end
    [InlineData("last day of the month",                           "day L; repeats",                      "last day of the month")]
    [InlineData("the last of the month",                           "day L; repeats",                      "the last of the month")]
    [InlineData("last day of every quarter",                       "day L; month 3,6,9,12; repeats",      "last day of every quarter")]
    [InlineData("final day of the year",                           "day L; month 12; repeats",            "final day of the year")]
    [InlineData("last day of february",                            "day L; month 2; repeats",             "last day of february")]
    [InlineData("second to last day of the month",                 "day L-1; repeats",                    "second to last day of the month")]
    [InlineData("penultimate day of the month",                    "day L-1; repeats",                    "penultimate day of the month")]
    [InlineData("the day 3 days before the last day of the month", "day L-3; repeats",                    "the day 3 days before the last day of the month")]
    [InlineData("0 days before the last day of the month",         "day L; repeats",                      "0 days before the last day of the month")]
    [InlineData("30 days before the last day of the month",        "day L-30; repeats",                   "30 days before the last day of the month")]
    [InlineData("at the end of the month",                         "day L; repeats",                      "at the end of the month")]
    [InlineData("at the start of every quarter",                   "day 1; month 1,4,7,10; repeats",      "at the start of every quarter")]

    // weekdays of the month
    [InlineData("first weekday of the month",                      "day 1W; repeats",                     "first weekday of the month")]
    [InlineData("last business day of the quarter",                "day LW; month 3,6,9,12; repeats",     "last business day of the quarter")]
    [InlineData("the weekday nearest to the 15th of the month",    "day 15W; repeats",                    "the weekday nearest to the 15th of the month")]

    // a day of the week, counted: "every second Tuesday" may be every other one
    [InlineData("first monday of the month",                       "nth 1 Mon; repeats",                  "first monday of the month")]
    [InlineData("fifth sunday of the month",                       "nth 5 Sun; repeats",                  "fifth sunday of the month")]
    [InlineData("first and third monday of march",                 "nth 1,3 Mon; month 3; repeats",       "first and third monday of march")]
    [InlineData("last friday of the quarter",                      "nth 0 Fri; month 3,6,9,12; repeats",  "last friday of the quarter")]
    [InlineData("last friday",                                     "nth 0 Fri",                           "last friday")]
    [InlineData("every last friday",                               "nth 0 Fri; repeats",                  "every last friday")]
    [InlineData("every first monday",                              "nth 1 Mon; repeats",                  "every first monday")]
    [InlineData("every second tuesday",                            "nth 2 Tue",                           "every second tuesday")]

    // none
    [InlineData("24th december",                                   "",                                    "")] // a date
    [InlineData("last",                                            "",                                    "")]
    [InlineData("day",                                             "",                                    "")]
    [InlineData("15",                                              "",                                    "")]
    [InlineData("on monday",                                       "",                                    "")]
    [InlineData("weekday nearest to the 15th",                     "",                                    "")] // of what?
    [InlineData("at the end",                                      "",                                    "")]
    public void Which_days(string text, string draft, string words)
    {
        var said = Said.By(MonthDays.TryRead, text);
        Assert.Equal((draft, words, null), (said.ToString(), said.Words, said.Refusal));
    }

    [Theory] // text → quoted words, reason
    [InlineData("on the 32nd of the month",                           "on the 32nd of the month",                 "is not a day of any month; days go from 1 to 31")]
    [InlineData("weekday nearest to the 32nd of the month",           "weekday nearest to the 32nd of the month", "is not a day of any month; days go from 1 to 31")]
    [InlineData("31 days before the last day of the month",           "31 days before the last day of the month", "is not a day of any month")]
    [InlineData("sixth monday of the month",                          "sixth monday of the month",                "is not a day of any month; a day of the week occurs at most five times a month")]
    [InlineData("second weekday of the month",                        "second weekday of the month",              "cannot be scheduled; only the first and the last weekday of a month can")]
    [InlineData("first and last day of the month",                    "first and last day of the month",          "needs two schedules: the last day of the month cannot be combined with others")]
    [InlineData("first and last monday of the month",                 "first and last monday of the month",       "needs two schedules: the last one of the month cannot be combined with others")]
    [InlineData("first monday of the month last friday of the month", "last friday of the month",                 "is a second such day; a schedule can have only one")]
    [InlineData("on the 1st of the month last day of the month",      "last day of the month",                    "cannot be combined with \"on the 1st of the month\"; list all days in one place, as in \"on the 1st and 15th of the month\"")]
    public void Refused(string text, string words, string why) => Assert.Equal($"\"{words}\" {why}", Said.By(MonthDays.TryRead, text).Refusal);
}
