using AgentSched.Time.English;

namespace AgentSched.Tests.Time.English;

/// <summary>Zones by IANA name, or by a city with one clock.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class ZonesTests
{
    [Theory] // text → zone, the words that were read
    [InlineData("UTC",                           "zone UTC",                    "UTC")]
    [InlineData("GMT",                           "zone UTC",                    "GMT")]
    [InlineData("z",                             "zone UTC",                    "z")]
    [InlineData("in Europe/Berlin",              "zone Europe/Berlin",          "in Europe/Berlin")]
    [InlineData("EUROPE/BERLIN",                 "zone Europe/Berlin",          "EUROPE/BERLIN")]
    [InlineData("(america/port-au-prince)",      "zone America/Port-au-Prince", "america/port-au-prince")]
    [InlineData("in the time zone Asia/Kolkata", "zone Asia/Kolkata",           "in the time zone Asia/Kolkata")]
    [InlineData("in the Asia/Tokyo time zone",   "zone Asia/Tokyo",             "in the Asia/Tokyo time zone")]
    [InlineData("UTC utc",                       "zone UTC",                    "UTC utc")] // the same one again

    // cities and countries
    [InlineData("in London",                     "zone Europe/London",          "in London")]
    [InlineData("New York time",                 "zone America/New_York",       "New York time")]
    [InlineData("on the clock of Tokyo",         "zone Asia/Tokyo",             "on the clock of Tokyo")]
    [InlineData("US Pacific time",               "zone America/Los_Angeles",    "US Pacific time")]
    [InlineData("UK time",                       "zone Europe/London",          "UK time")]

    // the zone of whoever writes
    [InlineData("local time",                    "",                            "local time")]
    [InlineData("in my time zone",               "",                            "in my time zone")]

    // none
    [InlineData("in Springfield",                "",                            "")]
    [InlineData("New Yorker",                    "",                            "")]
    [InlineData("in 2 hours",                    "",                            "")]
    [InlineData("pacific ocean",                 "",                            "")]
    [InlineData("on the",                        "",                            "")]
    public void Which_zone(string text, string draft, string words)
    {
        var said = Said.By(Zones.TryRead, text);
        Assert.Equal((draft, words, null), (said.ToString(), said.Words, said.Refusal));
    }

    [Theory] // text → quoted words, reason
    [InlineData("in CEST",               "CEST",               "is ambiguous; use the full name of the zone, such as Europe/Berlin or America/New_York")]
    [InlineData("EST time",              "EST",                "is ambiguous; use the full name of the zone, such as Europe/Berlin or America/New_York")]
    [InlineData("pacific time",          "pacific",            "is ambiguous; use the full name of the zone, such as Europe/Berlin or America/New_York")]
    [InlineData("central standard time", "central",            "is ambiguous; use the full name of the zone, such as Europe/Berlin or America/New_York")]
    [InlineData("in Europe/Springfield", "Europe/Springfield", "is not a known time zone; use a name such as Europe/Berlin or America/New_York")]
    [InlineData("UTC in London",         "in London",          "is a second time zone after UTC; a schedule has only one")]
    public void Refused(string text, string words, string why) => Assert.Equal($"\"{words}\" {why}", Said.By(Zones.TryRead, text).Refusal);

    [Fact]
    public void Every_zone_of_the_system_is_read_by_its_name_in_lower_case()
    {
        var names = TimeZoneInfo.GetSystemTimeZones().Where(zone => zone.HasIanaId && zone.Id.Contains('/')).Select(zone => zone.Id).ToArray();
        Assert.NotEmpty(names);
        Assert.All(new Random(5).GetItems(names, 100), name => Assert.Equal($"zone {name}", Said.By(Zones.TryRead, name.ToLowerInvariant()).ToString()));
    }
}
