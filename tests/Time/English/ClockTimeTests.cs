using AgentSched.Time.English;

namespace AgentSched.Tests.Time.English;

/// <summary>Whether a time was called midnight: of one day that may be its beginning or its end.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class ClockTimeTests
{
    [Theory] // words, whether they say midnight
    [InlineData("midnight", true)]
    [InlineData("Midnight", true)]
    [InlineData("0:00",     false)]
    [InlineData("12am",     false)]
    public void Midnight_is_a_word(string words, bool isMidnight) => Assert.Equal(isMidnight, new ClockTime(0, 0, 0, IsOpen: false, words).IsMidnight);
}
