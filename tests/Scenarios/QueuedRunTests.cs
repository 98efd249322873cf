using System.Net;
using System.Text.Json.Nodes;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>A claimed run that has not started is the next run, wherever somebody looks.</summary>
[Trait("shows", "runs")]
[Trait("shows", "right-answers")]
public sealed class QueuedRunTests(AzuriteFixture azurite)
{
    private static readonly Dictionary<string, string?> OneMinuteAhead = new() { ["AgentSched:LookAhead"] = "00:01:10" };

    [Theory] // when it runs; the tick comes at 09:00:30; the next due time then, and when it has passed
    [InlineData("""{"cron":"* * * * *","zone":"UTC"}""",                                       "09:01:00", "09:02:00")]
    [InlineData("""{"cron":"1 9 * * *","zone":"UTC"}""",                                       "09:01:00", "+1 09:01:00")]
    [InlineData("""{"at":"2026-01-05T09:01:20","zone":"UTC"}""",                               "09:01:20", null)]
    [InlineData("""{"every":"PT5M","anchor":"2026-01-05T08:56:00Z"}""",                        "09:01:00", "09:06:00")]
    [InlineData("""{"every":"PT30S","anchor":"2026-01-05T09:01:00Z","maxRuns":2}""",           "09:01:00", "09:01:30")] // both are claimed
    [InlineData("""{"cron":"1 * * * *","zone":"UTC","endsAt":"2026-01-05T09:30:00Z"}""",       "09:01:00", null)]
    public async Task What_is_claimed_and_not_started_stays_the_next_run(string when, string next, string? afterwards)
    {
        await using var app = await TestApp.StartAsync(azurite, "2026-01-05T09:00:00Z", new Dictionary<string, string?>(OneMinuteAhead) { ["AgentSched:MinimumInterval"] = "00:00:10" }, runQueues: false);
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        var body = JsonNode.Parse(when)!.AsObject();
        (body["name"], body["message"]) = ("soon", "say hello");
        var id = (string)(await app.Api.PostAsync("agents/alice/schedules", body, HttpStatusCode.Created))["id"]!;
        await app.TickAtAsync("2026-01-05T09:00:30Z");

        var due = Instant(next);
        Assert.Equal(due, (await app.Api.GetAsync($"agents/alice/schedules/{id}"))["nextDueTime"]!.GetValue<DateTimeOffset>());
        Assert.Equal(due, (await app.Api.GetAsync("schedules?sort=nextDueTime"))["items"]![0]!["nextDueTime"]!.GetValue<DateTimeOffset>());
        Assert.Equal(due, (await app.Api.GetAsync($"agents/alice/schedules/{id}/preview"))["items"]![0]!["dueTime"]!.GetValue<DateTimeOffset>());
        foreach (var list in (string[])["agents/alice/runs", $"agents/alice/schedules/{id}/runs", "runs?status=queued"])
        {
            var runs = (await app.Api.GetAsync(list))["items"]!.AsArray();
            Assert.Contains(due, runs.Select(run => run!["dueTime"]!.GetValue<DateTimeOffset>()));
            Assert.All(runs, run => Assert.Equal(("queued", "soon", null), ((string?)run!["status"], (string?)run["scheduleName"], run["startedAt"])));
            Assert.Equal(runs.Count, (int?)(await app.Api.GetAsync("scheduler/status"))["queued"]);
        }

        app.Clock.Set(due);
        Assert.Equal(afterwards is null ? null : Instant(afterwards), (DateTimeOffset?)(await app.Api.GetAsync($"agents/alice/schedules/{id}"))["nextDueTime"]);
    }

    [Fact]
    public async Task A_run_that_has_its_slot_early_is_queued_until_its_second()
    {
        await using var app = await TestApp.StartAsync(azurite, "2026-01-05T09:00:55Z", new Dictionary<string, string?>(OneMinuteAhead) { ["AgentSched:Lead"] = "00:00:10" });
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        await app.Api.CreateScheduleAsync("alice", cron: "1 * * * *");
        await app.Harness.RunTimerAsync("DispatchTimer", TestContext.Current.CancellationToken);
        await Eventually.SeeAsync(async () => (await new Rows(app.Storage).OfKindAsync('r')).Any(row => row.GetString("Status") == "Running") ? "has its slot" : null, TimeSpan.FromSeconds(20));
        Assert.Equal((1, 0), await StatusAsync());
        Assert.Single((await app.Api.GetAsync("runs?status=queued"))["items"]!.AsArray());
        Assert.Empty((await app.Api.GetAsync("runs?status=running"))["items"]!.AsArray());
        app.Clock.Set(DateTimeOffset.Parse("2026-01-05T09:01:00Z"));
        await app.SettleAsync();
        Assert.Equal("succeeded", (string?)Assert.Single(await app.Api.RunsAsync("alice"))["status"]);
        await app.AssertAtRestAsync();

        async Task<(int? Queued, int? Running)> StatusAsync() => await app.Api.GetAsync("scheduler/status") is var status ? ((int?)status["queued"], (int?)status["running"]) : default;
    }

    [Theory] // milliseconds after the second at which somebody asks for a run; the lateness of a run that starts at once
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(250)]
    [InlineData(499)]
    [InlineData(999)]
    public async Task A_run_on_demand_is_as_late_as_its_request_is_old(int milliseconds)
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        app.Clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        var run = await app.Api.PostAsync("agents/alice/runs", new { message = "say hello" }, HttpStatusCode.Accepted);
        Assert.Equal(DateTimeOffset.Parse("2026-01-05T09:00:00Z").AddMilliseconds(milliseconds), run["dueTime"]!.GetValue<DateTimeOffset>());
        Assert.Equal("PT0S", (string?)run["lateness"]);
        await app.SettleAsync();
    }

    [Fact]
    public async Task A_missed_run_bears_its_schedules_name()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        await app.Api.CreateScheduleAsync("alice", "hourly", "30 * * * *");
        await app.TickAtAsync("2026-01-05T10:00:00Z");
        var missed = Assert.Single((await app.Api.GetAsync("runs?status=missed"))["items"]!.AsArray())!;
        Assert.Equal(("hourly", "windowPassed"), ((string?)missed["scheduleName"], (string?)missed["reason"]));
    }

    private static DateTimeOffset Instant(string time) =>
        time.StartsWith("+1 ", StringComparison.Ordinal) ? Instant(time[3..]).AddDays(1) : DateTimeOffset.Parse($"2026-01-05T{time}Z");
}
