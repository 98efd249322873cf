using AgentSched.Time.English;

namespace AgentSched.Tests.Time.English;

/// <summary>One occurrence: a local time in the future. It is Saturday 2026-11-21, 10:00 in Berlin.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class OnceBuilderTests
{
    [Theory] // text → local time

    // a time without a day: the next one
    [InlineData("once at 10:00",                  "2026-11-22 10:00:00")] // now is not the future
    [InlineData("once at 10:01",                  "2026-11-21 10:01:00")]
    [InlineData("once at 9:30:15",                "2026-11-22 09:30:15")]
    [InlineData("once on saturday at 10:00",      "2026-11-28 10:00:00")]
    [InlineData("once on saturday at 10:01",      "2026-11-21 10:01:00")]

    // a date without a year: the next one
    [InlineData("21 november at 10:00",           "2027-11-21 10:00:00")]
    [InlineData("21 november at 10:01",           "2026-11-21 10:01:00")]
    [InlineData("20 november at 23:00",           "2027-11-20 23:00:00")]
    [InlineData("saturday, 21 november at 11:00", "2026-11-21 11:00:00")]

    // a time from now; days and longer may take another time of day
    [InlineData("in 90 seconds",                  "2026-11-21 10:01:30")]
    [InlineData("in 20 hours",                    "2026-11-22 06:00:00")]
    [InlineData("in 2 days",                      "2026-11-23 10:00:00")]
    [InlineData("in 2 days at 7:00",              "2026-11-23 07:00:00")]

    // the night of a day ends on the next day
    [InlineData("tonight at 23:00",               "2026-11-21 23:00:00")]
    [InlineData("tonight at 05:59",               "2026-11-22 05:59:00")]
    [InlineData("tonight at midnight",            "2026-11-22 00:00:00")]
    [InlineData("tomorrow at 00:00",              "2026-11-22 00:00:00")]
    [InlineData("2027-03-28 at 02:30",            "2027-03-28 02:30:00")] // in the gap: the spec moves it
    public void At(string text, string local) => Assert.Equal(local, OnceBuilder.Build(Said.All(text), text).Spec?.At?.ToString("yyyy-MM-dd HH:mm:ss"));

    [Theory] // text → quoted words, reason

    // incomplete
    [InlineData("tomorrow",                           "tomorrow",                    "does not say when; add the time, as in \"tomorrow at 17:00\"")]
    [InlineData("once on friday",                     "on friday",                   "does not say when; add the time, as in \"tomorrow at 17:00\"")]
    [InlineData("just once",                          "just once",                   "does not say when; add the time, as in \"tomorrow at 17:00\"")]

    // in the past
    [InlineData("today at 09:59",                     "today",                       "lies in the past at 09:59; try \"tomorrow at 09:59\"")]
    [InlineData("today at 10:00",                     "today",                       "lies in the past at 10:00; try \"tomorrow at 10:00\"")]
    [InlineData("21 november 2025 at 18:00",          "21 november 2025",            "lies in the past at 18:00; try \"tomorrow at 18:00\"")]

    // ambiguous or contradictory
    [InlineData("tomorrow at midnight",               "at midnight",                 "is ambiguous: the beginning or the end of the day; say \"at 00:00\" with the day that you mean")]
    [InlineData("sunday, 24 december at 18:00",       "sunday",                      "does not match 2026-12-24, which is a Thursday")]
    [InlineData("tomorrow at 9:00 and 17:00",         "at 9:00 and 17:00",           "is more than one time; a schedule for one day has only one")]
    [InlineData("tomorrow on the 1st at 9:00",        "tomorrow on the 1st at 9:00", "names more than one day; say one date, such as \"on 24 December at 18:00\"")]
    [InlineData("in 2 hours at 17:00",                "at 17:00",                    "cannot be combined with \"in 2 hours\"; use only one of them")]
    [InlineData("in 2 hours on monday",               "on monday",                   "cannot be combined with \"in 2 hours\"; use only one of them")]
    [InlineData("tomorrow at 9:00 daily",             "tomorrow",                    "is a single time and cannot be combined with a recurring one; use only one of them")]
    [InlineData("tomorrow at 9:00 until 2026-12-01",  "tomorrow",                    "is a single time and cannot be combined with a recurring one; use only one of them")]
    [InlineData("tomorrow at 9:00 except 2026-12-01", "tomorrow",                    "is a single time and cannot be combined with a recurring one; use only one of them")]
    public void Refused(string text, string words, string why) => Assert.Equal(Reading.Refused(words, why), OnceBuilder.Build(Said.All(text), text));

    [Theory] // text, whether it asks for one occurrence
    [InlineData("tomorrow",    true)]
    [InlineData("in 2 hours",  true)]
    [InlineData("once at 9",   true)]
    [InlineData("monday at 9", false)] // may be every Monday
    [InlineData("at 9",        false)]
    public void One_occurrence(string text, bool once) => Assert.Equal(once, OnceBuilder.IsOnce(Said.All(text)));
}
