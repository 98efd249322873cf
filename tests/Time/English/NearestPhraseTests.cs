using AgentSched.Time.English;

namespace AgentSched.Tests.Time.English;

/// <summary>The accepted phrase nearest to a refused one.</summary>
[Trait("shows", "right-answers")]
[Trait("shows", "schedules")]
public sealed class NearestPhraseTests
{
    [Theory]
    [InlineData("every weekdey at 9am", "every weekday at 9am")]
    [InlineData("evrey day at noon", "every day at noon")]
    [InlineData("every weekday at 9am or so", "every weekday at 9am")]
    [InlineData("perhaps every monday at 9", "every monday at 9")]
    [InlineData("every day at 9 whatever happens.", "every day at 9")]
    [InlineData("jeden Tag um 9 Uhr", "every day at 9 o'clock")]
    [InlineData("hello", null)]
    [InlineData("tomorrow", null)] // known; only its time is missing
    [InlineData("", null)]
    public void Nearest(string text, string? near) => Assert.Equal(near, NearestPhrase.Of(text, EnglishReaderTests.Zone, EnglishReaderTests.Now));
}
