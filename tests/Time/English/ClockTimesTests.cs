using AgentSched.Time.English;

namespace AgentSched.Tests.Time.English;

/// <summary>Times of day. A question mark: the words leave open whether it is in the morning or in the evening.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class ClockTimesTests
{
    [Theory] // text, whether a number alone is an hour → time, the words that were read; empty: none
    [InlineData("9",                  true,  "09:00?",   "9")]
    [InlineData("9",                  false, "",         "")]
    [InlineData("0",                  true,  "00:00",    "0")]
    [InlineData("1",                  true,  "01:00?",   "1")]
    [InlineData("12",                 true,  "12:00?",   "12")]
    [InlineData("13",                 true,  "13:00",    "13")]
    [InlineData("23",                 true,  "23:00",    "23")]
    [InlineData("09",                 true,  "09:00",    "09")] // a leading zero is of the 24-hour clock
    [InlineData("nine",               true,  "09:00?",   "nine")]
    [InlineData("nine",               false, "",         "")]
    [InlineData("nine thirty",        true,  "09:30?",   "nine thirty")]
    [InlineData("nine forty-five pm", false, "21:45",    "nine forty-five pm")]
    [InlineData("nine five",          true,  "09:00?",   "nine")]

    // am and pm
    [InlineData("12am",               false, "00:00",    "12am")]
    [InlineData("1am",                false, "01:00",    "1am")]
    [InlineData("12pm",               false, "12:00",    "12pm")]
    [InlineData("11pm",               false, "23:00",    "11pm")]
    [InlineData("9:30 P.M.",          false, "21:30",    "9:30 P.M.")]

    // the dial
    [InlineData("9:30",               false, "09:30?",   "9:30")]
    [InlineData("09:30",              false, "09:30",    "09:30")]
    [InlineData("10:30",              false, "10:30?",   "10:30")]
    [InlineData("0:05",               false, "00:05",    "0:05")]
    [InlineData("23:59:59",           false, "23:59:59", "23:59:59")]
    [InlineData("9:5",                true,  "",         "")]
    [InlineData("9:000",              true,  "",         "")]
    [InlineData("9.30",               true,  "09:30?",   "9.30")]
    [InlineData("9.30",               false, "",         "")] // may be a number
    [InlineData("9.30pm",             false, "21:30",    "9.30pm")]
    [InlineData("0930",               true,  "09:30",    "0930")]
    [InlineData("0930",               false, "",         "")] // may be a year
    [InlineData("0930 hours",         false, "09:30",    "0930 hours")]
    [InlineData("17h",                false, "17:00",    "17h")]
    [InlineData("9h05",               false, "09:05",    "9h05")]
    [InlineData("17 h",               false, "",         "")] // 17 hours
    [InlineData("9 o'clock",          false, "09:00?",   "9 o'clock")]

    // counted from the hour
    [InlineData("half past nine",     false, "09:30?",   "half past nine")]
    [InlineData("half past 21",       false, "21:30",    "half past 21")]
    [InlineData("quarter to one",     false, "12:45?",   "quarter to one")]
    [InlineData("ten to 0",           false, "23:50",    "ten to 0")]
    [InlineData("59 minutes past 8",  false, "08:59?",   "59 minutes past 8")]
    [InlineData("60 minutes past 8",  false, "",         "")]
    [InlineData("7 past 9",           false, "",         "")] // without "minutes" only 5, 10, 20 and 25
    [InlineData("half to nine",       false, "",         "")]
    [InlineData("half nine",          false, "",         "")] // 8:30 or 9:30

    // by name
    [InlineData("noon",               false, "12:00",    "noon")]
    [InlineData("midday",             false, "12:00",    "midday")]
    [InlineData("midnight",           false, "00:00",    "midnight")]

    // what else may follow a number
    [InlineData("9 in the evening",   false, "09:00?",   "9")]
    [InlineData("9 to 17",            true,  "09:00?",   "9")]
    [InlineData("9 hours",            true,  "",         "")]
    [InlineData("9 june",             true,  "",         "")]
    [InlineData("9 of",               true,  "",         "")]
    public void One_time(string text, bool bare, string expected, string words)
    {
        var reader = new Reader(text, Tokens.Of(text));
        var time = ClockTimes.TryTime(reader, bare, counted: true, out var read) ? Said.Written(read) : "";
        Assert.Equal((expected, words, null), (time, reader.At == 0 ? "" : reader.Quote(0, reader.At), reader.Refusal));
    }

    [Theory]
    [InlineData("24")]
    [InlineData("24:00")]
    [InlineData("9:60")]
    [InlineData("23:59:60")]
    [InlineData("2400")]
    [InlineData("1260")]
    [InlineData("0:30am")]
    [InlineData("13pm")]
    [InlineData("99 o'clock")]
    public void What_is_no_time_of_day_is_refused(string text)
    {
        var said = Said.By((reader, _) => ClockTimes.TryTime(reader, bare: true, counted: true, out var _), text);
        Assert.Equal($"\"{text}\" is not a time of day; hours go from 0 to 23, or from 1 to 12 with am or pm, and minutes from 0 to 59", said.Refusal);
    }

    [Theory] //           morning afternoon evening night; "-": they contradict each other
    [InlineData("1?",  "1       13        -       1")]
    [InlineData("3?",  "3       15        -       3")]
    [InlineData("4?",  "4       16        16      4")]
    [InlineData("5?",  "5       17        17      5")]
    [InlineData("6?",  "6       18        18      18")]
    [InlineData("7?",  "7       -         19      19")]
    [InlineData("11?", "11      -         23      23")]
    [InlineData("12?", "-       12        -       0")]
    [InlineData("0",   "0       -         -       0")]
    [InlineData("5",   "5       -         -       5")]
    [InlineData("6",   "6       -         -       -")]
    [InlineData("11",  "11      -         -       -")]
    [InlineData("12",  "-       12        -       -")]
    [InlineData("15",  "-       15        -       -")]
    [InlineData("16",  "-       16        16      -")]
    [InlineData("17",  "-       17        17      -")]
    [InlineData("18",  "-       18        18      18")]
    [InlineData("19",  "-       -         19      19")]
    [InlineData("23",  "-       -         23      23")]
    public void A_part_of_the_day_decides(string hour, string expected)
    {
        var time = new ClockTime(int.Parse(hour.TrimEnd('?')), 30, 0, hour.EndsWith('?'), hour);
        string[] parts = ["morning", "afternoon", "evening", "night"];
        Assert.Equal(
            expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(h => h == "-" ? (ClockTime?)null : time with { Hour = int.Parse(h), IsOpen = false }),
            parts.Select(part => ClockTimes.Within(time, part)));
    }

    [Theory] // text → times, the words that were read
    [InlineData("at 9:00, 12:00 and 17:00", "at 09:00? 12:00? 17:00", "at 9:00, 12:00 and 17:00")]
    [InlineData("at 6am and at 6pm",        "at 06:00 18:00",         "at 6am and at 6pm")]
    [InlineData("at 9 and monday",          "at 09:00?",              "at 9")] // the separator belongs to what follows
    [InlineData("@ 9 sharp",                "at 09:00?",              "@ 9 sharp")]
    [InlineData("9am prompt",               "at 09:00",               "9am prompt")]
    [InlineData("9",                        "",                       "")]
    [InlineData("at",                       "",                       "")]
    [InlineData("at dawn",                  "",                       "")]
    public void All_times_of_a_phrase(string text, string draft, string words)
    {
        var said = Said.By(ClockTimes.TryRead, text);
        Assert.Equal((draft, words, null), (said.ToString(), said.Words, said.Refusal));
    }

    [Theory] // text → quoted words, reason
    [InlineData("around 9am",       "around",           "is not exact; say \"at 9:00\"")]
    [InlineData("at 9 at 17",       "at 17",            "cannot be combined with \"at 9\"; list all times in one place, as in \"at 9:00 and 17:00\"")]
    [InlineData("at 8, 9 and 10pm", "at 8, 9 and 10pm", "does not say whether \"8\" is in the morning or in the evening; add am or pm to each time")]
    public void Refused(string text, string words, string why) => Assert.Equal($"\"{words}\" {why}", Said.By(ClockTimes.TryRead, text).Refusal);

    [Fact]
    public void Every_minute_of_the_day_is_read_as_it_is_written_on_both_clocks()
    {
        var random = new Random(3);
        for (var i = 0; i < 300; i++)
        {
            var time = new TimeOnly(random.Next(24), random.Next(60));
            Assert.Equal((time, time.Hour is >= 10 and <= 12), Read($"{time:HH:mm}")); // 10:30 may be in the evening, 09:30 may not
            Assert.Equal((time, false), Read($"{time:h:mm tt}"));
        }

        static (TimeOnly, bool) Read(string text) => ClockTimes.TryTime(new Reader(text, Tokens.Of(text)), bare: false, counted: true, out var time)
            ? (new TimeOnly(time.Hour, time.Minute), time.IsOpen)
            : throw new FormatException(text);
    }
}
