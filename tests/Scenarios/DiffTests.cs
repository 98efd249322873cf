using System.Net;
using System.Text.Json.Nodes;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>What a change would do is known before anybody makes it.</summary>
[Trait("shows", "runs")]
[Trait("shows", "schedules")]
public sealed class DiffTests(AzuriteFixture azurite)
{
    [Theory] // the clock shows Monday 2026-01-05T09:00Z; the stored schedule is 0 12 * * * UTC: 30 times in 30 days
    [InlineData("""{"description":"no change of time"}""", 30, 0, 0, null)]
    [InlineData("""{"cron":"0 12 * * 1-5"}""", 22, 0, 8, null)]
    [InlineData("""{"cron":"0 12,18 * * *"}""", 30, 30, 0, "2026-01-05T18:00:00Z")]
    [InlineData("""{"zone":"Europe/Berlin"}""", 0, 30, 30, "2026-01-05T11:00:00Z")]
    [InlineData("""{"enabled":false}""", 0, 0, 30, null)]
    [InlineData("""{"pausedUntil":"2026-01-08T00:00:00Z"}""", 27, 0, 3, null)]
    [InlineData("""{"maxRuns":4}""", 4, 0, 26, null)]
    [InlineData("""{"exclude":["2026-01-06/2026-01-07"]}""", 28, 0, 2, null)]
    [InlineData("""{"cron":null,"at":"2026-01-05T12:00"}""", 1, 0, 29, null)]
    [InlineData("""{"cron":"*/10 * * * *"}""", 30, 4290, 0, "2026-01-05T09:10:00Z")]
    public async Task Due_times_that_come_and_go_are_listed(string change, int kept, int added, int removed, string? firstAdded)
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var id = await app.Api.CreateScheduleAsync("alice", cron: "0 12 * * *");
        var (status, diff) = await app.Api.TryAsync(HttpMethod.Post, $"agents/alice/schedules/{id}/diff", change);
        Assert.True(status == HttpStatusCode.OK, diff?.ToJsonString());
        Assert.Equal((kept, added, removed), ((int)diff!["kept"]!, (int)diff["addedCount"]!, (int)diff["removedCount"]!));
        Assert.Equal((Math.Min(added, 1000), Math.Min(removed, 1000), added > 1000), (Count("added"), Count("removed"), (bool)diff["cut"]!));
        Assert.Equal(firstAdded, (string?)diff["added"]!.AsArray().FirstOrDefault());
        Assert.Equal("2026-02-04T09:00:00Z", (string?)diff["until"]);
        Assert.Equal((1, "2026-01-05T12:00:00Z"), await StateAsync(app, id)); // nothing has changed

        int Count(string list) => diff[list]!.AsArray().Count;
    }

    [Fact]
    public async Task What_the_diff_says_is_what_fires_after_the_change()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var id = await app.Api.CreateScheduleAsync("alice", cron: "0 12 * * *");
        const string Change = """{"cron":"30 */6 * * *","zone":"Europe/Berlin","jitter":"PT10M","maxRuns":9}""";
        var before = (await app.Api.GetAsync($"agents/alice/schedules/{id}/preview?count=100"))["items"]!.AsArray().Select(Due).Where(d => string.CompareOrdinal(d, "2026-02-04T09:00:00Z") <= 0).ToList();
        var diff = (await app.Api.TryAsync(HttpMethod.Post, $"agents/alice/schedules/{id}/diff", Change)).Body!;
        await app.Api.TryAsync(HttpMethod.Patch, $"agents/alice/schedules/{id}", Change);
        var after = (await app.Api.GetAsync($"agents/alice/schedules/{id}/preview?count=100"))["items"]!.AsArray().Select(Due).ToList();
        Assert.Equal(9, after.Count);
        Assert.Equal(after.Except(before), diff["added"]!.AsArray().Select(t => (string)t!));
        Assert.Equal(before.Except(after), diff["removed"]!.AsArray().Select(t => (string)t!));

        static string Due(JsonNode? occurrence) => (string)occurrence!["dueTime"]!;
    }

    [Fact]
    public async Task A_change_that_could_not_be_made_is_told_as_a_patch_would_be_and_who_may_not_see_the_schedule_finds_nothing()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var id = await app.Api.CreateScheduleAsync("alice");
        var (status, problem) = await app.Api.TryAsync(HttpMethod.Post, $"agents/alice/schedules/{id}/diff", """{"cron":"61 * * * *","retries":9,"x":1}""");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(["cron", "retries", "x"], problem!["errors"]!.AsObject().Select(e => e.Key));
        var eve = await app.CallerAsync("eve");
        Assert.Equal(HttpStatusCode.NotFound, (await eve.TryAsync(HttpMethod.Post, $"agents/alice/schedules/{id}/diff", "{}")).Status);
    }

    private static async Task<(int Version, string? Next)> StateAsync(TestApp app, string id)
    {
        var schedule = await app.Api.GetAsync($"agents/alice/schedules/{id}");
        return ((int)schedule["version"]!, (string?)schedule["nextDueTime"]);
    }
}
