using AgentSched.Parity.Cronos.Oracle;

namespace AgentSched.Parity.Cronos;

/// <summary>The short form of a comparison that can run for all zones, years and many more expressions.</summary>
[Trait("shows", "originals")]
public sealed class GeneratedComparisonTests
{
    [Theory]
    [InlineData("America/New_York")]
    [InlineData("America/Havana")]
    [InlineData("America/Santiago")]
    [InlineData("Atlantic/Azores")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Europe/Berlin")]
    public void Occurrences_around_clock_changes_are_those_of_a_slow_oracle(string zone)
    {
        var comparison = new CronComparison(seed: 20260329, expressions: 100);
        comparison.Run(ZoneTransition.Of(When.Zone(zone), 2025, 2027));
        Assert.Equal(6, comparison.Changes);
        Assert.Empty(comparison.Differences);
        Assert.Equal(600, comparison.Compared);
    }
}
