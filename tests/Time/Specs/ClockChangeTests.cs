using AgentSched.Tests.Time.Specs.Oracle;

namespace AgentSched.Tests.Time.Specs;

/// <summary>Generated expressions around clock changes, compared with a slow oracle; <c>bench cron-oracle</c> does the same for every zone.</summary>
[Trait("shows", "schedules")]
public sealed class ClockChangeTests
{
    [Theory]
    [InlineData("America/New_York")]
    [InlineData("America/Havana")]
    [InlineData("America/Santiago")]
    [InlineData("Atlantic/Azores")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Europe/Berlin")]
    public void Occurrences_around_clock_changes_are_those_of_the_oracle(string zone)
    {
        var comparison = new CronComparison(seed: 20260329, expressions: 100);
        comparison.Run(ZoneTransition.Of(When.Zone(zone), 2022, 2024)); // years that no newer zone data changes
        Assert.Equal(6, comparison.Changes);
        Assert.Empty(comparison.Differences);
        Assert.Equal(600, comparison.Compared);
    }
}
