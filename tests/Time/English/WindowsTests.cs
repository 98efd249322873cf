using AgentSched.Time.English;

namespace AgentSched.Tests.Time.English;

/// <summary>Within which hours, and at which minutes of them.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class WindowsTests
{
    [Theory] // text → what it says, the words that were read

    // with "between" and "from", or a dash: also where nothing is counted yet
    [InlineData("between 9 and 17",                      "from 09:00 to 17:00",                            "between 9 and 17")]
    [InlineData("from 9am to 5pm",                       "from 09:00 to 17:00",                            "from 9am to 5pm")]
    [InlineData("from 9:00 until noon",                  "from 09:00 to 12:00",                            "from 9:00 until noon")]
    [InlineData("9-17",                                  "from 09:00 to 17:00",                            "9-17")]
    [InlineData("9 to 17",                               "",                                               "")]
    [InlineData("between 9 until 17",                    "",                                               "")]
    [InlineData("from 9",                                "",                                               "")]
    [InlineData("between 9",                             "",                                               "")]
    [InlineData("from monday to friday",                 "",                                               "")]

    // the end decides about the beginning: "2 to 4pm" is an afternoon
    [InlineData("between 2 and 4pm",                     "from 14:00 to 16:00",                            "between 2 and 4pm")]
    [InlineData("from 12 to 5pm",                        "from 12:00 to 17:00",                            "from 12 to 5pm")]
    [InlineData("from 9 to 5pm",                         "from 09:00 to 17:00",                            "from 9 to 5pm")]
    [InlineData("from 11 to 12pm",                       "from 11:00 to 12:00",                            "from 11 to 12pm")]
    [InlineData("between 10pm and 6am",                  "from 22:00 to 06:00",                            "between 10pm and 6am")]
    [InlineData("between 22 and 6",                      "from 22:00 to 06:00",                            "between 22 and 6")]

    // behind an interval
    [InlineData("every 10 minutes 9 to 17",              "every 10 minutes; from 09:00 to 17:00; repeats", "every 10 minutes 9 to 17")]
    [InlineData("every 4 hours from 3:00",               "every 4 hours; from 03:00; repeats",             "every 4 hours from 3:00")]
    [InlineData("every 4 hours starting at 9am",         "every 4 hours; from 09:00; repeats",             "every 4 hours starting at 9am")]
    [InlineData("daily starting at 9am",                 "every 1 day; repeats",                           "daily")]

    // hours
    [InlineData("during the hours 0, 3 and 7",           "hour 0,3,7",                                     "during the hours 0, 3 and 7")]
    [InlineData("of the hours 9 to 17",                  "hour 9-17",                                      "of the hours 9 to 17")]
    [InlineData("in hour 23",                            "hour 23",                                        "in hour 23")]
    [InlineData("during business hours",                 "",                                               "")]

    // minutes of every hour
    [InlineData("quarter past every hour",               "every 1 hour; minute 15; repeats",               "quarter past every hour")]
    [InlineData("at half past the hour",                 "every 1 hour; minute 30; repeats",               "at half past the hour")]
    [InlineData("10 minutes to the hour",                "every 1 hour; minute 50; repeats",               "10 minutes to the hour")]
    [InlineData("at 1 past each hour",                   "every 1 hour; minute 1; repeats",                "at 1 past each hour")]
    [InlineData("at minutes 7, 17 and 23 of every hour", "every 1 hour; minute 7,17,23; repeats",          "at minutes 7, 17 and 23 of every hour")]
    [InlineData("at minute 5 of the hours 0 and 6",      "every 1 hour; minute 5; hour 0,6; repeats",      "at minute 5 of the hours 0 and 6")]
    [InlineData("on the hour",                           "every 1 hour; minute 0; repeats",                "on the hour")]
    [InlineData("at the top of every hour",              "every 1 hour; minute 0; repeats",                "at the top of every hour")]
    [InlineData("on the half hour",                      "every 1 hour; minute 30; repeats",               "on the half hour")]
    [InlineData("hourly at :15",                         "every 1 hour; minute 15; repeats",               "hourly at :15")]
    [InlineData("every 2 hours at minute 59",            "every 2 hours; minute 59; repeats",              "every 2 hours at minute 59")]
    [InlineData("at :15",                                "",                                               "")] // of which hour?
    [InlineData("at minute 15",                          "",                                               "")]
    [InlineData("at half past 9",                        "",                                               "")]
    [InlineData("hour",                                  "",                                               "")]
    [InlineData("0 minutes to the hour",                 "",                                               "")]
    public void Hours_and_minutes(string text, string draft, string words)
    {
        var said = Said.By(Rule, text);
        Assert.Equal((draft, words, null), (said.ToString().Replace("; to ", " to ", StringComparison.Ordinal), said.Words, said.Refusal));
    }

    [Theory] // text → quoted words, reason
    [InlineData("between 9 and 5",                "between 9 and 5",            "is ambiguous: it may end in the morning or in the evening; write it as in \"between 9:00 and 17:00\" or \"from 9am to 5pm\"")]
    [InlineData("from 8 to 8",                    "from 8 to 8",                "is ambiguous: it may end in the morning or in the evening; write it as in \"between 9:00 and 17:00\" or \"from 9am to 5pm\"")]
    [InlineData("between 9 and 17 from 18 to 20", "from 18 to 20",              "cannot be combined with \"between 9 and 17\"; name only one window")]
    [InlineData("during the hours 0 and 24",      "during the hours 0 and 24",  "is not an hour of the day; hours go from 0 to 23")]
    [InlineData("at minute 60 of every hour",     "at minute 60 of every hour", "is not a minute of the hour; minutes go from 0 to 59")]
    [InlineData("60 minutes past the hour",       "60 minutes past the hour",   "is not a minute of the hour; minutes go from 0 to 59")]
    public void Refused(string text, string words, string why) => Assert.Equal($"\"{words}\" {why}", Said.By(Rule, text).Refusal);

    private static bool Rule(Reader reader, Draft draft) => AgentSched.Time.English.Windows.TryRead(reader, draft) || Intervals.TryRead(reader, draft);
}
