using System.Net;
using System.Text.Json.Nodes;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>The answer to a creation warns of what a preview warns of, and of what is true for each of the schedules that are due together.</summary>
[Trait("shows", "schedules")]
[Trait("shows", "right-answers")]
public sealed class CreatedWarningTests(AzuriteFixture azurite)
{
    [Theory] // fields of a schedule → the start of its only warning; empty: none
    [InlineData("""{"at":"2027-03-28T02:30","zone":"Europe/Berlin"}""", "02:30 on 2027-03-28 does not exist in Europe/Berlin")]
    [InlineData("""{"at":"2027-10-31T02:30","zone":"Europe/Berlin"}""", "02:30 on 2027-10-31 occurs twice in Europe/Berlin")]
    [InlineData("""{"every":"P2D"}""", "P2D without a zone counts 24 hours a day")]
    [InlineData("""{"cron":"0 9 13 * 5","zone":"UTC"}""", "day-of-month and day-of-week are both restricted")]
    [InlineData("""{"cron":"0 9 * * *","zone":"UTC","misfire":"fireAll"}""", "misfire: fireAll starts all late occurrences")]
    [InlineData("""{"cron":"H 9 * * *","zone":"UTC"}""", "")] // its id is known now
    [InlineData("""{"cron":"0 9 * * *","zone":"UTC"}""", "")]
    public async Task A_creation_warns_of_what_may_surprise(string spec, string warning)
    {
        await using var app = await TestApp.StartAsync(azurite, "2026-11-21T09:00:00Z");
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        var body = JsonNode.Parse(spec)!.AsObject();
        (body["name"], body["message"]) = ("one", "m");
        var made = await app.Api.PostAsync("agents/alice/schedules", body, HttpStatusCode.Created);
        var warnings = made["warnings"]!.AsArray().Select(w => (string)w!).ToList();
        Assert.True(warning.Length == 0 ? warnings.Count == 0 : warnings.Count == 1 && warnings[0].StartsWith(warning, StringComparison.Ordinal), string.Join(" | ", warnings));
    }

    [Fact]
    public async Task A_command_warns_like_a_preview_and_a_stored_schedules_preview_tells_the_age_of_the_zone_data()
    {
        await using var app = await TestApp.StartAsync(azurite, "2026-11-21T09:00:00Z");
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        var made = await app.Api.PostAsync("commands", new { text = "@alice water the garden on 2027-03-28 at 2:30", zone = "Europe/Berlin" }, HttpStatusCode.Created);
        Assert.StartsWith("02:30 on 2027-03-28 does not exist in Europe/Berlin", (string)Assert.Single(made["warnings"]!.AsArray())!, StringComparison.Ordinal);

        foreach (var (cron, zone) in new[] { ("0 9 * * *", "America/Vancouver"), ("0 9 * * *", "Europe/Berlin"), ("0 9 13 * 5", "UTC"), ("0 9 * * *", "UTC") })
        {
            var id = (string)(await app.Api.PostAsync("agents/alice/schedules", new { name = $"{cron} {zone}", cron, zone, message = "m" }, HttpStatusCode.Created))["id"]!;
            var (stored, before) = (await app.Api.GetAsync($"agents/alice/schedules/{id}/preview"), await app.Api.GetAsync($"cron/preview?cron={Uri.EscapeDataString(cron)}&zone={zone}"));
            Assert.Equal(before["warnings"]!.ToJsonString(), stored["warnings"]!.ToJsonString());
        }
    }

    [Theory] // what the schedules of one second do if there is no room (w: wait, f: fail), the last one made last; slots 1, queue 3; what is said of the others
    [InlineData("wwwww", "the others wait within their catch-up window and are missed after it (onFull: wait)")]
    [InlineData("fffff", "the others fail (onFull: fail)")]
    [InlineData("wwwwwf", Mixed)]
    [InlineData("fwwwww", Mixed)]
    [InlineData("ffwwwwww", Mixed)]
    [InlineData("wwfff", Mixed)]
    public async Task What_is_said_of_schedules_without_room_is_true_of_each(string kinds, string said)
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        await app.Api.PutAsync("agents/alice", new { url = app.Agent.Address, maxConcurrent = 1, queueDepth = 3 });
        var bodies = kinds.Index().Select(kind => new { agent = "alice", name = $"s{kind.Index}", cron = "0 10 * * *", zone = "UTC", message = "m", onFull = kind.Item == 'w' ? "wait" : "fail" }).ToList();
        var planned = await app.Api.PostAsync("schedules/import?dryRun=true", bodies);
        JsonNode? made = null;
        foreach (var body in bodies)
        {
            made = await app.Api.PostAsync("agents/alice/schedules", body, HttpStatusCode.Created);
        }

        var words = $"{kinds.Length} schedules of agent \"alice\" are due at 2026-01-05T10:00:00Z, but its slots and queue hold 4 runs (maxConcurrent 1, queueDepth 3); ";
        Assert.Equal(words + Mixed, (string?)Assert.Single(made!["warnings"]!.AsArray())); // the others are not read
        Assert.Equal(words + said, (string?)Assert.Single(planned["warnings"]!.AsArray()));
    }

    private const string Mixed = "of the others, those with onFull: wait wait within their catch-up window and are missed after it, and those with onFull: fail fail";
}
