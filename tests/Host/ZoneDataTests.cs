using AgentSched.Tests.Support;
using AgentSched.Time.Specs;

namespace AgentSched.Tests.Host;

/// <summary>The app with zone data of its own: the folder in the setting decides what a local time means.</summary>
[Trait("shows", "one-world")]
[Trait("shows", "right-answers")]
public sealed class ZoneDataTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Two_folders_give_two_answers_and_each_names_its_release()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no folder of zones");
        var storage = azurite.TakeConnectionString();
        var old = Folder("2019c", new DateTime(2019, 9, 11), vancouver: "America/Los_Angeles");
        var current = Folder("2099b", new DateTime(2099, 3, 1), vancouver: "America/Phoenix"); // the same offset all year, as British Columbia decided
        try
        {
            Assert.Equal(("2019c", old, true, "2026-12-01T17:00:00Z"), await AnswersAsync(storage, old));
            Assert.Equal(("2099b", current, false, "2026-12-01T16:00:00Z"), await AnswersAsync(storage, current));
        }
        finally
        {
            Directory.Delete(old, recursive: true);
            Directory.Delete(current, recursive: true);
        }
    }

    private static async Task<(string Version, string Source, bool IsOld, string Next)> AnswersAsync(string storage, string folder)
    {
        await using var app = await AppProcess.StartAsync(storage, new Dictionary<string, string> { ["AgentSched__TimeZoneFolder"] = folder });
        var data = (await app.Api.GetAsync("scheduler/status"))["zoneData"]!;
        var preview = await app.Api.GetAsync("cron/preview?cron=0+9+1+12+*&zone=America/Vancouver&startsAt=2026-12-01T00:00:00Z&endsAt=2026-12-31T00:00:00Z");
        Assert.Equal((string?)data["warning"], preview["warnings"]!.AsArray().Select(warning => (string)warning!).FirstOrDefault());
        Assert.Contains($"ZoneDataLoaded version={data["version"]} source={folder}", app.Output);
        return ((string)data["version"]!, (string)data["source"]!, data["warning"] is not null, (string)preview["next"]![0]!);
    }

    /// <summary>The machine's data with another release and other rules for Vancouver.</summary>
    private static string Folder(string version, DateTime released, string vancouver)
    {
        var folder = Directory.CreateTempSubdirectory("agentsched-zones-").FullName;
        foreach (var (name, file) in ((string, string)[])[("Etc/UTC", "Etc/UTC"), ("UTC", "Etc/UTC"), ("Europe/Berlin", "Europe/Berlin"), ("America/Vancouver", vancouver)])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
            File.Copy(Path.Combine(ZoneData.Folder, file), Path.Combine(folder, name));
        }

        File.WriteAllText(Path.Combine(folder, "tzdata.zi"), $"# version {version}\n");
        File.SetLastWriteTimeUtc(Path.Combine(folder, "tzdata.zi"), released);
        return folder;
    }
}
