using AgentSched.Tests.Time.Specs;
using AgentSched.Time.English;

namespace AgentSched.Tests.Time.English;

/// <summary>What the phrases of a text said.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class DraftTests
{
    [Theory] // now, zone → today there
    [InlineData("2026-11-21T09:00Z",    "UTC",              "2026-11-21")]
    [InlineData("2026-11-21T22:59:59Z", "Europe/Berlin",    "2026-11-21")]
    [InlineData("2026-11-21T23:00Z",    "Europe/Berlin",    "2026-11-22")]
    [InlineData("2026-11-21T11:00Z",    "Pacific/Auckland", "2026-11-22")]
    [InlineData("2026-01-01T02:00Z",    "America/New_York", "2025-12-31")]
    public void Today_is_a_day_of_the_zone(string now, string zone, string today) => Assert.Equal(today, $"{new Draft(When.At(now), When.Zone(zone)).Today:yyyy-MM-dd}");

    [Theory] // text, whether it names days
    [InlineData("every day",                 false)]
    [InlineData("every week",                false)]
    [InlineData("at 9",                      false)]
    [InlineData("tomorrow",                  false)] // one day
    [InlineData("except 2026-12-24",         false)]
    [InlineData("on mondays",                true)]
    [InlineData("except mondays",            true)]
    [InlineData("first monday of the month", true)]
    [InlineData("on the 15th",               true)]
    [InlineData("last day of the month",     true)]
    [InlineData("in june",                   true)]
    public void Days_that_repeat(string text, bool namesDays) => Assert.Equal(namesDays, Said.All(text).NamesDays);
}
