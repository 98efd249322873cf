using AgentSched.Time.Specs;

namespace AgentSched.Tests.Time.Specs;

/// <summary>Release and age of time zone data, by what their folder holds.</summary>
[Trait("shows", "house")]
[Trait("shows", "right-answers")]
public sealed class ZoneDataTests
{
    [Theory] // file, first line, its date → release, the latest day on which it came out
    [InlineData("tzdata.zi", "# version 2025b", "2025-08-24", "2025b", "2025-08-24")]
    [InlineData("tzdata.zi", "# version 2025b", "2026-11-21", "2025b", "2025-12-31")] // copied later
    [InlineData("tzdata.zi", "# version 2026b-3-gabc", "2026-05-01", "2026b", "2026-05-01")]
    [InlineData("+VERSION", "2024a", "2024-02-02", "2024a", "2024-02-02")]
    [InlineData("tzdata.zi", "# something else", "2025-01-01", null, null)]
    [InlineData("readme", "2025b", "2025-01-01", null, null)]
    [InlineData("+VERSION", "", "2025-01-01", null, null)]
    public void Release(string file, string line, string written, string? version, string? releasedBy)
    {
        var folder = Directory.CreateTempSubdirectory("agentsched-zones-").FullName;
        try
        {
            var path = Path.Combine(folder, file);
            File.WriteAllText(path, line + "\n");
            File.SetLastWriteTimeUtc(path, When.At(written).UtcDateTime);
            Assert.Equal(new ZoneData(version, folder, releasedBy is null ? null : DateOnly.Parse(releasedBy)), ZoneData.Read(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory] // release, latest day, now → start of the warning
    [InlineData("2026b", "2026-05-01", "2026-11-21T00:00Z", null)]
    [InlineData("2025b", "2025-11-21", "2026-11-21T23:59Z", null)] // a year to the day
    [InlineData("2025b", "2025-11-20", "2026-11-21T00:00Z", "the time zone data (release 2025b) are more than a year old")]
    [InlineData("2020a", "2020-12-31", "2026-11-21T00:00Z", "the time zone data (release 2020a) are more than a year old")]
    [InlineData(null, null, "2026-11-21T00:00Z", "the time zone data in /zones do not name their release")]
    public void Warning(string? version, string? releasedBy, string now, string? start)
    {
        var warning = new ZoneData(version, "/zones", releasedBy is null ? null : DateOnly.Parse(releasedBy)).WarningAt(When.At(now));
        Assert.Equal(start, warning?[..start!.Length]);
    }

    [Theory]
    [InlineData("/nowhere", false)]
    [InlineData("zones-that-are-not-there", false)]
    public void A_folder_holds_zones(string folder, bool isFolder) => Assert.Equal(isFolder, ZoneData.IsFolder(folder));

    [Fact]
    public void The_machines_own_folder_holds_zones() => Assert.True(ZoneData.IsFolder(ZoneData.Folder));
}
