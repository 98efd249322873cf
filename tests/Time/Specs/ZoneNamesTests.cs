using AgentSched.Time.Specs;

namespace AgentSched.Tests.Time.Specs;

/// <summary>Zones by every name of the tz database, in any case, whatever the process has looked up before.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
[Trait("shows", "right-answers")]
public sealed class ZoneNamesTests
{
    [Theory] // name → as the database spells it; null: no zone
    [InlineData("Europe/Berlin", "Europe/Berlin")]
    [InlineData("asia/tokyo", "Asia/Tokyo")]
    [InlineData("PACIFIC/FIJI", "Pacific/Fiji")]
    [InlineData("america/port-au-prince", "America/Port-au-Prince")]
    [InlineData("utc", "UTC")]
    [InlineData("gmt", "GMT")]
    [InlineData("cet", "CET")]
    [InlineData("EST", "EST")]
    [InlineData("est5edt", "EST5EDT")]
    [InlineData("roc", "ROC")]
    [InlineData("Europe/kiev", "Europe/Kiev")] // a link stays a link
    [InlineData("Etc/GMT+5", "Etc/GMT+5")]
    [InlineData("posix/Europe/Berlin", null)]
    [InlineData("right/Europe/Berlin", null)]
    [InlineData("Mars/Olympus", null)]
    [InlineData("Pacific Standard Time", null)]
    [InlineData("localtime", null)]
    [InlineData("../etc/passwd", null)]
    [InlineData("PST", null)]
    [InlineData("+02:00", null)]
    [InlineData("", null)]
    public void By_name(string name, string? canonical)
    {
        TimeZoneInfo.ClearCachedData(); // as in a fresh process
        Assert.Equal(canonical is not null, ZoneNames.TryFind(name, out var found, out _));
        Assert.Equal(canonical, found);
        _ = TimeZoneInfo.TryFindSystemTimeZoneById(canonical ?? "UTC", out _); // now the process has seen it
        _ = ZoneNames.TryFind(name, out found, out _);
        Assert.Equal(canonical, found);
    }

    [Fact]
    public void Every_name_in_the_machines_data_is_found_in_lower_case()
    {
        var data = Path.Combine(ZoneData.Folder, "tzdata.zi");
        Assert.SkipUnless(File.Exists(data), "the machine's data do not list their names");
        var names = File.ReadLines(data).Select(line => line.Split(' ')).Where(words => words[0] is "Z" or "L").Select(words => words[0] == "Z" ? words[1] : words[2]).ToList();
        Assert.True(names.Count > 400);
        Assert.All(names, name =>
        {
            Assert.True(ZoneNames.TryFind(name.ToLowerInvariant(), out var canonical, out var zone), name);
            Assert.Equal(name, canonical);
            Assert.Equal(TimeZoneInfo.FindSystemTimeZoneById(name).GetUtcOffset(When.At("2026-07-01T00:00Z")), zone.GetUtcOffset(When.At("2026-07-01T00:00Z")));
        });
    }

    [Fact]
    public void A_name_is_known_without_data() => Assert.Equal((true, false), (ZoneNames.IsKnown("Europe/Kyiv"), ZoneNames.IsKnown("Europe/Springfield")));

    [Fact]
    public void A_validated_name_that_is_gone_is_an_error() => Assert.Throws<FormatException>(() => ZoneNames.Get("Mars/Olympus"));
}
