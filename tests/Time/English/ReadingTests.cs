using AgentSched.Time.English;
using AgentSched.Time.Specs;

namespace AgentSched.Tests.Time.English;

/// <summary>A spec, or why there is none.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class ReadingTests
{
    [Fact]
    public void A_spec_has_no_refusal()
    {
        var spec = new SpecText { Cron = "0 9 * * *" };
        Assert.Equal(new Reading(spec, null, IsKnown: true), Reading.Of(spec));
    }

    [Theory] // words, reason → refusal: it quotes the words
    [InlineData("tomorrow", "does not say when", "\"tomorrow\" does not say when")]
    [InlineData("",         "says no time",      "\"\" says no time")]
    public void A_refusal_tells_whether_the_words_were_known(string words, string why, string refusal)
    {
        Assert.Equal(new Reading(null, refusal, IsKnown: true), Reading.Refused(words, why));
        Assert.Equal(new Reading(null, refusal, IsKnown: false), Reading.Unknown(words, why));
    }
}
