using AgentSched.Tests.Time.Specs.Oracle;
using AgentSched.Time.Specs;
using Cronos;

namespace AgentSched.Tests.Time.Specs;

/// <summary>Occurrences of an expression on a zone's clock: fixed times run once in a repeated hour, intervals in both passes.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class ZonedCronTests
{
    [Theory] // New York, 2026-11-01 01:59 -04:00 -> 01:00 -05:00: cron, whether it is an interval, asked after → next
    [InlineData("10,40 1 * * *", false, "2026-11-01T00:59-04:00",            "2026-11-01T01:10-04:00")]
    [InlineData("10,40 1 * * *", false, "2026-11-01T01:10-04:00",            "2026-11-01T01:40-04:00")]
    [InlineData("10,40 1 * * *", false, "2026-11-01T01:40-04:00",            "2026-11-02T01:10-05:00")]
    [InlineData("10,40 1 * * *", false, "2026-11-01T01:00-05:00",            "2026-11-02T01:10-05:00")] // asked in the second pass
    [InlineData("10,40 1 * * *", true,  "2026-11-01T00:59-04:00",            "2026-11-01T01:10-04:00")]
    [InlineData("10,40 1 * * *", true,  "2026-11-01T01:40-04:00",            "2026-11-01T01:10-05:00")]
    [InlineData("10,40 1 * * *", true,  "2026-11-01T01:10-05:00",            "2026-11-01T01:40-05:00")]
    [InlineData("10,40 1 * * *", true,  "2026-11-01T01:39:59.9999999-05:00", "2026-11-01T01:40-05:00")]
    [InlineData("10,40 1 * * *", true,  "2026-11-01T01:40-05:00",            "2026-11-02T01:10-05:00")]
    [InlineData("0 2 * * *",     true,  "2026-11-01T01:59-04:00",            "2026-11-01T02:00-05:00")] // after both passes
    [InlineData("0 2 * * *",     false, "2026-11-01T01:59-04:00",            "2026-11-01T02:00-05:00")]
    public void A_repeated_hour(string cron, bool isInterval, string after, string expected) => Assert.Equal(When.At(expected), Next(cron, isInterval, "America/New_York", after));

    [Theory] // New York, 2026-03-08 01:59 -05:00 /// 03:00 -04:00: cron, whether it is an interval, asked after → next
    [InlineData("0-59/10 2 * * *", true,  "2026-03-08T01:59-05:00",            "2026-03-08T03:00-04:00")] // six times in the gap are one
    [InlineData("0-59/10 2 * * *", true,  "2026-03-08T03:00-04:00",            "2026-03-09T02:00-04:00")]
    [InlineData("45 2 * * *",      false, "2026-03-08T01:59:59.9999999-05:00", "2026-03-08T03:00-04:00")]
    [InlineData("45 2 * * *",      false, "2026-03-08T03:00-04:00",            "2026-03-09T02:45-04:00")]
    public void A_skipped_hour(string cron, bool isInterval, string after, string expected) => Assert.Equal(When.At(expected), Next(cron, isInterval, "America/New_York", after));

    [Theory] // zone, cron, asked after → next
    [InlineData("UTC",              "* * * * *",  "0001-01-01T00:00Z",            "0001-01-01T00:01Z")]
    [InlineData("UTC",              "* * * * *",  "9999-12-31T23:59:59.9999999Z", "never")]
    [InlineData("America/New_York", "* * * * *",  "9999-12-31T23:59:59.9999999Z", "never")]
    [InlineData("Pacific/Auckland", "* * * * *",  "9999-12-31T23:59:59.9999999Z", "never")]
    [InlineData("Europe/Berlin",    "0 9 30 2 *", "2026-01-01T00:00Z",            "never")]
    public void The_calendar_has_ends(string zone, string cron, string after, string expected) =>
        Assert.Equal(expected == "never" ? null : When.At(expected), Next(cron, isInterval: true, zone, after));

    [Theory]
    [InlineData("America/New_York")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Europe/Dublin")]
    public void An_interval_runs_when_a_fixed_time_does_and_in_the_second_pass_besides(string zone)
    {
        var random = new Random(8);
        foreach (var change in ZoneTransition.Of(When.Zone(zone), 2026, 2026))
        {
            for (var i = 0; i < 50; i++)
            {
                var cron = $"{random.Next(60)},{random.Next(60)} {random.Next(4)},{random.Next(4)} * * *";
                var (once, twice) = (Around(cron, isInterval: false, change), Around(cron, isInterval: true, change));
                var second = change.Utc + (change.Before - change.After);
                Assert.True(once.All(twice.Contains), cron);
                Assert.All(twice.Except(once), at => Assert.True(at.UtcDateTime >= change.Utc && at.UtcDateTime < second, $"{cron}: {at:O}"));
            }
        }
    }

    private static List<DateTimeOffset> Around(string cron, bool isInterval, ZoneTransition change)
    {
        var zoned = new ZonedCron(CronExpression.Parse(cron), isInterval, change.Zone);
        var found = new List<DateTimeOffset>();
        var end = new DateTimeOffset(change.Utc).AddDays(1);
        for (var next = zoned.NextAfter(end.AddDays(-2)); next is { } at && at < end; next = zoned.NextAfter(at))
        {
            found.Add(at);
        }

        return found;
    }

    private static DateTimeOffset? Next(string cron, bool isInterval, string zone, string after) =>
        new ZonedCron(CronExpression.Parse(cron), isInterval, When.Zone(zone)).NextAfter(When.At(after));
}
