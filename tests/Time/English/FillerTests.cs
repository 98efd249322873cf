using AgentSched.Time.English;

namespace AgentSched.Tests.Time.English;

/// <summary>Words that say nothing about when.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class FillerTests
{
    [Theory] // text → words that are passed over at its beginning
    [InlineData("please run it daily",        "please run it")]
    [InlineData("schedule it for tomorrow",   "schedule it for")]
    [InlineData("schedule this for tomorrow", "schedule this for")]
    [InlineData("schedule for tomorrow",      "schedule for")]
    [InlineData("schedule tomorrow",          "schedule")]
    [InlineData("and then daily",             "and then")]
    [InlineData(", daily",                    ",")]
    [InlineData("daily",                      "")]
    [InlineData("hello daily",                "")] // a greeting, but not here

    // "and" and "then" lead to something; a comma may end the text
    [InlineData("and",                        "")]
    [InlineData("then",                       "")]
    [InlineData(",",                          ",")]

    // "this" may begin a date
    [InlineData("this friday",                "")]
    [InlineData("this",                       "this")]
    [InlineData("this please",                "this please")]
    [InlineData("run this",                   "run this")]
    public void What_is_passed_over(string text, string words) => Assert.Equal(words, Said.By((reader, _) => Filler.TrySkip(reader), text).Words);

    [Theory] // word, whether it is filler, a greeting in front of a name, a link to what follows
    [InlineData("please", true,  true,  false)]
    [InlineData("thanks", true,  true,  false)]
    [InlineData("hey",    false, true,  false)]
    [InlineData("okay",   false, true,  false)]
    [InlineData("this",   true,  true,  true)]
    [InlineData("until",  false, false, true)]
    [InlineData("every",  false, false, true)]
    [InlineData("-",      false, false, true)]
    [InlineData("monday", false, false, false)]
    [InlineData("Please", false, false, false)] // tokens are in lower case
    [InlineData("",       false, false, false)]
    public void A_word(string word, bool filler, bool greeting, bool link) =>
        Assert.Equal((filler, greeting, link), (Filler.IsFiller(word), Filler.IsGreeting(word), Filler.IsLink(word)));
}
