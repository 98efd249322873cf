using System.Net;
using System.Text.Json.Nodes;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>A schedule that has no occurrence left says so, and is not enabled again as if it had.</summary>
[Trait("shows", "schedules")]
[Trait("shows", "right-answers")]
public sealed class EndedScheduleTests(AzuriteFixture azurite)
{
    [Theory] // when it runs; what it says of its end at noon; a change that gives it occurrences again
    [InlineData("""{"at":"2026-01-05T09:01:00","zone":"UTC"}""",                                 "once", "09:01:00",   "its time has passed",                     """{"at":"2026-01-06T09:00:00","enabled":true}""")]
    [InlineData("""{"cron":"1 * * * *","zone":"UTC","endsAt":"2026-01-05T10:30:00Z"}""",         "endsAt", "10:01:00", "it has no occurrence left before its endsAt",                   """{"endsAt":null,"enabled":true}""")]
    [InlineData("""{"cron":"1 * * * *","zone":"UTC","maxRuns":2}""",                             "maxRuns", "10:01:00", "it had as many runs as maxRuns allows",  """{"maxRuns":3,"enabled":true}""")]
    [InlineData("""{"every":"PT1H","anchor":"2026-01-05T08:01:00Z","maxRuns":1}""",              "maxRuns", "09:01:00", "it had as many runs as maxRuns allows",  """{"maxRuns":null,"enabled":true}""")]
    [InlineData("""{"every":"PT1H","anchor":"2026-01-05T08:01:00Z","endsAt":"2026-01-05T11:00:00Z"}""", "endsAt", "10:01:00", "it has no occurrence left before its endsAt",            """{"endsAt":"2026-01-07T00:00:00Z","enabled":true}""")]
    public async Task It_says_when_and_why_and_is_enabled_only_with_a_change(string when, string reason, string last, string words, string change)
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var body = JsonNode.Parse(when)!.AsObject();
        (body["name"], body["message"]) = ("finite", "say hello");
        var made = await app.Api.PostAsync("agents/alice/schedules", body, HttpStatusCode.Created);
        Assert.Equal((null, null), ((string?)made["endedAt"], (string?)made["endReason"]));
        var path = $"agents/alice/schedules/{made["id"]}";
        foreach (var time in (string[])["09:01", "10:01", "11:01"])
        {
            await app.TickAtAsync($"2026-01-05T{time}:00Z");
        }

        app.Clock.Set(DateTimeOffset.Parse("2026-01-05T12:00:00Z"));
        var ended = await app.Api.GetAsync(path);
        Assert.Equal((reason, DateTimeOffset.Parse($"2026-01-05T{last}Z"), null), ((string?)ended["endReason"], (DateTimeOffset?)ended["endedAt"], (string?)ended["nextDueTime"]));
        var (refused, enabled) = await app.Api.TryAsync(HttpMethod.Post, $"{path}/enable", body: null);
        Assert.Equal((HttpStatusCode.Conflict, $"schedule \"finite\" has ended: {words}; change when it runs to enable it"), (refused, (string?)enabled?["detail"])); // though it was never disabled
        await app.Api.PostAsync($"{path}/disable");
        Assert.Equal(reason, (string?)(await app.Api.GetAsync(path))["endReason"]);
        foreach (var (method, where, edit) in new[] { (HttpMethod.Post, $"{path}/enable", null), (HttpMethod.Patch, path, """{"enabled":true}"""), (HttpMethod.Patch, path, """{"enabled":true,"message":"say goodbye"}""") })
        {
            var (status, problem) = await app.Api.TryAsync(method, where, edit);
            Assert.Equal((HttpStatusCode.Conflict, $"schedule \"finite\" has ended: {words}; change when it runs to enable it"), (status, (string?)problem?["detail"]));
        }

        var (done, changed) = await app.Api.TryAsync(HttpMethod.Patch, path, change);
        Assert.Equal((HttpStatusCode.OK, null, true), (done, (string?)changed?["endReason"], changed?["nextDueTime"] is not null));
    }

    [Fact]
    public async Task A_chain_whose_target_is_gone_says_so_on_the_schedule_and_in_the_run_before_it()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var follower = await app.Api.CreateScheduleAsync("alice", "follower", "0 0 1 1 *");
        var first = (string)(await app.Api.PostAsync(
            "agents/alice/schedules", new { name = "first", cron = "* * * * *", zone = "UTC", message = "x", chain = new[] { new { on = "succeeded", schedule = follower } } }, HttpStatusCode.Created))["id"]!;
        await app.Api.DeleteAsync($"agents/alice/schedules/{follower}");
        Assert.Equal($"the chained schedule {follower} of agent \"alice\" no longer exists; nothing will run after this schedule's runs", (string?)(await app.Api.GetAsync($"agents/alice/schedules/{first}"))["chainProblem"]);
        Assert.Null((await app.Api.GetAsync("agents/alice/schedules"))["items"]![0]!["chainProblem"]); // lists read no targets
        await app.TickAtAsync("2026-01-05T09:01:00Z");
        var run = Assert.Single(await app.Api.RunsAsync("alice"));
        var problem = $"the chained schedule {follower} of agent \"alice\" no longer exists; nothing ran after run {run["runId"]}";
        Assert.Equal(problem, (string?)(await app.Api.GetAsync($"agents/alice/runs/{run["runId"]}"))["chainProblem"]);
        Assert.Equal(problem, (string?)(await app.Api.GetAsync($"agents/alice/schedules/{first}"))["chainProblem"]);
        Assert.Equal(problem, (string?)(await app.Api.GetAsync("agents/alice/schedules"))["items"]![0]!["chainProblem"]);
        await app.TickAtAsync("2026-01-05T09:02:00Z"); // the run's end and the note do not stand in each other's way
        Assert.Equal(2, (await app.Api.RunsAsync("alice")).Count(done => (string?)done["status"] == "succeeded"));
        var (status, mended) = await app.Api.TryAsync(HttpMethod.Patch, $"agents/alice/schedules/{first}", """{"chain":null}""");
        Assert.Equal((HttpStatusCode.OK, null), (status, (string?)mended?["chainProblem"]));
        await app.AssertAtRestAsync();
    }
}
