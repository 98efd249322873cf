using AgentSched.Time.English;

namespace AgentSched.Tests.Time.English;

/// <summary>How often: intervals, adverbs, times a day.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class IntervalsTests
{
    [Theory] // text → what it says, the words that were read
    [InlineData("every minute",            "every 1 minute; repeats",              "every minute")]
    [InlineData("each 4 hours",            "every 4 hours; repeats",               "each 4 hours")]
    [InlineData("every single day",        "every 1 day; repeats",                 "every single day")]
    [InlineData("every day of the week",   "every 1 day; repeats",                 "every day of the week")]
    [InlineData("every fortnight",         "every 2 weeks; repeats",               "every fortnight")]
    [InlineData("every quarter",           "every 3 months; repeats",              "every quarter")]
    [InlineData("every 2 years",           "every 24 months; repeats",             "every 2 years")]
    [InlineData("every leap year",         "every 12 months; leap years; repeats", "every leap year")]
    [InlineData("every other day",         "every 2 days; repeats",                "every other day")]
    [InlineData("every third hour",        "every 3 hours; repeats",               "every third hour")]
    [InlineData("every second quarter",    "every 6 months; repeats",              "every second quarter")]
    [InlineData("every alternate week",    "every 2 weeks; repeats",               "every alternate week")]
    [InlineData("every other tuesday",     "every 2 weeks; on Tue; repeats",       "every other tuesday")]
    [InlineData("every morning",           "every 1 day; part morning; repeats",   "every morning")]

    // adverbs
    [InlineData("minutely",                "every 1 minute; repeats",              "minutely")]
    [InlineData("hourly",                  "every 1 hour; repeats",                "hourly")]
    [InlineData("daily",                   "every 1 day; repeats",                 "daily")]
    [InlineData("nightly",                 "every 1 day; part night; repeats",     "nightly")]
    [InlineData("once weekly",             "every 1 week; repeats",                "once weekly")]
    [InlineData("fortnightly",             "every 2 weeks; repeats",               "fortnightly")]
    [InlineData("monthly",                 "every 1 month; repeats",               "monthly")]
    [InlineData("quarterly",               "every 3 months; repeats",              "quarterly")]
    [InlineData("semiannually",            "every 6 months; repeats",              "semiannually")]
    [InlineData("annually",                "every 12 months; repeats",             "annually")]

    // times in a period
    [InlineData("once a week",             "every 1 week; times 1; repeats",       "once a week")]
    [InlineData("twice a day",             "every 1 day; times 2; repeats",        "twice a day")]
    [InlineData("thrice daily",            "every 1 day; times 3; repeats",        "thrice daily")]
    [InlineData("4 times per month",       "every 1 month; times 4; repeats",      "4 times per month")]
    [InlineData("5 times an hour",         "every 12 minutes; repeats",            "5 times an hour")] // divides the hour evenly
    [InlineData("once every 4 hours",      "every 4 hours; repeats",               "once every 4 hours")]

    // a day beside a shorter interval says nothing new
    [InlineData("every 2 hours every day", "every 2 hours; repeats",               "every 2 hours every day")]
    [InlineData("daily every 2 hours",     "every 2 hours; repeats",               "daily every 2 hours")]
    [InlineData("every month monthly",     "every 1 month; repeats",               "every month monthly")]

    // no interval
    [InlineData("every monday",            "",                                     "")]
    [InlineData("every second tuesday",    "",                                     "")] // of the month, or every other one
    [InlineData("every week day",          "",                                     "")]
    [InlineData("every",                   "",                                     "")]
    [InlineData("once",                    "",                                     "")]
    [InlineData("2 hours",                 "",                                     "")]
    [InlineData("hour",                    "",                                     "")]
    public void How_often(string text, string draft, string words)
    {
        var said = Said.By(Intervals.TryRead, text);
        Assert.Equal((draft, words, null), (said.ToString(), said.Words, said.Refusal));
    }

    [Theory] // text → quoted words, reason
    [InlineData("every 0 hours",            "every 0 hours",   "is not an interval; the shortest is \"every minute\"")]
    [InlineData("0 times a day",            "0 times a day",   "never occurs; say \"every day at 9am\"")]
    [InlineData("7 times an hour",          "7 times an hour", "does not say when; name the times, as in \"every day at 9:00 and 17:00\"")]
    [InlineData("twice a year",             "twice a year",    "does not say when; name the times, as in \"every day at 9:00 and 17:00\"")]
    [InlineData("biannually",               "biannually",      "may be twice a year or every 2 years; say \"every 6 months on the 1st at 9:00\" or name the dates")]
    [InlineData("semimonthly",              "semimonthly",     "may be twice a month or every 2 months; say \"on the 1st and 15th of the month at 9:00\" or \"every 2 months on the 1st at 9:00\"")]
    [InlineData("every hour every 2 hours", "every 2 hours",   "cannot be combined with \"every hour\"; use only one of them")]
    [InlineData("weekly every day",         "every day",       "cannot be combined with \"weekly\"; use only one of them")]
    public void Refused(string text, string words, string why) => Assert.Equal($"\"{words}\" {why}", Said.By(Intervals.TryRead, text).Refusal);

    [Theory] // text, whether a unit alone counts as one → length, the words that were read; empty: none
    [InlineData("2 hours",                false, "2 hours",      "2 hours")]
    [InlineData("two hrs",                false, "2 hours",      "two hrs")]
    [InlineData("90s",                    false, "90 seconds",   "90s")]
    [InlineData("an hour",                false, "1 hour",       "an hour")]
    [InlineData("hour",                   true,  "1 hour",       "hour")]
    [InlineData("hour",                   false, "",             "")]
    [InlineData("0 days",                 false, "0 days",       "0 days")] // who asks refuses it
    [InlineData("3 quarters",             false, "9 months",     "3 quarters")]
    [InlineData("2 years",                false, "24 months",    "2 years")]
    [InlineData("100000 weeks",           false, "100000 weeks", "100000 weeks")]
    [InlineData("100001 weeks",           false, "",             "")]
    [InlineData("3",                      true,  "",             "")]
    [InlineData("a while",                true,  "",             "")]
    [InlineData("",                       true,  "",             "")]

    // parts of a unit
    [InlineData("half an hour",           false, "30 minutes",   "half an hour")]
    [InlineData("half-hour",              false, "30 minutes",   "half-hour")]
    [InlineData("a quarter of an hour",   false, "15 minutes",   "a quarter of an hour")]
    [InlineData("an hour and a half",     false, "90 minutes",   "an hour and a half")]
    [InlineData("two and a half hours",   false, "150 minutes",  "two and a half hours")]
    [InlineData("one and a half days",    false, "36 hours",     "one and a half days")]
    [InlineData("1.5 hours",              false, "90 minutes",   "1.5 hours")]
    [InlineData("0.5 hours",              false, "30 minutes",   "0.5 hours")]
    [InlineData("2.5 minutes",            false, "150 seconds",  "2.5 minutes")]
    [InlineData("1.5 days",               false, "36 hours",     "1.5 days")]
    [InlineData("1.5 weeks",              false, "252 hours",    "1.5 weeks")]
    [InlineData("1.25 hours",             false, "",             "")] // only halves

    // several units, the larger one first
    [InlineData("1h30m",                  false, "90 minutes",   "1h30m")]
    [InlineData("2 hours and 30 minutes", false, "150 minutes",  "2 hours and 30 minutes")]
    [InlineData("1 hour, 20 seconds",     false, "3620 seconds", "1 hour, 20 seconds")]
    [InlineData("1 day 12 hours",         false, "36 hours",     "1 day 12 hours")]
    [InlineData("2 minutes and 3 hours",  false, "2 minutes",    "2 minutes")]
    [InlineData("1 week and 2 days",      false, "1 week",       "1 week")] // weeks stand alone
    public void A_length(string text, bool bareUnit, string length, string words)
    {
        var reader = new Reader(text, Tokens.Of(text));
        var read = Intervals.TryLength(reader, bareUnit, out var interval) ? Said.Written(interval) : "";
        Assert.Equal((length, words), (read, reader.At == 0 ? "" : reader.Quote(0, reader.At)));
    }

    [Theory]
    [InlineData("1 second",     1)]
    [InlineData("90 minutes",   5400)]
    [InlineData("3 hours",      10_800)]
    [InlineData("2 days",       172_800)]
    [InlineData("100000 weeks", 60_480_000_000)]
    public void Its_seconds(string text, long seconds)
    {
        Assert.True(Intervals.TryLength(new Reader(text, Tokens.Of(text)), bareUnit: false, out var interval));
        Assert.Equal(seconds, Intervals.Seconds(interval));
    }
}
