using AgentSched.Time.English;

namespace AgentSched.Tests.Time.English;

/// <summary>The word that a misspelled one was meant to be.</summary>
[Trait("shows", "right-answers")]
[Trait("shows", "schedules")]
public sealed class SpellingTests
{
    [Theory]
    [InlineData("weekdey", "weekday")]
    [InlineData("tomorow", "tomorrow")]
    [InlineData("Tommorow", "tomorrow")]
    [InlineData("wendesday", "wednesday")]
    [InlineData("mondey,", "monday")]
    [InlineData("minuts", "minute")]
    [InlineData("weekday", null)] // it is right
    [InlineData("day", null)] // too short to tell
    [InlineData("report", null)]
    public void Near(string word, string? near) => Assert.Equal(near, Spelling.Near(word));

    [Theory]
    [InlineData("nigtly", "nightly")]
    [InlineData("NIGHTLY", "nightly")]
    [InlineData("weekly repot", "weekly report")]
    [InlineData("backup", null)]
    public void Nearest_of_a_list(string text, string? nearest) => Assert.Equal(nearest, Spelling.Nearest(text, ["nightly", "weekly report", "morning"]));
}
