using AgentSched.Time.English;

namespace AgentSched.Tests.Time.English;

/// <summary>One day or one moment. It is Saturday 2026-11-21, 10:00 in Berlin, 09:00 in UTC.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class OnceDatesTests
{
    [Theory] // text → what it says, the words that were read

    // near days; weeks start on Monday
    [InlineData("today",                       "date 2026-11-21",                               "today")]
    [InlineData("tonight",                     "part night; date 2026-11-21",                   "tonight")]
    [InlineData("this evening",                "part evening; date 2026-11-21",                 "this evening")]
    [InlineData("tomorrow",                    "date 2026-11-22",                               "tomorrow")]
    [InlineData("day after tomorrow",          "date 2026-11-23",                               "day after tomorrow")]
    [InlineData("on the day after tomorrow",   "date 2026-11-23",                               "on the day after tomorrow")]
    [InlineData("this saturday",               "date 2026-11-21",                               "this saturday")] // today
    [InlineData("next saturday",               "date 2026-11-28",                               "next saturday")]
    [InlineData("coming saturday",             "date 2026-11-28",                               "coming saturday")]
    [InlineData("this sunday",                 "date 2026-11-22",                               "this sunday")]
    [InlineData("next sunday",                 "date 2026-11-22",                               "next sunday")]
    [InlineData("sunday next week",            "date 2026-11-29",                               "sunday next week")]
    [InlineData("next week on monday",         "date 2026-11-23",                               "next week on monday")]

    // moments from now; days and longer may take another time
    [InlineData("in 90 seconds",               "instant 2026-11-21 09:01:30Z",                  "in 90 seconds")]
    [InlineData("in 36 hours",                 "instant 2026-11-22 21:00:00Z",                  "in 36 hours")]
    [InlineData("half an hour from now",       "instant 2026-11-21 09:30:00Z",                  "half an hour from now")]
    [InlineData("in 1 day",                    "date 2026-11-22; instant 2026-11-22 09:00:00Z", "in 1 day")]
    [InlineData("in a month",                  "date 2026-12-21; instant 2026-12-21 09:00:00Z", "in a month")]
    [InlineData("in 7 months",                 "date 2027-06-21; instant 2027-06-21 08:00:00Z", "in 7 months")] // 10:00 in summer
    [InlineData("in 10000 days",               "date 2054-04-08; instant 2054-04-08 08:00:00Z", "in 10000 days")]

    // dates with a name of a month
    [InlineData("24 december",                 "date 12-24",                                    "24 december")]
    [InlineData("on the 24th of december",     "date 12-24",                                    "on the 24th of december")]
    [InlineData("dec 24th",                    "date 12-24",                                    "dec 24th")]
    [InlineData("december 24, 2026",           "date 2026-12-24",                               "december 24, 2026")]
    [InlineData("december 24, 1730 hours",     "date 12-24",                                    "december 24")] // a time
    [InlineData("29 february",                 "date 02-29",                                    "29 february")] // of some year
    [InlineData("29 february 2028",            "date 2028-02-29",                               "29 february 2028")]
    [InlineData("every 24 december",           "date 12-24; repeats",                           "every 24 december")]

    // dates in digits
    [InlineData("2026-12-24",                  "date 2026-12-24",                               "2026-12-24")]
    [InlineData("24.12.2026",                  "date 2026-12-24",                               "24.12.2026")]
    [InlineData("24/12/2026",                  "date 2026-12-24",                               "24/12/2026")]
    [InlineData("12/24/2026",                  "date 2026-12-24",                               "12/24/2026")]
    [InlineData("5/5/2027",                    "date 2027-05-05",                               "5/5/2027")] // the same either way
    [InlineData("3.4.2027",                    "date 2027-04-03",                               "3.4.2027")] // dots: the day first

    // only once
    [InlineData("once",                        "once",                                          "once")]
    [InlineData("just once",                   "once",                                          "just once")]

    // none
    [InlineData("every 24 december 2026",      "",                                              "")]
    [InlineData("the 1st of january and july", "",                                              "")] // days of months
    [InlineData("december",                    "",                                              "")]
    [InlineData("december 9 am",               "",                                              "")]
    [InlineData("24.12.26",                    "",                                              "")]
    [InlineData("monday",                      "",                                              "")]
    [InlineData("next week",                   "",                                              "")]
    [InlineData("in hours",                    "",                                              "")]
    [InlineData("2 hours",                     "",                                              "")]
    public void Which_day(string text, string draft, string words)
    {
        var said = Said.By(OnceDates.TryRead, text);
        Assert.Equal((draft, words, null), (said.ToString(), said.Words, said.Refusal));
    }

    [Theory] // text → quoted words, reason

    // the past and now
    [InlineData("the day before yesterday", "the day before yesterday", "lies in the past; try \"tomorrow at 9:00\"")]
    [InlineData("an hour ago",              "an hour ago",              "lies in the past; try \"in 2 hours\"")]
    [InlineData("right away",               "right away",               "is not a schedule; run it directly instead, or try \"in 5 minutes\"")]
    [InlineData("in 0 hours",               "in 0 hours",               "is not a time that can be scheduled; try \"in 5 minutes\"")]
    [InlineData("in 10001 days",            "in 10001 days",            "is not a time that can be scheduled; try \"in 5 minutes\"")]

    // days that do not exist
    [InlineData("31 april",                 "31 april",                 "is a day that does not exist; try \"on 30 April at 18:00\"")]
    [InlineData("29 february 2027",         "29 february 2027",         "is a day that does not exist; try \"on 28 February at 18:00\"")]
    [InlineData("29.02.2027",               "29.02.2027",               "is a day that does not exist; try \"on 28 February at 18:00\"")]
    [InlineData("2026-13-01",               "2026-13-01",               "is a day that does not exist; try \"on 24 December at 18:00\"")]
    [InlineData("2026-12-00",               "2026-12-00",               "is a day that does not exist; try \"on 1 December at 18:00\"")]
    [InlineData("13/13/2026",               "13/13/2026",               "is a day that does not exist; try \"on 24 December at 18:00\"")]
    [InlineData("12/11/2026",               "12/11/2026",               "is ambiguous: day or month first; write it as 2026-12-24")]

    // more than one
    [InlineData("tomorrow next monday",     "next monday",              "cannot be combined with \"tomorrow\"; name only one day")]
    [InlineData("in 2 hours tomorrow",      "tomorrow",                 "cannot be combined with \"in 2 hours\"; name only one day")]
    [InlineData("tomorrow in 2 hours",      "in 2 hours",               "cannot be combined with \"tomorrow\"; name only one time")]
    public void Refused(string text, string words, string why) => Assert.Equal($"\"{words}\" {why}", Said.By(OnceDates.TryRead, text).Refusal);

    [Fact]
    public void A_date_is_the_same_in_every_spelling()
    {
        var random = new Random(4);
        for (var i = 0; i < 100; i++)
        {
            var day = new DateOnly(2026, 1, 1).AddDays(random.Next(4000));
            string[] spellings = [$"{day:yyyy-MM-dd}", $"{day:d.M.yyyy}", $"{day:d MMMM yyyy}", $"{day:MMM d}, {day:yyyy}", $"the {Phrase.Nth(day.Day)} of {day:MMMM yyyy}"];
            Assert.All(spellings, text => Assert.Equal((text, $"date {day:yyyy-MM-dd}"), (text, Said.By(OnceDates.TryRead, text).ToString())));
        }
    }
}
