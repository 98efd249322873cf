using System.Net;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>What the dashboard shows of many things at once: the overview, the last outcomes of each schedule, the calls of a run.</summary>
[Trait("shows", "dashboard")]
public sealed class OverviewTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task The_overview_counts_what_fails_waits_and_runs()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        await app.Api.PutAsync("agents/bob", new { url = app.Agent.Address, limits = new { dayUsd = 0.5 }, onLimit = "approve" }, HttpStatusCode.Created);
        var good = await CreateAsync(app, "alice", "good", "Do it. [cost 0.25]");
        var bad = await CreateAsync(app, "alice", "bad", "Fail. [status 400]");
        await app.Api.PostAsync($"agents/alice/schedules/{await CreateAsync(app, "alice", "off", "hi")}/disable");
        await app.Api.DeleteAsync($"agents/alice/schedules/{await CreateAsync(app, "alice", "gone", "hi")}");
        foreach (var id in new[] { good, good, bad })
        {
            await app.Api.PostAsync($"agents/alice/schedules/{id}/trigger", expected: HttpStatusCode.Accepted);
            await app.SettleAsync();
            app.Clock.Advance(TimeSpan.FromMinutes(31));
        }

        await app.Api.PostAsync("agents/bob/runs", new { message = "Spend. [cost 0.75]" }, HttpStatusCode.Accepted);
        await app.SettleAsync();
        var held = (string?)(await app.Api.PostAsync("agents/bob/runs", new { message = "More." }, HttpStatusCode.Accepted))["runId"];
        await app.SettleAsync();

        var overview = await app.Api.GetAsync("overview");
        Assert.Equal("""{"total":3,"enabled":2,"failing":1}""", overview["schedules"]!.ToJsonString());
        Assert.Equal("""{"running":0,"waiting":1,"forApproval":1}""", overview["runs"]!.ToJsonString());
        Assert.Equal((held, "bad"), ((string?)overview["open"]![0]!["runId"], (string?)overview["failing"]![0]!["name"]));
        Assert.Equal(["bad", "good"], overview["next"]!.AsArray().Select(s => (string)s!["name"]!).Order(StringComparer.Ordinal));
        var day = overview["day"]!;
        Assert.Equal((4, 1.25m, 0.75), ((int?)day["runs"], (decimal?)day["costUsd"], (double?)day["successRate"]));
        Assert.Equal("""{"waiting":1,"succeeded":3,"failed":1}""", day["byStatus"]!.ToJsonString());
        var slots = day["slots"]!.AsArray().Select(slot => (Good: (int)slot!["succeeded"]!, Bad: (int)slot["failed"]!)).ToList();
        Assert.Equal((48, 3, 1), (slots.Count, slots.Sum(slot => slot.Good), slots.Sum(slot => slot.Bad)));
        Assert.Equal([(1, 0), (1, 0), (0, 1), (1, 0)], slots[^4..]);

        // Both schedules are daily: each comes due once in the next 24 hours.
        var ahead = overview["ahead"]!["slots"]!.AsArray().Select(count => (int)count!).ToList();
        Assert.Equal((48, 2, false), (ahead.Count, ahead.Sum(), (bool)overview["ahead"]!["cut"]!));

        // A caller without things of its own sees none of this.
        var stranger = await (await app.CallerAsync("eve")).GetAsync("overview");
        Assert.Equal((0, 0, 0), ((int?)stranger["schedules"]!["total"], (int?)stranger["runs"]!["waiting"], (int?)stranger["day"]!["runs"]));
    }

    [Fact]
    public async Task A_schedule_keeps_the_outcomes_of_its_last_ten_runs()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var id = await CreateAsync(app, "alice", "often", "Look.");
        var runs = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            if (i == 11)
            {
                await app.Api.TryAsync(HttpMethod.Patch, $"agents/alice/schedules/{id}", """{"message":"Fail. [status 400]"}""");
            }

            runs.Add((string)(await app.Api.PostAsync($"agents/alice/schedules/{id}/trigger", expected: HttpStatusCode.Accepted))["runId"]!);
            await app.SettleAsync();
            app.Clock.Advance(TimeSpan.FromSeconds(2));
        }

        var kept = (await app.Api.GetAsync("schedules"))["items"]![0]!["lastRuns"]!.AsArray();
        Assert.Equal(Enumerable.Reverse(runs).Take(10), kept.Select(run => (string)run!["runId"]!));
        Assert.Equal(["failed", .. Enumerable.Repeat("succeeded", 9)], kept.Select(run => (string)run!["status"]!));
        Assert.Equal(kept.ToJsonString(), (await app.Api.GetAsync($"agents/alice/schedules/{id}"))["lastRuns"]!.ToJsonString());
    }

    [Fact]
    public async Task A_run_tells_its_calls_with_their_outcomes()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var once = await RunAsync(app, "Once.");
        var only = Assert.Single(once["calls"]!.AsArray())!;
        Assert.Equal((1, "completed", (string?)once["startedAt"], (string?)once["finishedAt"]), ((int?)only["attempt"], (string?)only["reason"], (string?)only["startedAt"], (string?)only["endedAt"]));

        var thrice = await RunAsync(app, "Thrice. [fail 2 then ok]");
        var calls = thrice["calls"]!.AsArray();
        Assert.Equal(["1 agentUnreachable", "2 agentUnreachable", "3 completed"], calls.Select(call => $"{call!["attempt"]} {call["reason"]}"));
        Assert.Equal(3, (int?)thrice["attempts"]);
        var times = calls.SelectMany(call => new[] { (DateTimeOffset)call!["startedAt"]!, (DateTimeOffset)call["endedAt"]! }).ToList();
        Assert.Equal(times.Order(), times);
        Assert.True(times[2] - times[1] >= TimeSpan.FromSeconds(5), "the wait between two calls is visible");

        var never = await app.Api.PostAsync("agents/alice/runs", new { message = "Never. [status 400]" }, HttpStatusCode.Accepted);
        await app.SettleAsync();
        Assert.Equal("agentError", (string?)(await app.Api.GetAsync($"agents/alice/runs/{never["runId"]}"))["calls"]![0]!["reason"]);
    }

    private static async Task<System.Text.Json.Nodes.JsonNode> RunAsync(TestApp app, string message)
    {
        var id = (string)(await app.Api.PostAsync("agents/alice/runs", new { message }, HttpStatusCode.Accepted))["runId"]!;
        await app.UntilNoneWaitsAsync();
        return await app.Api.GetAsync($"agents/alice/runs/{id}");
    }

    private static async Task<string> CreateAsync(TestApp app, string agent, string name, string message) =>
        (string)(await app.Api.PostAsync($"agents/{agent}/schedules", new { name, cron = "0 3 * * *", zone = "UTC", message, retries = 0 }, HttpStatusCode.Created))["id"]!;
}
