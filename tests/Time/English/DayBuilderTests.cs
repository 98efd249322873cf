using AgentSched.Time.English;
using AgentSched.Time.Specs;

namespace AgentSched.Tests.Time.English;

/// <summary>Certain times on certain days: a cron expression.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class DayBuilderTests
{
    [Theory] // text → cron; "or": one of both days is enough

    // times: one minute field and one hour field say all of them
    [InlineData("at 9:15",                                        "15 9 * * *")]
    [InlineData("at 17:15, 9:15 and 9:15",                        "15 9,17 * * *")]
    [InlineData("at 9:00, 9:30, 17:00 and 17:30",                 "0,30 9,17 * * *")]
    [InlineData("every day",                                      "0 0 * * *")]

    // days of the week
    [InlineData("weekdays",                                       "0 0 * * 1-5")]
    [InlineData("every day except saturday",                      "0 0 * * 0-5")]
    [InlineData("weekdays except mondays and fridays",            "0 0 * * 2-4")]
    [InlineData("weekly",                                         "0 0 * * 0")] // Sunday, as cron's @weekly
    [InlineData("weekly except on sundays",                       "0 0 * * 1-6")]
    [InlineData("weekly on tuesday",                              "0 0 * * 2")]
    [InlineData("twice a week on monday and thursday",            "0 0 * * 1,4")]

    // days of the month
    [InlineData("monthly",                                        "0 0 1 * *")]
    [InlineData("every 4 months",                                 "0 0 1 1,5,9 *")]
    [InlineData("every 12 months",                                "0 0 1 1 *")]
    [InlineData("every 3 months on the last day of the month",    "0 0 L 3,6,9,12 *")] // ends are in the last month
    [InlineData("twice a month on the 10th and 20th",             "0 0 10,20 * *")]
    [InlineData("on the 31st of january, february and march",     "0 0 31 1-3 *")] // some of them have one
    [InlineData("in june on weekends",                            "0 0 * 6 0,6")]

    // a day of the week, counted
    [InlineData("first friday of every other month",              "0 0 * 1,3,5,7,9,11 5#1")]
    [InlineData("last friday of the quarter",                     "0 0 * 3,6,9,12 5L")]
    [InlineData("first, second and fifth monday of the month",    "0 0 1-14,29-31 * 1")]

    // days of the week and of the month
    [InlineData("every friday the 13th",                          "0 0 13 * 5")]
    [InlineData("on the 1st of the month if it is a weekday",     "0 0 1 * 1-5")]
    [InlineData("every weekend and on the last day of the month", "0 0 L * 0,6 or")]
    public void As_cron(string text, string cron)
    {
        var spec = DayBuilder.Build(Said.All(text), text).Spec;
        Assert.NotNull(spec);
        Assert.Equal(cron, spec.Cron + (spec.DayMatch == DayMatch.Or ? " or" : ""));
    }

    [Fact]
    public void Twice_a_day_is_in_the_morning_and_in_the_evening() => Assert.Equal("0 9,21 * * 1-5", DayBuilder.Build(Said.All("twice a day on weekdays"), "").Spec?.Cron);

    [Theory] // text → quoted words, reason

    // times
    [InlineData("between 9 and 17 on weekdays",                  "between 9 and 17",                         "does not say how often; add \"every hour\" or \"every 15 minutes\"")]
    [InlineData("at 9:00, 9:30 and 17:00",                       "at 9:00, 9:30 and 17:00",                  "needs two schedules: all times of one schedule must have the same minute, such as \"at 9:30 and 17:30\"")]
    [InlineData("at 9:30:15",                                    "at 9:30:15",                               "names seconds; recurring times are set to the minute, as in \"every day at 9:30\"")]
    [InlineData("3 times a day at 8 and 20",                     "3 times a day",                            "does not match the number of listed times; say \"every day at 08:00, 14:00 and 20:00\"")]
    [InlineData("3 times a day",                                 "3 times a day",                            "does not match the number of listed times; say \"every day at 08:00, 14:00 and 20:00\"")]

    // days of the week
    [InlineData("tuesday at 9",                                  "tuesday",                                  "is ambiguous: one day or every week; say \"every Monday at 9am\" or \"next Monday at 9am\"")]
    [InlineData("twice a week on mondays",                       "twice a week",                             "does not match the number of listed days; say \"every Monday and Thursday at 9:00\"")]
    [InlineData("every day except weekdays and weekends",        "every day except weekdays and weekends",   "leaves no day")]
    [InlineData("first monday of the month except sundays",      "first monday of the month except sundays", "excludes days of the week from a day of the week; name only the days that remain")]

    // days of the month
    [InlineData("in june at 9",                                  "in june at 9",                             "does not say which days; say \"every day in January at 9am\"")]
    [InlineData("on the 10th",                                   "on the 10th",                              "is ambiguous: one day or every month; say \"on the 15th of every month\" or \"on 15 December\"")]
    [InlineData("third tuesday",                                 "third tuesday",                            "is ambiguous: a day of each month or an interval; say \"the second Tuesday of the month\" or \"every other Tuesday\"")]
    [InlineData("twice a month on the 10th",                     "twice a month",                            "does not match the number of listed days; say \"on the 1st and 15th of the month at 9:00\"")]

    // what does not go together
    [InlineData("on weekdays on the 1st of the month",           "on the 1st of the month",                  "is ambiguous: the same day as \"on weekdays\" or another one; say \"every Friday the 13th\" or \"every Monday and on the 1st of the month\"")]
    [InlineData("on weekdays and the first monday of the month", "the first monday of the month",            "cannot be combined with the other days; create two schedules")]
    [InlineData("monthly on mondays",                            "on mondays",                               "occurs several times a month; say \"the first Monday of the month\"")]
    [InlineData("daily on the 1st",                              "daily",                                    "cannot be combined with a day of the month; say \"on the 1st of the month at 9am\"")]
    [InlineData("weekly on the last day of the month",           "weekly",                                   "cannot be combined with a day of the month; say \"every month\"")]
    [InlineData("every 7 months",                                "every 7 months",                           "does not divide the year evenly; use 1, 2, 3, 4, 6 or 12 months, without names of months")]
    [InlineData("every 2 months in june and july",               "every 2 months",                           "does not divide the year evenly; use 1, 2, 3, 4, 6 or 12 months, without names of months")]
    [InlineData("every 2 years",                                 "every 2 years",                            "does not divide the year evenly; use 1, 2, 3, 4, 6 or 12 months, without names of months")]
    [InlineData("yearly on the 10th",                            "yearly on the 10th",                       "does not say which month; say \"every year on 15 March\"")]
    public void Refused(string text, string words, string why) => Assert.Equal(Reading.Refused(words, why), DayBuilder.Build(Said.All(text), text));

    [Theory] // text that may be a part of something else: unknown, not refused
    [InlineData("in june", "does not say which days; say \"every day in January at 9am\"")]
    [InlineData("please",  "does not say when; try \"every weekday at 9am\" or \"tomorrow at 17:00\"")]
    public void Unknown(string text, string why) => Assert.Equal(Reading.Unknown(text, why), DayBuilder.Build(Said.All(text), text));
}
