using System.Net;
using System.Text.Json.Nodes;
using AgentSched.Demo;
using AgentSched.Faults;
using AgentSched.Tests.Agents;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>Webhooks when things break: no event is lost, and no run waits for one.</summary>
[Trait("shows", "access")]
public sealed class WebhookFaultTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    [Fact]
    public async Task A_receiver_that_never_answers_delays_no_run()
    {
        await using var app = await TestApp.StartAsync(azurite);
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
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
        app.Clock.Advance(TimeSpan.FromMinutes(3));
        await app.SweepAsync();
        await app.SettleAsync();
        proxy.Decide = null;
        await app.SweepAsync(); // it was due anew just now: not again at once
        await app.SettleAsync();
        Assert.Empty(receiver.Requests);
        app.Clock.Advance(TimeSpan.FromMinutes(3));
        await app.SweepAsync();
        await app.SweepAsync();
        await app.SettleAsync();
        Assert.Single(receiver.Requests);
        await new Rows(azurite.Server.ConnectionString(account)).AssertAtRestAsync();
    }

    [Fact]
    public async Task Wherever_the_app_dies_each_event_arrives_and_every_run_ends()
    {
        const int Points = 14; // the writes of a run by hand, a scheduled one and three that were missed, and of their events
        var account = azurite.TakeAccount();
        var real = azurite.Server.ConnectionString(account);
        await using var proxy = await StorageProxy.StartAsync(azurite.Server, TestContext.Current.CancellationToken);
        await using var receiver = await AnsweringServer.StartAsync(200);
        await using var work = await DemoAgent.StartAsync();
        var now = DateTimeOffset.Parse("2026-01-05T09:00:00Z");
        for (var point = 1; point <= Points; point++)
        {
            var agent = $"a{point}";
            proxy.Decide = null;
            await using (var app = await TestApp.StartAsync(azurite, now.ToString("O"), storage: proxy.ConnectionString(account)))
            {
                await app.Api.RegisterAgentAsync(agent, work.Address);
                await WebhookTests.HookAsync(app, receiver, ["succeeded", "failed", "missed"], agent: agent);
                await app.Api.CreateScheduleAsync(agent, agent, "*/5 * * * *");
                var (writes, last) = (0, point);
                proxy.Decide = request => IsOurs(request) && Interlocked.Increment(ref writes) >= last ? ProxyVerdict.Fail(403, "AccountIsDisabled") : ProxyVerdict.Forward; // as good as dead
                await app.Api.TryAsync(HttpMethod.Post, $"agents/{agent}/runs", """{"message":"no [status 400]"}""");
                app.Clock.Advance(TimeSpan.FromMinutes(22)); // three are missed, one runs
                await app.Harness.RunTimerAsync("DispatchTimer", TestContext.Current.CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                await Eventually.SeeAsync(
                    async () => Volatile.Read(ref writes) >= last || ((await new Rows(real).OfKindAsync('r')).Count == 0 && (await new Rows(real).OfKindAsync('q')).Count == 0) ? "dead, or all done" : null,
                    TimeSpan.FromSeconds(20));
                now = app.Clock.GetUtcNow();
            }

            proxy.Decide = null;
            await using var next = await TestApp.StartAsync(azurite, now.ToString("O"), storage: real);
            await next.TickAsync();
            foreach (var schedule in (await next.Api.GetAsync($"agents/{agent}/schedules"))["items"]!.AsArray())
            {
                await next.Api.PostAsync($"agents/{agent}/schedules/{schedule!["id"]}/disable");
            }

            for (var round = 0; round < 4; round++)
            {
                next.Clock.Advance(TimeSpan.FromMinutes(3));
                await next.SweepAsync();
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
            await new Rows(real).AssertAtRestAsync();
            now = next.Clock.GetUtcNow();
        }

        static bool IsOurs(StorageRequest request) =>
            (request.Kind == "table batch" && request.Text.Contains("/Scheduler", StringComparison.Ordinal)) || request is { Kind: "queue put", Resource: "runs" or "webhooks" };
    }

    [Fact]
    public async Task Ten_webhooks_are_told_of_many_runs_that_end_at_once()
    {
        await using var app = await TestApp.StartAsync(azurite);
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
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
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.TickAsync();
        await app.SettleAsync();
        Assert.Equal(20, (await app.Api.RunsAsync("alice")).Count(run => (string?)run["reason"] == "agentDisabled"));
        Assert.Equal((200, 200), (receiver.Requests.Count, receiver.Requests.Select(r => r.Headers["X-AgentSched-Id"].ToString()).Distinct().Count()));
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

        var id = (string)(await app.Api.PostAsync(
            "agents/alice/schedules", new { name = "busy", cron = "* * * * *", zone = "UTC", message = "x", overlap = "bufferAll", retries = 0 }, HttpStatusCode.Created))["id"]!;
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
            app.Clock.Advance(TimeSpan.FromMinutes(3));
            await app.SweepAsync();
        }

        await app.SettleAsync();
        await app.Api.PostAsync($"agents/alice/schedules/{id}/disable");
        await app.SettleAsync(); // the webhooks are told of what the disabling passed over
        var ended = (await app.Api.RunsAsync("alice")).Where(r => (string?)r["status"] is "succeeded" or "failed").ToList();
        Assert.Equal(42, ended.Count);
        Assert.Equal(420, receiver.Requests.Count(r => !r.Body.Contains("run.missed", StringComparison.Ordinal)));
        await new Rows(app.Storage).AssertAtRestAsync();
    }
}
