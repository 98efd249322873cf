using AgentSched.Time.English;

namespace AgentSched.Tests.Time.English;

/// <summary>Which days: of the week, of the month, months, parts of the day.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class DaysTests
{
    [Theory] // text → what it says, the words that were read

    // one day of the week may be one date: only "every" and the plural repeat
    [InlineData("monday",                       "on Mon",                          "monday")]
    [InlineData("on monday",                    "on Mon",                          "on monday")]
    [InlineData("on mondays",                   "on Mon; repeats",                 "on mondays")]
    [InlineData("every monday",                 "on Mon; repeats",                 "every monday")]
    [InlineData("each single monday",           "on Mon; repeats",                 "each single monday")]
    [InlineData("monday and friday",            "on Mon Fri; repeats",             "monday and friday")]
    [InlineData("from tuesday to thursday",     "on Tue Wed Thu; repeats",         "from tuesday to thursday")]
    [InlineData("on the weekend",               "on Sun Sat; repeats",             "on the weekend")]
    [InlineData("all weekdays",                 "on Mon Tue Wed Thu Fri; repeats", "all weekdays")]

    // of the week and of the month
    [InlineData("friday the 13th",              "on Fri; day 13; both; repeats",   "friday the 13th")]
    [InlineData("every friday the thirteenth",  "on Fri; day 13; both; repeats",   "every friday the thirteenth")]
    [InlineData("friday the 32nd",              "",                                "")]
    [InlineData("on the 1st and 15th",          "day 1,15; repeats",               "on the 1st and 15th")] // see MonthDaysTests

    // months
    [InlineData("in january",                   "month 1; repeats",                "in january")]
    [InlineData("in january and july",          "month 1,7; repeats",              "in january and july")]
    [InlineData("during june, july and august", "month 6-8; repeats",              "during june, july and august")]
    [InlineData("from june to august",          "month 6-8; repeats",              "from june to august")]
    [InlineData("between june and august",      "month 6-8; repeats",              "between june and august")]
    [InlineData("from november to february",    "month 1,2,11,12; repeats",        "from november to february")] // over the new year
    [InlineData("every may",                    "month 5; repeats",                "every may")]
    [InlineData("january",                      "",                                "")]
    [InlineData("in 2 hours",                   "",                                "")]

    // parts of the day
    [InlineData("in the morning",               "part morning",                    "in the morning")]
    [InlineData("at night",                     "part night",                      "at night")]
    [InlineData("evenings",                     "part evening; repeats",           "evenings")]
    [InlineData("monday morning",               "on Mon; part morning",            "monday morning")]
    [InlineData("in the sun room",              "",                                "")]
    [InlineData("every fooday",                 "",                                "")]
    [InlineData("the",                          "",                                "")]
    public void Which_days(string text, string draft, string words)
    {
        var said = Said.By(Days.TryRead, text);
        Assert.Equal((draft, words, null), (said.ToString(), said.Words, said.Refusal));
    }

    [Theory] // text → quoted words, reason
    [InlineData("on mondays on fridays",   "on fridays",     "cannot be combined with \"on mondays\"; list all days in one place, as in \"every Monday and Friday\"")]
    [InlineData("mornings in the evening", "in the evening", "cannot be combined with \"morning\"; say the times, as in \"every day at 9:00 and 20:00\"")]
    public void Refused(string text, string words, string why) => Assert.Equal($"\"{words}\" {why}", Said.By(Days.TryRead, text).Refusal);
}
