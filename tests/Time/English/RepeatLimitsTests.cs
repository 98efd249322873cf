using AgentSched.Time.English;

namespace AgentSched.Tests.Time.English;

/// <summary>What narrows a spec: its beginning, its end, days without occurrences. It is Saturday 2026-11-21, 10:00 in Berlin.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class RepeatLimitsTests
{
    [Theory] // text → what it says, the words that were read

    // the beginning; an interval counts from it if it names a time
    [InlineData("starting 2026-12-01",                                  "starts 2026-12-01 00:00; repeats",                        "starting 2026-12-01")]
    [InlineData("as of 2026-12-01",                                     "starts 2026-12-01 00:00; repeats",                        "as of 2026-12-01")]
    [InlineData("from 2026-12-01 9:00",                                 "starts 2026-12-01 09:00; counted; repeats",               "from 2026-12-01 9:00")]
    [InlineData("counted from 2026-12-01",                              "starts 2026-12-01 00:00; counted; repeats",               "counted from 2026-12-01")]
    [InlineData("starting now",                                         "starts 2026-11-21 10:00; counted",                        "starting now")]
    [InlineData("from now on",                                          "starts 2026-11-21 10:00; counted",                        "from now on")]
    [InlineData("starting on monday",                                   "starts 2026-11-23 00:00; repeats",                        "starting on monday")]
    [InlineData("starting saturday",                                    "starts 2026-11-21 00:00; repeats",                        "starting saturday")] // today
    [InlineData("starting 21 november",                                 "starts 2026-11-21 00:00; repeats",                        "starting 21 november")] // today
    [InlineData("starting 20 november",                                 "starts 2027-11-20 00:00; repeats",                        "starting 20 november")] // next year

    // the end: a day that is named is the last one, a time that is named is the end
    [InlineData("until 2026-12-24",                                     "ends 2026-12-25 00:00; repeats",                          "until 2026-12-24")]
    [InlineData("until the end of 2026-12-24",                          "ends 2026-12-25 00:00; repeats",                          "until the end of 2026-12-24")]
    [InlineData("until 2026-12-24 18:00",                               "ends 2026-12-24 18:00; repeats",                          "until 2026-12-24 18:00")]
    [InlineData("through 31 december",                                  "ends 2027-01-01 00:00; repeats",                          "through 31 december")]
    [InlineData("till saturday",                                        "ends 2026-11-22 00:00; repeats",                          "till saturday")] // today
    [InlineData("for two weeks",                                        "lasts 2 weeks; repeats",                                  "for two weeks")]
    [InlineData("for the next 10000 days",                              "lasts 10000 days; repeats",                               "for the next 10000 days")]
    [InlineData("for 10001 days",                                       "",                                                        "")]

    // both
    [InlineData("from 2026-12-01 to 2026-12-31",                        "starts 2026-12-01 00:00; ends 2027-01-01 00:00; repeats", "from 2026-12-01 to 2026-12-31")]
    [InlineData("between 24 december and 6 january",                    "starts 2026-12-24 00:00; ends 2027-01-07 00:00; repeats", "between 24 december and 6 january")]
    [InlineData("until 2026-12-31 from 2026-12-01",                     "starts 2026-12-01 00:00; ends 2027-01-01 00:00; repeats", "until 2026-12-31 from 2026-12-01")]

    // days without occurrences
    [InlineData("except 2026-12-24",                                    "except 2026-12-24",                                       "except 2026-12-24")]
    [InlineData("but not on 2026-12-24",                                "except 2026-12-24",                                       "but not on 2026-12-24")]
    [InlineData("except 2026-12-24 to 2026-12-26",                      "except 2026-12-24/2026-12-26",                            "except 2026-12-24 to 2026-12-26")]
    [InlineData("except 2026-12-24 to 2026-12-24",                      "except 2026-12-24",                                       "except 2026-12-24 to 2026-12-24")]
    [InlineData("without 24.12.2026, tomorrow and on 31 december 2026", "except 2026-12-24 2026-11-22 2026-12-31",                 "without 24.12.2026, tomorrow and on 31 december 2026")]
    [InlineData("other than sundays",                                   "not on Sun",                                              "other than sundays")]
    [InlineData("but not on weekends",                                  "not on Sun Sat",                                          "but not on weekends")]
    [InlineData("except 2026-12-24 and fridays",                        "not on Fri; except 2026-12-24",                           "except 2026-12-24 and fridays")]
    [InlineData("except 2026-12-24 and at 9",                           "except 2026-12-24",                                       "except 2026-12-24")]

    // none
    [InlineData("until",                                                "",                                                        "")]
    [InlineData("until 18:00",                                          "",                                                        "")]
    [InlineData("from 9 to 17",                                         "",                                                        "")]
    [InlineData("for hours",                                            "",                                                        "")]
    [InlineData("but",                                                  "",                                                        "")]
    [InlineData("2026-12-24",                                           "",                                                        "")]
    public void What_narrows(string text, string draft, string words)
    {
        var said = Said.By(RepeatLimits.TryRead, text);
        Assert.Equal((draft, words, null), (said.ToString(), said.Words, said.Refusal));
    }

    [Theory] // text → quoted words, reason
    [InlineData("from 2026-12-01 from 2026-12-02",   "from 2026-12-02",                 "is a second start; a schedule has only one")]
    [InlineData("until 2026-12-01 until 2026-12-02", "until 2026-12-02",                "is a second end; a schedule has only one")]
    [InlineData("until 2026-12-01 for 2 days",       "for 2 days",                      "is zero or a second end; name only one end")]
    [InlineData("for 0 days",                        "for 0 days",                      "is zero or a second end; name only one end")]
    [InlineData("for 2 days for 3 days",             "for 3 days",                      "is zero or a second end; name only one end")]
    [InlineData("except holidays", "except holidays", "cannot be read: the holidays of a country are not known here; name the days, as in \"every weekday at 9am except 2026-12-25\"")]
    [InlineData("except public holidays", "except public holidays", "cannot be read: the holidays of a country are not known here; name the days, as in \"every weekday at 9am except 2026-12-25\"")]
    [InlineData("except 24 december",                "except 24 december",              "has no year; write it as in \"except 2026-12-25\"")]
    [InlineData("except 2026-12-26 to 2026-12-24",   "except 2026-12-26 to 2026-12-24", "ends before it begins")]
    public void Refused(string text, string words, string why) => Assert.Equal($"\"{words}\" {why}", Said.By(RepeatLimits.TryRead, text).Refusal);

    [Theory] // today, month, day → the first such day that is not past
    [InlineData("2026-11-21", 11, 21, "2026-11-21")]
    [InlineData("2026-11-21", 11, 22, "2026-11-22")]
    [InlineData("2026-11-21", 11, 20, "2027-11-20")]
    [InlineData("2026-11-21", 2,  29, "2028-02-29")]
    [InlineData("2028-02-29", 2,  29, "2028-02-29")]
    [InlineData("2096-03-01", 2,  29, "2104-02-29")] // 2100 has none
    public void The_next_date_without_a_year(string today, int month, int day, string expected) =>
        Assert.Equal(expected, $"{RepeatLimits.NextDate(DateOnly.Parse(today), new WrittenDate(null, month, day, "")):yyyy-MM-dd}");
}
