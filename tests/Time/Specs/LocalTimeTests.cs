using AgentSched.Time.Specs;

namespace AgentSched.Tests.Time.Specs;

/// <summary>A local time to an instant: a repeated one is the first, one in a gap is the end of the gap.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class LocalTimeTests
{
    [Theory] // zone, local time → instant
    [InlineData("UTC",                 "2026-07-01T12:00",    "2026-07-01T12:00Z")]
    [InlineData("Asia/Kathmandu",      "2026-07-01T12:00",    "2026-07-01T12:00+05:45")]

    // New York: 2026-03-08 01:59 -05:00 /// 03:00 -04:00
    [InlineData("America/New_York",    "2026-03-08T01:59:59", "2026-03-08T01:59:59-05:00")]
    [InlineData("America/New_York",    "2026-03-08T02:00",    "2026-03-08T03:00-04:00")]
    [InlineData("America/New_York",    "2026-03-08T02:59:59", "2026-03-08T03:00-04:00")]
    [InlineData("America/New_York",    "2026-03-08T03:00",    "2026-03-08T03:00-04:00")]

    // New York: 2026-11-01 01:59 -04:00 -> 01:00 -05:00
    [InlineData("America/New_York",    "2026-11-01T00:59:59", "2026-11-01T00:59:59-04:00")]
    [InlineData("America/New_York",    "2026-11-01T01:00",    "2026-11-01T01:00-04:00")]
    [InlineData("America/New_York",    "2026-11-01T01:59:59", "2026-11-01T01:59:59-04:00")]
    [InlineData("America/New_York",    "2026-11-01T02:00",    "2026-11-01T02:00-05:00")]

    // Lord Howe, half an hour: 2026-10-04 01:59 +10:30 /// 02:30 +11:00; 2026-04-05 01:59 +11:00 -> 01:30 +10:30
    [InlineData("Australia/Lord_Howe", "2026-10-04T02:29",    "2026-10-04T02:30+11:00")]
    [InlineData("Australia/Lord_Howe", "2026-04-05T01:29",    "2026-04-05T01:29+11:00")]
    [InlineData("Australia/Lord_Howe", "2026-04-05T01:30",    "2026-04-05T01:30+11:00")]
    [InlineData("Australia/Lord_Howe", "2026-04-05T02:00",    "2026-04-05T02:00+10:30")]

    // Changes that the zone data do not flag: Dublin in winter, the missing day of Apia.
    [InlineData("Europe/Dublin",       "2026-03-29T01:30",    "2026-03-29T02:00+01:00")]
    [InlineData("Europe/Dublin",       "2026-10-25T01:30",    "2026-10-25T01:30+01:00")]
    [InlineData("Pacific/Apia",        "2011-12-29T23:59:59", "2011-12-29T23:59:59-10:00")]
    [InlineData("Pacific/Apia",        "2011-12-30T00:00",    "2011-12-31T00:00+14:00")]
    [InlineData("Pacific/Apia",        "2011-12-31T00:00",    "2011-12-31T00:00+14:00")]

    // Havana: there is no midnight on 2026-03-08, and two on 2025-11-02.
    [InlineData("America/Havana",      "2026-03-08T00:00",    "2026-03-08T01:00-04:00")]
    [InlineData("America/Havana",      "2025-11-02T00:00",    "2025-11-02T00:00-04:00")]
    public void The_instant(string zone, string local, string expected)
    {
        var instant = LocalTime.ToInstant(DateTime.Parse(local), When.Zone(zone));
        Assert.Equal((When.At(expected), TimeSpan.Zero), (instant, instant.Offset));
    }

    [Theory]
    [InlineData("America/New_York")]
    [InlineData("America/Santiago")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Europe/Dublin")]
    [InlineData("Africa/Casablanca")]
    public void What_a_clock_shows_is_the_first_instant_at_which_it_does(string zone)
    {
        var random = new Random(4);
        for (var i = 0; i < 300; i++)
        {
            var instant = When.At("2020-01-01T00:00Z").AddSeconds(random.Next(15 * 365 * 86_400));
            var shown = TimeZoneInfo.ConvertTime(instant, When.Zone(zone)).DateTime;
            var found = LocalTime.ToInstant(shown, When.Zone(zone));
            Assert.True(found <= instant, $"{found:O} is later than {instant:O}");
            Assert.Equal(shown, TimeZoneInfo.ConvertTime(found, When.Zone(zone)).DateTime);
        }
    }

    [Theory]
    [InlineData("America/New_York")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Pacific/Apia")]
    public void A_later_local_time_is_never_an_earlier_instant(string zone)
    {
        var random = new Random(5);
        for (var i = 0; i < 300; i++)
        {
            var local = new DateTime(2011, 1, 1).AddSeconds(random.Next(20 * 365 * 86_400));
            var later = local.AddSeconds(random.Next(2 * 86_400));
            Assert.True(LocalTime.ToInstant(local, When.Zone(zone)) <= LocalTime.ToInstant(later, When.Zone(zone)), $"{local:s} and {later:s}");
        }
    }

    [Theory] // Berlin: 2027-03-28 01:59 +01:00 /// 03:00 +02:00; 2027-10-31 02:59 +02:00 -> 02:00 +01:00
    [Trait("shows", "right-answers")]
    [InlineData("2027-03-28T02:30", DstGap.Shift, DstOverlap.First, "2027-03-28T03:00+02:00")]
    [InlineData("2027-03-28T02:30", DstGap.Skip, DstOverlap.Both, "")]
    [InlineData("2027-10-31T02:30", DstGap.Shift, DstOverlap.First, "2027-10-31T02:30+02:00")]
    [InlineData("2027-10-31T02:30", DstGap.Skip, DstOverlap.Last, "2027-10-31T02:30+01:00")]
    [InlineData("2027-10-31T02:30", DstGap.Shift, DstOverlap.Both, "2027-10-31T02:30+02:00 2027-10-31T02:30+01:00")]
    [InlineData("2027-10-31T03:00", DstGap.Skip, DstOverlap.Both, "2027-10-31T03:00+01:00")]
    [InlineData("2027-07-01T12:00", DstGap.Skip, DstOverlap.Last, "2027-07-01T12:00+02:00")]
    public void Instants_by_rule(string local, DstGap gap, DstOverlap overlap, string instants) => Assert.Equal(
        instants.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(When.At),
        LocalTime.ToInstants(DateTime.Parse(local), When.Zone("Europe/Berlin"), gap, overlap));
}
