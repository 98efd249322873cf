using AgentSched.Time.English;

namespace AgentSched.Tests.Time.English;

/// <summary>A text cut into words, numbers, times and dates.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class TokensTests
{
    [Theory] // text → tokens, one blank between them
    [InlineData("",                               "")]
    [InlineData("  \t\n ",                        "")]
    [InlineData("Every Day",                      "every day")]
    [InlineData("every\u00a0day",                 "every day")] // a no-break space
    [InlineData("9\u200bam",                      "9 am")] // a zero-width space
    [InlineData("(UTC)",                          "utc")]
    [InlineData("\"daily\"",                      "daily")]

    // numbers and times
    [InlineData("9am",                            "9 am")]
    [InlineData("9:30pm",                         "9:30 pm")]
    [InlineData("9 a.m.",                         "9 am")]
    [InlineData("9P.M.",                          "9 pm")]
    [InlineData("9.30",                           "9.30")]
    [InlineData("9.",                             "9")]
    [InlineData(":15",                            ":15")]
    [InlineData("at: 9",                          "at : 9")]
    [InlineData("1.5h",                           "1.5 h")]
    [InlineData("1h30m",                          "1 h 30 m")]
    [InlineData("1st, 22ND and 3rd",              "1st , 22nd and 3rd")]
    [InlineData("1stop",                          "1 stop")]
    [InlineData("-1",                             "- 1")]
    [InlineData("$5",                             "$ 5")]
    [InlineData("o'clock",                        "o'clock")]

    // dates
    [InlineData("2026-12-24",                     "2026-12-24")]
    [InlineData("2026-02-30",                     "2026-02-30")] // the shape of one
    [InlineData("2026-12-245",                    "2026 - 12 - 245")]
    [InlineData("2026-12-24T18:00Z",              "2026-12-24 t 18:00 z")]
    [InlineData("24.12.2026 12/24/2026",          "24.12.2026 12/24/2026")]
    [InlineData("9/",                             "9 /")]
    [InlineData("on 24.12. at 9",                 "on 24.12. at 9")] // a date only after a word that a date can follow
    [InlineData("compare 2.5 with 3.7.",          "compare 2.5 with 3.7")]
    [InlineData("9:00/17:00",                     "9:00 / 17:00")]

    // hyphens: a range, or nothing
    [InlineData("mon-fri",                        "mon - fri")]
    [InlineData("june–august",                    "june - august")]
    [InlineData("mon—fri",                        "mon - fri")]
    [InlineData("9-17",                           "9 - 17")]
    [InlineData("9 - 17",                         "9 - 17")]
    [InlineData("twenty-five",                    "twenty five")]
    [InlineData("15-minute",                      "15 minute")]
    [InlineData("half-hour",                      "half hour")]
    [InlineData("mon-ish",                        "mon ish")]

    // punctuation
    [InlineData("daily.",                         "daily")]
    [InlineData("daily! Now?",                    "daily now")]
    [InlineData("daily!!! Now?!",                 "daily now")]
    [InlineData("M-F at 9",                       "m-f at 9")] // days as letters are one token
    [InlineData("M, W and F, daily",              "m, w and f , daily")]
    [InlineData("5m-f files",                     "5 m f files")]
    [InlineData("mon; tue",                       "mon , tue")]
    [InlineData("6am & 6pm",                      "6 am and 6 pm")]
    [InlineData("mon/wed/fri",                    "mon / wed / fri")]

    // zones
    [InlineData("Europe/Berlin",                  "europe/berlin")]
    [InlineData("America/Argentina/Buenos_Aires", "america/argentina/buenos_aires")]
    [InlineData("America/Port-au-Prince",         "america/port-au-prince")]
    [InlineData("Etc/GMT+3",                      "etc/gmt+3")]
    public void A_text_is_cut_into_tokens(string text, string tokens) => Assert.Equal(tokens, string.Join(' ', Tokens.Of(text).Select(token => token.Word)));

    [Theory] // text → each token as it was written
    [InlineData("Every  Day, at 9:30PM.", "Every|Day|,|at|9:30|PM")]
    [InlineData("(Mon–Fri) 9 A.M.",       "Mon|–|Fri|9|A.M.")]
    public void A_token_knows_its_place(string text, string written) => Assert.Equal(written, string.Join('|', Tokens.Of(text).Select(token => text[token.Start..token.End])));

    [Fact]
    public void Tokens_stand_in_order_and_no_letter_or_digit_is_lost()
    {
        const string Characters = "aAmMpPtTzZ0123459 ::..--//,;&()\"'’!?+_@– \u00a0\t";
        var random = new Random(1);
        for (var i = 0; i < 500; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => Characters[random.Next(Characters.Length)]));
            var end = 0;
            foreach (var token in Tokens.Of(text))
            {
                Assert.True(token.Start >= end && token.End > token.Start && token.End <= text.Length, text);
                Assert.False(text[end..token.Start].Any(char.IsLetterOrDigit), text);
                end = token.End;
            }

            Assert.False(text[end..].Any(char.IsLetterOrDigit), text);
        }
    }
}
