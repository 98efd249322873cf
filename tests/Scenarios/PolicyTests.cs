using System.Net;
using System.Text.Json.Nodes;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>Overlap and misfire policies as users meet them, and runs that somebody starts or takes back by hand.</summary>
[Trait("shows", "schedules")]
public sealed class PolicyTests(AzuriteFixture azurite)
{
    [Theory] // three occurrences come due while the first run is under way
    [InlineData("skip", "skipped overlap, skipped overlap, succeeded completed", 1)]
    [InlineData("bufferOne", "skipped overlap, succeeded completed, succeeded completed", 2)]
    [InlineData("bufferAll", "succeeded completed, succeeded completed, succeeded completed", 3)]
    [InlineData("allowAll", "succeeded completed, succeeded completed, succeeded completed", 3)]
    [InlineData("cancelOther", "succeeded completed, cancelled superseded, cancelled superseded", 3)]
    public async Task What_overlapping_occurrences_do(string overlap, string expected, int calls)
    {
        using var gate = new SemaphoreSlim(0);
        await using var app = await TestApp.StartAsync(azurite, onTask: async call => await gate.WaitAsync(TestContext.Current.CancellationToken));
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address, maxConcurrent: 3);
        await app.Api.PostAsync("agents/alice/schedules", new { name = "n", cron = "* * * * *", zone = "UTC", message = "x", overlap }, HttpStatusCode.Created);
        for (var minute = 1; minute <= 3; minute++)
        {
            app.Clock.Advance(TimeSpan.FromMinutes(1));
            await app.Harness.RunTimerAsync("DispatchTimer", TestContext.Current.CancellationToken);
            await UntilAsync(async () => (await app.Api.RunsAsync("alice")).Count(r => (string?)r["status"] != "queued") == minute);
            if (overlap is "allowAll" or "cancelOther")
            {
                await UntilAsync(() => Task.FromResult(app.Agent.Calls.Count == minute));
            }
        }

        gate.Release(10);
        await app.SettleAsync();
        Assert.Equal(expected, string.Join(", ", (await app.Api.RunsAsync("alice")).Select(r => $"{r["status"]} {r["reason"]}")));
        Assert.Equal(calls, app.Agent.Calls.Count);
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Theory] // every minute; no tick between 09:00 and 09:04:10, and the catch-up window is two minutes
    [InlineData("fireLatest", "04 succeeded, 03 missed coalesced, 02 missed windowPassed, 01 missed windowPassed")]
    [InlineData("fireAll", "04 succeeded, 03 succeeded, 02 missed windowPassed, 01 missed windowPassed")]
    [InlineData("skip", "04 succeeded, 03 missed misfired, 02 missed windowPassed, 01 missed windowPassed")]
    public async Task What_becomes_of_occurrences_that_nobody_could_start(string misfire, string expected)
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        await app.Api.PostAsync(
            "agents/alice/schedules",
            new { name = "n", cron = "* * * * *", zone = "UTC", message = "x", misfire, overlap = "bufferAll", catchUpWindow = "PT2M" },
            HttpStatusCode.Created);
        await app.TickAtAsync("2026-01-05T09:04:10Z");
        Assert.Equal(expected, string.Join(", ", (await app.Api.RunsAsync("alice")).Select(r =>
            $"{((string)r["dueTime"]!).Substring(14, 2)} {r["status"]}{((string?)r["status"] == "missed" ? $" {r["reason"]}" : "")}")));
        Assert.All(await app.Api.RunsAsync("alice"), run => Assert.NotNull(run["sentence"]));
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Fact]
    public async Task A_run_by_hand_goes_through_the_agent_s_queue_and_a_full_queue_is_a_429_that_is_recorded()
    {
        using var gate = new SemaphoreSlim(0);
        await using var app = await TestApp.StartAsync(azurite, onTask: async call => await gate.WaitAsync(TestContext.Current.CancellationToken));
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address, queueDepth: 1);
        var id = await app.Api.CreateScheduleAsync("alice", cron: "@yearly", message: "by hand");
        await app.Api.PostAsync($"agents/alice/schedules/{id}/disable");
        var first = await app.Api.PostAsync($"agents/alice/schedules/{id}/trigger", expected: HttpStatusCode.Accepted); // disabled or not
        Assert.Equal(("running", "manual", "by hand"), ((string?)first["status"], (string?)first["trigger"], (string?)first["message"]));
        var second = await app.Api.PostAsync("agents/alice/runs", new { message = "ad hoc", context = new { a = 1 }, retries = 0 }, HttpStatusCode.Accepted);
        Assert.Equal(("waiting", "api"), ((string?)second["status"], (string?)second["trigger"]));
        using var refused = await app.Api.Http.PostAsync("agents/alice/runs", new StringContent("""{"message":"too many"}""", System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.TooManyRequests, true), (refused.StatusCode, refused.Headers.RetryAfter is not null));
        gate.Release(2);
        await app.SettleAsync();
        Assert.Equal(
            ["api failed queueFull", "api succeeded completed", "manual succeeded completed"],
            (await app.Api.RunsAsync("alice")).Select(r => $"{r["trigger"]} {r["status"]} {r["reason"]}").Order());
        Assert.Equal(1, (int?)(await app.Api.GetAsync($"agents/alice/schedules/{id}"))["totals"]!["runs"]);
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Fact]
    public async Task A_request_for_a_run_under_an_idempotency_key_runs_once()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var answers = new List<string?>();
        for (var i = 0; i < 3; i++)
        {
            var (status, answer) = await app.Api.TryAsync(HttpMethod.Post, "agents/alice/runs", """{"message":"x"}""", ("Idempotency-Key", "k"));
            Assert.Equal(HttpStatusCode.Accepted, status);
            answers.Add((string?)answer!["runId"]);
        }

        await app.SettleAsync();
        Assert.Single(answers.Distinct());
        Assert.Single(app.Agent.Calls);
    }

    [Fact]
    public async Task Runs_are_taken_back_whether_they_wait_or_run_and_a_replay_is_a_run_of_its_own()
    {
        using var gate = new SemaphoreSlim(0);
        await using var app = await TestApp.StartAsync(azurite, onTask: async call => await gate.WaitAsync(TestContext.Current.CancellationToken));
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        var running = (string?)(await app.Api.PostAsync("agents/alice/runs", new { message = "one" }, HttpStatusCode.Accepted))["runId"];
        var waiting = (string?)(await app.Api.PostAsync("agents/alice/runs", new { message = "two" }, HttpStatusCode.Accepted))["runId"];
        await UntilAsync(() => Task.FromResult(app.Agent.Calls.Count == 1));
        foreach (var run in new[] { waiting, running })
        {
            Assert.Equal(("cancelled", "cancelledByCaller"), await StatusAsync(await app.Api.PostAsync($"agents/alice/runs/{run}/cancel")));
            Assert.Equal(HttpStatusCode.Conflict, (await app.Api.TryAsync(HttpMethod.Post, $"agents/alice/runs/{run}/cancel", null)).Status);
        }

        await app.SettleAsync(); // the call hung up: nothing waits for the agent
        await new Rows(app.Storage).AssertAtRestAsync();
        gate.Release(5);
        var replay = await app.Api.PostAsync($"agents/alice/runs/{running}/replay", expected: HttpStatusCode.Accepted);
        Assert.Equal("one", (string?)replay["message"]);
        await app.SettleAsync();
        Assert.Equal(("succeeded", "completed"), await StatusAsync(await app.Api.GetAsync($"agents/alice/runs/{replay["runId"]}")));
        Assert.Equal(HttpStatusCode.NotFound, (await app.Api.TryAsync(HttpMethod.Post, $"agents/alice/runs/{new string('0', 24)}/cancel", null)).Status);

        static Task<(string?, string?)> StatusAsync(JsonNode run) => Task.FromResult(((string?)run["status"], (string?)run["reason"]));
    }

    [Fact]
    public async Task A_run_becomes_a_schedule_with_its_message_and_settings()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var run = await app.Api.PostAsync("agents/alice/runs", new { message = "tidy up", model = "m1", context = new { deep = true } }, HttpStatusCode.Accepted);
        await app.SettleAsync();
        var made = await app.Api.PostAsync($"agents/alice/runs/{run["runId"]}/schedule", new { name = "tidy", cron = "@daily", zone = "UTC" }, HttpStatusCode.Created);
        Assert.Equal(("tidy up", "m1", """{"deep":true}"""), ((string?)made["message"], (string?)made["model"], made["context"]!.ToJsonString()));
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Api.TryAsync(HttpMethod.Post, $"agents/alice/runs/{run["runId"]}/schedule", """{"cron":"@daily","zone":"UTC"}""")).Status);
    }

    [Fact]
    public async Task Jitter_delays_a_run_by_the_same_amount_that_the_preview_told()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var made = await app.Api.PostAsync(
            "agents/alice/schedules", new { name = "n", cron = "0 * * * *", zone = "UTC", message = "x", jitter = "PT30M" }, HttpStatusCode.Created);
        var told = (await app.Api.GetAsync($"agents/alice/schedules/{made["id"]}/preview?count=3"))["items"]!.AsArray();
        foreach (var occurrence in told)
        {
            app.Clock.Set(DateTimeOffset.Parse((string)occurrence!["dueTime"]!).AddSeconds(-1));
            await app.TickAsync();
            await app.TickAsync(TimeSpan.FromSeconds(2));
        }

        var runs = (await app.Api.RunsAsync("alice")).Reverse().Select(r => $"{r["nominalTime"]} {r["dueTime"]} {r["status"]}");
        Assert.Equal(told.Select(o => $"{o!["nominalTime"]} {o["dueTime"]} succeeded"), runs);
    }

    private static async Task UntilAsync(Func<Task<bool>> reached) =>
        await Eventually.SeeAsync(async () => await reached() ? "yes" : null, TimeSpan.FromSeconds(20));
}
