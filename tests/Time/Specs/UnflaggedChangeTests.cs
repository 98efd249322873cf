using AgentSched.Tests.Time.Specs.Oracle;

namespace AgentSched.Tests.Time.Specs;

/// <summary>
/// Changes that .NET's <see cref="TimeZoneInfo"/> applies but reports neither as invalid nor as ambiguous times: negative daylight saving
/// (Dublin, Casablanca), a new base offset (Volgograd), a missing day (Apia). The promise about daylight saving holds there, too.
/// </summary>
[Trait("shows", "schedules")]
public sealed class UnflaggedChangeTests
{
    [Theory]

    // 2026-03-29 00:59 +00:00 /// 02:00 +01:00; 2026-10-25 01:59 +01:00 -> 01:00 +00:00
    [InlineData("Europe/Dublin", "30 1 * * *", "2026-03-28T01:30+00:00", "2026-03-29T02:00+01:00", "2026-03-30T01:30+01:00")]
    [InlineData("Europe/Dublin", "30 1 * * *", "2026-10-24T01:30+01:00", "2026-10-25T01:30+01:00", "2026-10-26T01:30+00:00")]
    [InlineData("Europe/Dublin", "30 * * * *", "2026-10-25T00:30+01:00", "2026-10-25T01:30+01:00", "2026-10-25T01:30+00:00", "2026-10-25T02:30+00:00")]

    // 2020-12-27 01:59 +04:00 -> 01:00 +03:00
    [InlineData("Europe/Volgograd", "30 1 * * *", "2020-12-26T01:30+04:00", "2020-12-27T01:30+04:00", "2020-12-28T01:30+03:00")]
    [InlineData("Europe/Volgograd", "30 * * * *", "2020-12-27T00:30+04:00", "2020-12-27T01:30+04:00", "2020-12-27T01:30+03:00", "2020-12-27T02:30+03:00")]

    // 2011-12-29 23:59 -10:00 /// 2011-12-31 00:00 +14:00: there was no 30th
    [InlineData("Pacific/Apia", "0 12 * * *", "2011-12-29T12:00-10:00", "2011-12-31T00:00+14:00", "2011-12-31T12:00+14:00")]
    [InlineData("Pacific/Apia", "0 12 30 12 *", "2011-01-01T00:00-11:00", "2011-12-31T00:00+14:00")]
    [InlineData("Pacific/Apia", "0 0 * * *", "2011-12-29T12:00-10:00", "2011-12-31T00:00+14:00", "2012-01-01T00:00+14:00")]
    [InlineData("Pacific/Apia", "0 * * * *", "2011-12-29T22:00-10:00", "2011-12-29T23:00-10:00", "2011-12-31T00:00+14:00", "2011-12-31T01:00+14:00")]
    public void Occurrences_in_order(string zone, string cron, string after, params string[] expected) => When.Follow(cron, zone, after, expected);

    [Theory]
    [InlineData("Europe/Dublin", 2025, 2026)]
    [InlineData("Europe/Volgograd", 2016, 2021)]
    [InlineData("Africa/Casablanca", 2025, 2026)]
    [InlineData("Pacific/Apia", 2011, 2012)]
    public void Generated_expressions_agree_with_the_oracle(string zone, int firstYear, int lastYear)
    {
        var comparison = new CronComparison(seed: 7, expressions: 100);
        comparison.Run(ZoneTransition.Of(When.Zone(zone), firstYear, lastYear));
        Assert.NotEqual(0, comparison.Changes);
        Assert.Empty(comparison.Differences);
    }

    [Theory] // An engine that returns the instant it was asked for would keep a schedule there for ever.
    [InlineData("Europe/Dublin", "30 * * * *", "2027-03-27T12:00Z")]
    [InlineData("Africa/Casablanca", "*/20 * * * *", "2027-03-13T12:00Z")]
    [InlineData("Asia/Amman", "15 * * * *", "2022-10-27T12:00Z")]
    public void Every_occurrence_is_later_than_the_one_before(string zone, string cron, string after)
    {
        var occurrences = When.Following(cron, zone, after).Take(200).ToArray();
        Assert.All(occurrences.Zip(occurrences.Skip(1)), pair => Assert.True(pair.First < pair.Second, $"{pair.Second:O} follows {pair.First:O}"));
    }
}
