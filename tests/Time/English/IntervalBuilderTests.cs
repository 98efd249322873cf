using AgentSched.Time.English;

namespace AgentSched.Tests.Time.English;

/// <summary>Intervals: cron if they divide the hour or the day evenly, otherwise counted from a start. It is Saturday 2026-11-21, 09:00 in UTC, 10:00 in Berlin.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class IntervalBuilderTests
{
    [Theory] // text → cron

    // divisors of 60 minutes and of 24 hours
    [InlineData("every 1 minute",                                 "* * * * *")]
    [InlineData("every 12 minutes",                               "*/12 * * * *")]
    [InlineData("every 30 minutes",                               "*/30 * * * *")]
    [InlineData("every 180 minutes",                              "0 */3 * * *")]
    [InlineData("every 12 hours in june",                         "0 */12 * 6 *")]
    [InlineData("every 4 hours from 2026-12-01",                  "0 */4 * * *")] // a start without a time is a limit only

    // a window of minutes ends before its last hour
    [InlineData("every 15 minutes between 9 and 10",              "*/15 9 * * *")]
    [InlineData("every 15 minutes between 9:00 and 9:45",         "*/15 9 * * *")]
    [InlineData("every minute between 9:00 and 10:59",            "* 9,10 * * *")]
    [InlineData("every 10 minutes between 22:00 and 02:00",       "*/10 0,1,22,23 * * *")] // over midnight
    [InlineData("every 5 minutes during the hours 0, 3 and 7",    "*/5 0,3,7 * * *")]

    // a window of hours includes its end
    [InlineData("every hour between 9:00 and 10:00",              "0 9,10 * * *")]
    [InlineData("every hour between 9:30 and 11:15",              "30 9,10 * * *")]
    [InlineData("every hour between 9:30 and 11:30",              "30 9-11 * * *")]
    [InlineData("every 2 hours between 22:00 and 04:00",          "0 0,2,4,22 * * *")]
    [InlineData("every 6 hours starting at 2:30",                 "30 2,8,14,20 * * *")]
    [InlineData("every hour at minute 5 and 35",                  "5,35 * * * *")]
    [InlineData("every hour between 9:00 and 17:00 at minute 20", "20 9-16 * * *")]
    [InlineData("at minute 5 of the hours 0 and 6",               "5 0,6 * * *")]
    public void Even_intervals_follow_the_clock(string text, string cron) => Assert.Equal(cron, IntervalBuilder.Build(Said.All(text), text).Spec?.Cron);

    [Theory] // text → seconds, first time (UTC)
    [InlineData("every second",                             1,      "2026-11-21 09:00:00Z")]
    [InlineData("every 60 seconds",                         60,     "2026-11-21 09:00:00Z")]
    [InlineData("every 25 minutes",                         1500,   "2026-11-21 09:00:00Z")]
    [InlineData("every 1440 minutes",                       86_400, "2026-11-21 09:00:00Z")] // 24 hours
    [InlineData("every 25 minutes from 2026-12-01",         1500,   "2026-11-30 23:00:00Z")] // midnight in Berlin
    [InlineData("every 25 minutes from 2026-12-01 at 9:15", 1500,   "2026-12-01 08:15:00Z")]
    [InlineData("every 4 hours from 2026-12-01 9:00",       14_400, "2026-12-01 08:00:00Z")] // a time to count from
    [InlineData("every 4 hours counted from 2026-12-01",    14_400, "2026-11-30 23:00:00Z")]
    [InlineData("every 15 minutes starting now",            900,    "2026-11-21 09:00:00Z")]
    public void Other_intervals_are_counted(string text, long seconds, string anchor)
    {
        var spec = IntervalBuilder.Build(Said.All(text), text).Spec;
        Assert.Equal((TimeSpan.FromSeconds(seconds), anchor), (spec?.Every, spec?.Anchor?.ToString("u")));
    }

    [Theory] // text → quoted words, reason
    [InlineData("every hour at 9:15",                             "at 9:15",                   "cannot be combined with \"every hour\"; say \"every day at 09:15\" or \"every 4 hours from 9:00\"")]
    [InlineData("every 7 minutes on weekdays",                    "every 7 minutes",           "does not divide the hour or the day evenly and cannot be limited to certain hours or days; use \"every 15 minutes\" or \"every 2 hours\"")]
    [InlineData("every 24 hours between 9 and 17",                "every 24 hours",            "does not divide the hour or the day evenly and cannot be limited to certain hours or days; use \"every 15 minutes\" or \"every 2 hours\"")]
    [InlineData("every 15 minutes starting at 9",                 "starting at 9",             "has no end; say \"between 9:00 and 17:00\"")]
    [InlineData("every 15 minutes between 9:10 and 17:00",        "between 9:10 and 17:00",    "is not a window of whole hours; say \"between 9:00 and 17:00\"")]
    [InlineData("every 15 minutes between 9:00 and 17:30",        "between 9:00 and 17:30",    "is not a window of whole hours; say \"between 9:00 and 17:00\"")]
    [InlineData("every 15 minutes between 09:00 and 09:00",       "between 09:00 and 09:00",   "is not a window of whole hours; say \"between 9:00 and 17:00\"")]
    [InlineData("every hour between 9:30 and 17:00 at minute 20", "between 9:30 and 17:00",    "is not a window of whole hours; say \"between 9:00 and 17:00\"")]
    [InlineData("every hour between 22:00 and 06:00 on weekdays", "between 22:00 and 06:00",   "crosses midnight, so the days are ambiguous; create two schedules, or leave out the days")]
    [InlineData("every 2 hours of the hours 3 and 7",             "of the hours 3 and 7",      "cannot be combined with \"every 2 hours\"; use only one of them")]
    [InlineData("every 15 minutes at minute 5 of every hour",     "at minute 5 of every hour", "cannot be combined with \"every 15 minutes\"; use only one of them")]
    public void Refused(string text, string words, string why) => Assert.Equal(Reading.Refused(words, why), IntervalBuilder.Build(Said.All(text), text));
}
