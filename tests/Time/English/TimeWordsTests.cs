using AgentSched.Tests.Time.Specs;
using AgentSched.Time.English;

namespace AgentSched.Tests.Time.English;

/// <summary>The times of an expression in words, and how they go together with the words for its days.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class TimeWordsTests
{
    [Theory] // second (if any), minute, hour → words, shape

    // up to six times are listed
    [InlineData("5 9",             "at 09:05",                                                    "Times")]
    [InlineData("15 5 9",          "at 09:05:15",                                                 "Times")]
    [InlineData("0 0,12,18",       "at 00:00, 12:00 and 18:00",                                   "Times")]
    [InlineData("0,30 9,13,17",    "at 09:00, 09:30, 13:00, 13:30, 17:00 and 17:30",              "Times")]
    [InlineData("*/10 8",          "at 08:00, 08:10, 08:20, 08:30, 08:40 and 08:50",              "Times")]
    [InlineData("0 1,2,4,8,16",    "at 01:00, 02:00, 04:00, 08:00 and 16:00",                     "Times")]

    // four and more hours at equal distances are an interval
    [InlineData("0 *",             "every hour",                                                  "Free")]
    [InlineData("0 */6",           "every 6 hours from 00:00",                                    "Window")]
    [InlineData("20 3/6",          "every 6 hours from 03:20",                                    "Window")]
    [InlineData("0 0,4,8,12",      "every 4 hours from 00:00 to 12:00",                           "Window")]
    [InlineData("30 10-13",        "every hour from 10:30 to 13:30",                              "Window")]
    [InlineData("15 30 10-13",     "every hour from 10:30:15 to 13:30:15",                        "Window")]

    // minutes and seconds all round the dial
    [InlineData("*/20 *",          "every 20 minutes",                                            "Free")]
    [InlineData("* *",             "every minute",                                                "Free")]
    [InlineData("*/15 8-9",        "every 15 minutes from 08:00 to 09:45",                        "Window")]
    [InlineData("* 8",             "every minute from 08:00 to 08:59",                            "Window")]
    [InlineData("0,30 9,12,17,20", "every 30 minutes during the hours 9, 12, 17 and 20",          "Free")]
    [InlineData("*/30 * *",        "every 30 seconds",                                            "Free")]
    [InlineData("*/30 * 8",        "every 30 seconds from 08:00 to 08:59:30",                     "Window")]
    [InlineData("* * 8-9",         "every second from 08:00 to 09:59:59",                         "Window")]

    // else field by field
    [InlineData("30 *",            "at minute 30 of every hour",                                  "Free")]
    [InlineData("*/7 *",           "at minute 0, 7, 14, 21, 28, 35, 42, 49 and 56 of every hour", "Free")]
    [InlineData("1-7 3",           "at minute 1 to 7 of the hour 3",                              "Free")]
    [InlineData("10,20 5 3",       "at second 10 and 20 of minute 5 of the hour 3",               "Free")]
    [InlineData("* 5 *",           "at every second of minute 5 of every hour",                   "Free")]
    [InlineData("5 * 9-10",        "at second 5 of every minute of the hours 9 and 10",           "Free")]
    public void In_words(string time, string words, string shape)
    {
        var (text, form) = TimeWords.Of(CronFields.Read(time + " * * *"), wraps: true);
        Assert.Equal((words, shape), (text, form.ToString()));
    }

    [Theory] // minute, hour, whether a night may be told as one window → words, shape
    [InlineData("0 22-23,0-2",     true,  "every hour from 22:00 to 02:00",                      "Window")]
    [InlineData("0 22-23,0-2",     false, "at 00:00, 01:00, 02:00, 22:00 and 23:00",             "Times")]
    [InlineData("*/15 22-23,0-2",  true,  "every 15 minutes from 22:00 to 02:45",                "Window")]
    [InlineData("*/15 22-23,0-2",  false, "every 15 minutes during the hours 0 to 2, 22 and 23", "Free")]
    [InlineData("*/15 9-10,12-13", true,  "every 15 minutes during the hours 9, 10, 12 and 13",  "Free")] // not over midnight
    public void A_window_over_midnight(string time, bool wraps, string words, string shape)
    {
        var (text, form) = TimeWords.Of(CronFields.Read(time + " * * *"), wraps);
        Assert.Equal((words, shape), (text, form.ToString()));
    }

    [Theory] // cron, zone, whether it fires at the same instants in UTC
    [InlineData("0 * * * *",    "Europe/Berlin",    true)]
    [InlineData("5 * * * *",    "Europe/Berlin",    true)]
    [InlineData("5 * * * *",    "Asia/Kolkata",     false)] // half an hour off
    [InlineData("*/30 * * * *", "America/St_Johns", true)]
    [InlineData("*/20 * * * *", "America/St_Johns", false)]
    [InlineData("*/15 * * * *", "Europe/Berlin",    true)]
    [InlineData("0 9 * * *",    "Europe/Berlin",    false)]
    [InlineData("0 0-22 * * *", "Europe/Berlin",    false)]
    [InlineData("0 * * * 1",    "Europe/Berlin",    false)]
    [InlineData("0 * 1 * *",    "Europe/Berlin",    false)]
    [InlineData("0 * * 6 *",    "Europe/Berlin",    false)]
    public void The_zone_may_change_nothing(string cron, string zone, bool same) => Assert.Equal(same, TimeWords.IsSameInEveryZone(CronFields.Read(cron), When.Zone(zone)));
}
