using System.Net;
using System.Text.Json.Nodes;
using AgentSched.Demo;
using AgentSched.Faults;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>Webhooks when things break: no event is lost, and no run waits for one.</summary>
[Trait("shows", "access")]
public sealed class WebhookFaultTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    [Fact]
    public async Task A_receiver_that_never_answers_delays_no_run()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var (asked, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var receiver = await AnsweringServer.StartAsync(async _ =>
        {
            asked.TrySetResult();
            await release.Task;
        });
        await WebhookTests.HookAsync(app, receiver, ["succeeded"]);
        var first = (string)(await app.Api.PostAsync("agents/alice/runs", new { message = "hi" }, HttpStatusCode.Accepted))["runId"]!;
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal("succeeded", (string?)(await app.Api.GetAsync($"agents/alice/runs/{first}"))["status"]); // it ended before anybody was told
        var second = (string)(await app.Api.PostAsync("agents/alice/runs", new { message = "hi" }, HttpStatusCode.Accepted))["runId"]!;
        await Eventually.SeeAsync(async () => (string?)(await app.Api.GetAsync($"agents/alice/runs/{second}"))["status"] == "succeeded" ? "yes" : null, TimeSpan.FromSeconds(30));
        release.SetResult();
        await app.SettleAsync();
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Fact]
    public async Task A_queue_that_takes_no_message_holds_up_no_run_and_the_sweep_sends_what_is_left_once()
    {
        var account = azurite.TakeAccount();
        await using var proxy = await StorageProxy.StartAsync(azurite.Server, TestContext.Current.CancellationToken);
        await using var app = await TestApp.StartAsync(azurite, storage: proxy.ConnectionString(account));
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        await using var receiver = await AnsweringServer.StartAsync(200);
        await WebhookTests.HookAsync(app, receiver, ["succeeded"]);
        proxy.Decide = request => request is { Kind: "queue put", Resource: "webhooks" } ? ProxyVerdict.Fail(403, "AccountIsDisabled") : ProxyVerdict.Forward;
        var run = (string)(await app.Api.PostAsync("agents/alice/runs", new { message = "hi" }, HttpStatusCode.Accepted))["runId"]!;
        await app.SettleAsync();
        Assert.Equal("succeeded", (string?)(await app.Api.GetAsync($"agents/alice/runs/{run}"))["status"]);
        Assert.Empty(receiver.Requests);
        Assert.Single(await new Rows(azurite.Server.ConnectionString(account)).OfKindAsync('q'));
        await app.SweepAsync(TimeSpan.FromMinutes(3));
        await app.SettleAsync();
        proxy.Decide = null;
        await app.SweepAsync(); // it was due anew just now: not again at once
        await app.SettleAsync();
        Assert.Empty(receiver.Requests);
        await app.SweepAsync(TimeSpan.FromMinutes(3));
        await app.SweepAsync();
        await app.SettleAsync();
        Assert.Single(receiver.Requests);
        await new Rows(azurite.Server.ConnectionString(account)).AssertAtRestAsync();
    }

    [Fact]
    public async Task Wherever_the_app_dies_each_event_arrives_and_every_run_ends()
    {
        const int Points = 14; // the writes of a run by hand, a scheduled one and three that were missed, and of their events
        await using var receiver = await AnsweringServer.StartAsync(200);
        await using var work = await DemoAgent.StartAsync();
        await CrashPoints.EachAsync(
            azurite,
            Points,
            DateTimeOffset.Parse("2026-01-05T09:00:00Z"),
            async (app, point) =>
            {
                await app.Api.RegisterAgentAsync($"a{point}", work.Address);
                await WebhookTests.HookAsync(app, receiver, ["succeeded", "failed", "missed"], agent: $"a{point}");
                await app.Api.CreateScheduleAsync($"a{point}", $"a{point}", "*/5 * * * *");
            },
            async (app, point) =>
            {
                await app.Api.TryAsync(HttpMethod.Post, $"agents/a{point}/runs", """{"message":"no [status 400]"}""");
                app.Clock.Advance(TimeSpan.FromMinutes(22)); // three are missed, one runs
                await app.Harness.RunTimerAsync("DispatchTimer", TestContext.Current.CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            },
            async (next, point) =>
            {
                var agent = $"a{point}";
                await next.TickAsync();
                foreach (var schedule in (await next.Api.GetAsync($"agents/{agent}/schedules"))["items"]!.AsArray())
                {
                    await next.Api.PostAsync($"agents/{agent}/schedules/{schedule!["id"]}/disable");
                }

                for (var round = 0; round < 4; round++)
                {
                    await next.SweepAsync(TimeSpan.FromMinutes(3));
                    await next.SettleAsync();
                }

                var told = receiver.Requests.Select(r => JsonNode.Parse(r.Body)!).Where(e => (string?)e["agent"] == agent).ToList();
                var runs = await next.Api.RunsAsync(agent);
                var wanted = runs.Where(r => (string?)r["status"] is "succeeded" or "failed").Select(r => $"run.{r["status"]} {r["runId"]}").ToList();
                output.WriteLine($"{point}: {string.Join(", ", runs.Select(r => $"{r["status"]}"))}; told: {string.Join(", ", told.Select(e => e["type"]))}");
                Assert.Equal(wanted.Order(), told.Where(e => (string?)e["type"] != "run.missed").Select(e => $"{e["type"]} {e["run"]!["runId"]}").Distinct().Order());
                Assert.Equal(
                    runs.Count(r => (string?)r["status"] == "missed"),
                    told.Where(e => (string?)e["type"] == "run.missed").DistinctBy(e => (string?)e["id"], StringComparer.Ordinal).Sum(e => (int?)e["missed"]?["count"] ?? 1));
                await new Rows(next.Storage).AssertAtRestAsync();
            },
            "runs",
            "webhooks");
    }

    [Fact]
    public async Task Ten_webhooks_are_told_of_many_runs_that_end_at_once()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        await using var receiver = await AnsweringServer.StartAsync(200);
        for (var i = 0; i < 10; i++)
        {
            await WebhookTests.HookAsync(app, receiver, ["failed"], path: $"h{i}");
        }

        for (var i = 0; i < 20; i++)
        {
            await app.Api.CreateScheduleAsync("alice", $"s{i}");
        }

        await app.Api.PostAsync("agents/alice/disable"); // each run fails when it opens: 16 of them do not fit into one transaction with what is told
        await app.TickAsync(TimeSpan.FromMinutes(1));
        await app.SettleAsync();
        Assert.Equal(20, (await app.Api.RunsAsync("alice")).Count(run => (string?)run["reason"] == "agentDisabled"));
        Assert.Equal((200, 200), (receiver.Requests.Count, receiver.Requests.Select(r => r.Headers["webhook-id"].ToString()).Distinct().Count()));
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Fact]
    public async Task Ten_webhooks_and_a_long_line_of_buffered_runs_fit_into_the_transaction_that_ends_one()
    {
        var gate = new TaskCompletionSource();
        await using var app = await TestApp.StartAsync(azurite, onTask: _ => gate.Task);
        await app.Api.PutAsync("agents/alice", new { url = app.Agent.Address, maxConcurrent = 1, queueDepth = 100 }, HttpStatusCode.Created);
        await using var receiver = await AnsweringServer.StartAsync(200);
        for (var i = 0; i < 10; i++)
        {
            await WebhookTests.HookAsync(app, receiver, ["succeeded", "failed", "missed"], path: $"h{i}");
        }

        await app.Api.PostAsync( // due in the twelve minutes of this story, and not again in the hour of sweeps after them
            "agents/alice/schedules", new { name = "busy", cron = "1-12 9 * * *", zone = "UTC", message = "x", overlap = "bufferAll", retries = 0 }, HttpStatusCode.Created);
        for (var minute = 0; minute < 12; minute++)
        {
            app.Clock.Advance(TimeSpan.FromMinutes(1));
            await app.Harness.RunTimerAsync("DispatchTimer", TestContext.Current.CancellationToken);
            await Eventually.SeeAsync(async () => (await new Rows(app.Storage).OfKindAsync('r')).Count(r => r.GetString("Status") != "Queued") == minute + 1 ? "opened" : null, TimeSpan.FromSeconds(20));
        }

        for (var i = 0; i < 30; i++)
        {
            await app.Api.PostAsync("agents/alice/runs", new { message = $"by hand {i}" }, HttpStatusCode.Accepted);
        }

        // The one that runs lets 30 others go first, with more slots now; the eleven that wait end at once, for the agent is disabled.
        await app.Api.PutAsync("agents/alice", new { url = app.Agent.Address, maxConcurrent = 32, queueDepth = 100, enabled = false });
        gate.SetResult();
        await app.SettleAsync();
        Assert.Equal("succeeded", (string?)(await app.Api.RunsAsync("alice")).Single(run => (string?)run["dueTime"] == "2026-01-05T09:01:00Z")["status"]); // no sweep was needed
        for (var round = 0; round < 20; round++)
        {
            await app.SettleAsync();
            await app.SweepAsync(TimeSpan.FromMinutes(3));
        }

        await app.SettleAsync();
        var runs = await app.Api.RunsAsync("alice");
        Assert.Equal(42, runs.Count);
        Assert.All(runs, run => Assert.True((string?)run["status"] is "succeeded" or "failed"));
        Assert.Equal(420, receiver.Requests.Count);
        await new Rows(app.Storage).AssertAtRestAsync();
    }
}
