namespace AgentSched.Tests.Time.Specs;

/// <summary>Cron occurrences in UTC: ranges that wrap, steps, leap years, both day fields.</summary>
[Trait("shows", "schedules")]
public sealed class OccurrenceTests
{
    [Theory] // 2026-03-02 is a Monday.
    [InlineData("* * * * *", "2026-03-02T10:00", "2026-03-02T10:01")]
    [InlineData("5 * * * *", "2026-03-02T10:05", "2026-03-02T11:05")]
    [InlineData("*/20 * * * *", "2026-03-02T23:40", "2026-03-03T00:00")]
    [InlineData("7/25 * * * *", "2026-03-02T10:57", "2026-03-02T11:07")]
    [InlineData("50-10/10 * * * *", "2026-03-02T10:10", "2026-03-02T10:50")]
    [InlineData("51-4/4 * * * *", "2026-03-02T10:03", "2026-03-02T10:51")]
    [InlineData("0 22-3/2 * * *", "2026-03-02T02:00", "2026-03-02T22:00")]
    [InlineData("0 9-17 * * 1-5", "2026-03-06T17:00", "2026-03-09T09:00")]
    [InlineData("0 9 * * 0", "2026-03-02T00:00", "2026-03-08T09:00")]
    [InlineData("0 9 * * 7", "2026-03-02T00:00", "2026-03-08T09:00")]
    [InlineData("0 9 * * fri-mon", "2026-03-02T09:00", "2026-03-06T09:00")]
    [InlineData("0 0 * * sat-tue/2", "2026-03-02T00:00", "2026-03-07T00:00")]
    [InlineData("0 0 20-5/5 * *", "2026-06-04T00:00", "2026-06-20T00:00")]
    [InlineData("0 0 31 * *", "2026-03-31T00:00", "2026-05-31T00:00")]
    [InlineData("0 0 29 2 *", "2024-02-29T00:00", "2028-02-29T00:00")]
    [InlineData("0 0 29 2 *", "2096-02-29T00:00", "2104-02-29T00:00")]
    [InlineData("0 0 29 2 SUN", "2004-02-29T00:00", "2032-02-29T00:00")]
    [InlineData("0 0 1 oct-feb *", "2026-02-01T00:00", "2026-10-01T00:00")]
    [InlineData("0 9 13 * 5", "2026-03-13T09:00", "2026-11-13T09:00")] // both days given: both must fit
    [InlineData("59 23 31 12 *", "2026-12-31T23:59", "2027-12-31T23:59")]
    public void The_next_occurrence(string cron, string after, string expected) => When.Follow(cron, "UTC", after, [expected]);

    [Theory]
    [InlineData("* * * * * *", "2026-03-02T10:00:59", "2026-03-02T10:01:00")]
    [InlineData("55-5/5 * * * * *", "2026-03-02T10:00:05", "2026-03-02T10:00:55")]
    [InlineData("30 0 12 * * 1", "2026-03-02T12:00:30", "2026-03-09T12:00:30")]
    public void Six_fields_begin_with_seconds(string cron, string after, string expected) => When.Follow(cron, "UTC", after, [expected]);

    [Theory]
    [InlineData("0 0 30 2 *")]
    [InlineData("* * 31 4,6,9,11 *")]
    [InlineData("0 0 31W feb *")]
    public void A_day_that_does_not_exist_never_occurs(string cron)
    {
        Assert.Empty(When.Following(cron, "UTC", "2026-01-01T00:00Z"));
        Assert.Empty(When.Following(cron, "Europe/Berlin", "2026-01-01T00:00Z"));
    }

    [Theory]
    [InlineData("2026-03-02T10:00:00.0000001Z")]
    [InlineData("2026-03-02T10:00:00.5Z")]
    [InlineData("2026-03-02T10:00:00.9999999Z")]
    public void A_fraction_of_a_second_is_after_its_second(string after) => When.Follow("* * * * *", "UTC", after, ["2026-03-02T10:01Z"]);
}
