using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>An agent is registered, a schedule made, a tick finds it, the agent is called, the run can be read.</summary>
[Trait("shows", "main-job")]
public sealed class MainJobTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_schedule_that_comes_due_calls_its_agent_and_leaves_a_record()
    {
        await using var app = await TestApp.StartAsync(azurite, now: "2026-01-05T08:59:30Z");
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        var id = await app.Api.CreateScheduleAsync("alice", cron: "0 9 * * *", message: "check deprecated models [cost 0.25]");
        await app.TickAsync();
        Assert.Empty(app.Agent.Calls); // not due yet

        await app.TickAtAsync("2026-01-05T09:00:01Z");
        var call = Assert.Single(app.Agent.Calls);
        var run = Assert.Single(await app.Api.RunsAsync("alice"));
        Assert.Equal("succeeded", (string?)run["status"]);
        Assert.Equal("completed", (string?)run["reason"]);
        Assert.Equal("schedule", (string?)run["trigger"]);
        Assert.Equal("2026-01-05T09:00:00Z", (string?)run["dueTime"]);
        Assert.Equal("PT1S", (string?)run["lateness"]);
        Assert.Equal(0.25m, (decimal?)run["costUsd"]);
        Assert.Equal((string?)run["runId"], call.IdempotencyKey);
        Assert.Equal(1, call.Attempt);

        var whole = await app.Api.GetAsync($"agents/alice/runs/{run["runId"]}");
        Assert.Equal("check deprecated models [cost 0.25]", (string?)whole["message"]);
        Assert.NotEmpty((string?)whole["response"] ?? "");
        Assert.True((long?)whole["tokensIn"] > 0 && (long?)whole["tokensOut"] > 0 && (long?)whole["contextWindow"] > 0);
        Assert.True((int?)whole["turns"] > 0);
        Assert.Equal(1, (int?)whole["attempts"]);

        var ofSchedule = await app.Api.GetAsync($"agents/alice/schedules/{id}/runs");
        Assert.Equal((string?)run["runId"], (string?)Assert.Single(ofSchedule["items"]!.AsArray())!["runId"]);
        var schedule = await app.Api.GetAsync($"agents/alice/schedules/{id}");
        Assert.Equal("2026-01-06T09:00:00Z", (string?)schedule["nextDueTime"]);
        Assert.Equal((1, 1, 0, 0.25m), ((int)schedule["totals"]!["runs"]!, (int)schedule["totals"]!["succeeded"]!, (int)schedule["totals"]!["failed"]!, (decimal)schedule["totals"]!["costUsd"]!));
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Fact]
    public async Task A_tick_that_comes_twice_runs_nothing_twice()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        await app.Api.CreateScheduleAsync("alice");
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => app.Harness.RunTimerAsync("DispatchTimer", TestContext.Current.CancellationToken)));
        await app.TickAsync();
        Assert.Single(app.Agent.Calls);
        Assert.Single(await app.Api.RunsAsync("alice"));
    }

    [Fact]
    public async Task After_an_hour_of_absence_every_occurrence_has_its_record()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        await app.Api.CreateScheduleAsync("alice");
        await app.TickAsync(TimeSpan.FromHours(1));
        var runs = await app.Api.RunsAsync("alice");
        Assert.Equal(60, runs.Select(r => (string?)r["dueTime"]).Distinct().Count());
        Assert.Equal(60, runs.Count);
        Assert.Equal("succeeded", (string?)runs[0]["status"]);
        Assert.Equal(5, runs.Count(r => (string?)r["reason"] == "coalesced")); // 09:55–09:59, within the window
        Assert.Equal(54, runs.Count(r => (string?)r["reason"] == "windowPassed"));
        Assert.Single(app.Agent.Calls);
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Fact]
    public async Task A_busy_agent_is_called_again_under_the_same_key()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        await app.Api.CreateScheduleAsync("alice", cron: "0 10 * * *", message: "[fail 2 then ok]");
        await app.TickAtAsync("2026-01-05T10:00:00Z");
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            Assert.Equal(attempt, app.Agent.Calls.Count);
            Assert.Equal("running", (string?)Assert.Single(await app.Api.RunsAsync("alice"))["status"]);
            app.Clock.Advance(TimeSpan.FromSeconds(20));
            await app.Agent.WaitForCallsAsync(attempt + 1, TestContext.Current.CancellationToken);
            await app.SettleAsync();
        }

        var run = Assert.Single(await app.Api.RunsAsync("alice"));
        Assert.Equal(("succeeded", 3), ((string?)run["status"], (int?)run["attempts"]));
        Assert.Single(app.Agent.Calls.Select(c => c.IdempotencyKey).Distinct());
        Assert.Equal([1, 2, 3], app.Agent.Calls.Select(c => c.Attempt));
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Fact]
    public async Task Runs_of_a_busy_agent_wait_their_turn_and_the_fifth_is_refused()
    {
        var release = new TaskCompletionSource();
        await using var app = await TestApp.StartAsync(azurite, onTask: _ => release.Task);
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address, maxConcurrent: 1, queueDepth: 3);
        for (var i = 0; i < 5; i++)
        {
            await app.Api.CreateScheduleAsync("alice", name: $"s{i}", cron: "0 10 * * *", onFull: "fail");
        }

        app.Clock.Set(DateTimeOffset.Parse("2026-01-05T10:00:00Z"));
        await app.Harness.RunTimerAsync("DispatchTimer", TestContext.Current.CancellationToken);
        await app.Agent.WaitForCallsAsync(1, TestContext.Current.CancellationToken);
        var runs = await Eventually.SeeAsync(async () => await app.Api.RunsAsync("alice") is { Count: 5 } all ? all : null, TimeSpan.FromSeconds(20));
        Assert.Equal(["failed", "running", "waiting", "waiting", "waiting"], runs.Select(r => (string?)r["status"]).Order());
        var refused = Assert.Single(runs, r => (string?)r["reason"] == "queueFull");
        Assert.Equal("Agent queue full (3 waiting), skipping scheduled run", (string?)refused["sentence"]);
        var agent = await app.Api.GetAsync("agents/alice");
        Assert.Equal((1, 3), ((int?)agent["running"], (int?)agent["waiting"]));

        release.SetResult();
        await app.Agent.WaitForCallsAsync(4, TestContext.Current.CancellationToken);
        await app.SettleAsync();
        Assert.Equal(4, (await app.Api.RunsAsync("alice")).Count(r => (string?)r["status"] == "succeeded"));
        await new Rows(app.Storage).AssertAtRestAsync();
    }
}
