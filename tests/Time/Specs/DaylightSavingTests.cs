namespace AgentSched.Tests.Time.Specs;

/// <summary>
/// Each row lists the occurrences after an instant, in order. A local time that the clocks skip runs at the first valid time after it, once;
/// a local time that occurs twice runs the first time; an interval (a star, range or step in seconds, minutes or hours) runs both times.
/// </summary>
[Trait("shows", "schedules")]
public sealed class DaylightSavingTests
{
    [Theory]

    // New York: 2026-03-08 01:59 -05:00 /// 03:00 -04:00; 2026-11-01 01:59 -04:00 -> 01:00 -05:00
    [InlineData("America/New_York", "30 2 * * *", "2026-03-07T02:30-05:00", "2026-03-08T03:00-04:00", "2026-03-09T02:30-04:00")]
    [InlineData("America/New_York", "0,30 2 * * *", "2026-03-08T01:59-05:00", "2026-03-08T03:00-04:00", "2026-03-09T02:00-04:00")]
    [InlineData("America/New_York", "*/30 * * * *", "2026-03-08T01:15-05:00", "2026-03-08T01:30-05:00", "2026-03-08T03:00-04:00", "2026-03-08T03:30-04:00")]
    [InlineData("America/New_York", "30 * * * *", "2026-03-08T01:00-05:00", "2026-03-08T01:30-05:00", "2026-03-08T03:00-04:00", "2026-03-08T03:30-04:00")]
    [InlineData("America/New_York", "0 3 * * *", "2026-03-08T01:59-05:00", "2026-03-08T03:00-04:00", "2026-03-09T03:00-04:00")]
    [InlineData("America/New_York", "30 1 * * *", "2026-10-31T01:30-04:00", "2026-11-01T01:30-04:00", "2026-11-02T01:30-05:00")]
    [InlineData("America/New_York", "0,30 1 * * *", "2026-11-01T01:00-04:00", "2026-11-01T01:30-04:00", "2026-11-02T01:00-05:00")]
    [InlineData("America/New_York", "30 1 * * *", "2026-11-01T01:00-05:00", "2026-11-02T01:30-05:00")]
    [InlineData("America/New_York", "*/30 1 * * *", "2026-11-01T01:00-04:00", "2026-11-01T01:30-04:00", "2026-11-01T01:00-05:00", "2026-11-01T01:30-05:00", "2026-11-02T01:00-05:00")]
    [InlineData("America/New_York", "30 * * * *", "2026-11-01T00:30-04:00", "2026-11-01T01:30-04:00", "2026-11-01T01:30-05:00", "2026-11-01T02:30-05:00")]
    [InlineData("America/New_York", "0 1-2 * * *", "2026-11-01T00:30-04:00", "2026-11-01T01:00-04:00", "2026-11-01T01:00-05:00", "2026-11-01T02:00-05:00")]
    [InlineData("America/New_York", "0 */2 * * *", "2026-11-01T00:00-04:00", "2026-11-01T02:00-05:00", "2026-11-01T04:00-05:00")]
    [InlineData("America/New_York", "0 1 * 1/2 */1", "2026-10-31T12:00-04:00", "2026-11-01T01:00-04:00", "2026-11-02T01:00-05:00")] // days make no interval

    // Lord Howe, half an hour: 2026-10-04 01:59 +10:30 /// 02:30 +11:00; 2026-04-05 01:59 +11:00 -> 01:30 +10:30
    [InlineData("Australia/Lord_Howe", "15 2 * * *", "2026-10-03T02:15+10:30", "2026-10-04T02:30+11:00", "2026-10-05T02:15+11:00")]
    [InlineData("Australia/Lord_Howe", "*/15 * * * *", "2026-10-04T01:30+10:30", "2026-10-04T01:45+10:30", "2026-10-04T02:30+11:00", "2026-10-04T02:45+11:00")]
    [InlineData("Australia/Lord_Howe", "45 1 * * *", "2026-04-04T01:45+11:00", "2026-04-05T01:45+11:00", "2026-04-06T01:45+10:30")]
    [InlineData("Australia/Lord_Howe", "*/15 1 * * *", "2026-04-05T01:30+11:00", "2026-04-05T01:45+11:00", "2026-04-05T01:30+10:30", "2026-04-05T01:45+10:30", "2026-04-06T01:00+10:30")]

    // Azores, midnight does not exist or comes twice: 2026-03-28 23:59 -01:00 /// 01:00 +00:00; 2026-10-25 00:59 +00:00 -> 00:00 -01:00
    [InlineData("Atlantic/Azores", "0 0 * * *", "2026-03-28T12:00-01:00", "2026-03-29T01:00+00:00", "2026-03-30T00:00+00:00")]
    [InlineData("Atlantic/Azores", "30 0 L-2 3 *", "2026-03-28T12:00-01:00", "2026-03-29T01:00+00:00")]
    [InlineData("Atlantic/Azores", "0 0 * * *", "2026-10-24T12:00+00:00", "2026-10-25T00:00+00:00", "2026-10-26T00:00-01:00")]
    [InlineData("Atlantic/Azores", "0 * * * *", "2026-10-24T23:30+00:00", "2026-10-25T00:00+00:00", "2026-10-25T00:00-01:00", "2026-10-25T01:00-01:00")]

    // Havana: 2026-03-07 23:59 -05:00 /// 2026-03-08 01:00 -04:00; 2025-11-02 00:59 -04:00 -> 00:00 -05:00 (zone data differ about 2026)
    [InlineData("America/Havana", "0 0 * * *", "2026-03-07T12:00-05:00", "2026-03-08T01:00-04:00", "2026-03-09T00:00-04:00")]
    [InlineData("America/Havana", "0 0 * * SUN", "2026-03-07T12:00-05:00", "2026-03-08T01:00-04:00", "2026-03-15T00:00-04:00")]
    [InlineData("America/Havana", "15 0 * * *", "2025-11-01T12:00-04:00", "2025-11-02T00:15-04:00", "2025-11-03T00:15-05:00")]
    [InlineData("America/Havana", "15 * * * *", "2025-11-01T23:30-04:00", "2025-11-02T00:15-04:00", "2025-11-02T00:15-05:00", "2025-11-02T01:15-05:00")]

    // Santiago, the last hour of a day comes twice: 2026-04-04 23:59 -03:00 -> 23:00 -04:00; 2026-09-05 23:59 -04:00 /// 01:00 -03:00
    [InlineData("America/Santiago", "30 23 * * *", "2026-04-04T12:00-03:00", "2026-04-04T23:30-03:00", "2026-04-05T23:30-04:00")]
    [InlineData("America/Santiago", "*/30 23 * * *", "2026-04-04T23:00-03:00", "2026-04-04T23:30-03:00", "2026-04-04T23:00-04:00", "2026-04-04T23:30-04:00", "2026-04-05T23:00-04:00")]
    [InlineData("America/Santiago", "0 0 * * *", "2026-04-04T23:30-03:00", "2026-04-05T00:00-04:00")]
    [InlineData("America/Santiago", "30 0 * * *", "2026-09-05T12:00-04:00", "2026-09-06T01:00-03:00", "2026-09-07T00:30-03:00")]

    // Berlin: 2026-03-29 01:59 +01:00 /// 03:00 +02:00
    [InlineData("Europe/Berlin", "30 2 29 3 *", "2026-01-01T00:00+01:00", "2026-03-29T03:00+02:00", "2027-03-29T02:30+02:00")]
    public void Occurrences_in_order(string zone, string cron, string after, params string[] expected) => When.Follow(cron, zone, after, expected);

    [Theory] // The last fraction of a second before the clocks go forward or back.
    [InlineData("America/New_York", "30 2 * * *", "2026-03-08T01:59:59.9999999-05:00", "2026-03-08T03:00-04:00")]
    [InlineData("America/New_York", "59 1 * * *", "2026-11-01T01:59:59.9999999-05:00", "2026-11-02T01:59-05:00")]
    [InlineData("America/Santiago", "30 23 * * *", "2026-04-04T23:59:59.9999999-03:00", "2026-04-05T23:30-04:00")]
    public void A_fraction_of_a_second_loses_nothing(string zone, string cron, string after, string expected) => When.Follow(cron, zone, after, [expected]);
}
