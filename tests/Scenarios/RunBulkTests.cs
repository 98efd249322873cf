using System.Net;
using System.Text.Json.Nodes;
using AgentSched.Demo;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>Many runs at once: cancelled and replayed, by ids and by filter.</summary>
[Trait("shows", "dashboard")]
public sealed class RunBulkTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Failed_runs_are_replayed_by_filter_after_a_dry_run_that_starts_nothing()
    {
        await using var app = await StartAsync();
        var failed = new[] { await RunAsync(app, "Fail first. [status 500]"), await RunAsync(app, "Fail. [status 500]") };
        await RunAsync(app, "Succeed.");
        var filter = new { agent = "alice", status = new[] { "failed", "running" } };
        var dry = await BulkAsync(app.Api, new { action = "replay", filter, dryRun = true });
        Assert.Equal(["failed done", "failed done"], Outcomes(dry));
        Assert.Equal(3, (await app.Api.GetAsync("agents/alice/runs"))["items"]!.AsArray().Count);

        var done = await BulkAsync(app.Api, new { action = "replay", filter });
        await app.SettleAsync();
        Assert.False((bool)done["more"]!);
        Assert.Equal(failed.Order(StringComparer.Ordinal), done["items"]!.AsArray().Select(item => (string)item!["runId"]!));
        foreach (var item in done["items"]!.AsArray())
        {
            var (first, next) = (await app.Api.GetAsync($"agents/alice/runs/{item!["runId"]}"), await app.Api.GetAsync($"agents/alice/runs/{item["newRunId"]}"));
            Assert.Equal(("manual", (string?)first["message"]), ((string?)next["trigger"], (string?)next["message"]));
        }

        await app.AssertAtRestAsync();
    }

    [Fact]
    public async Task Runs_that_have_not_ended_are_cancelled_and_others_are_unchanged()
    {
        var (calls, called) = (0, new TaskCompletionSource());
        await using var app = await StartAsync(new { maxConcurrent = 1, queueDepth = 10 }, _ => Task.Run(() => Interlocked.Increment(ref calls) == 2 && called.TrySetResult()));
        var ended = await RunAsync(app, "Done.");
        var open = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            open.Add((string)(await app.Api.PostAsync("agents/alice/runs", new { message = "[slow 60s]" }, HttpStatusCode.Accepted))["runId"]!);
            await called.Task; // the first one has the slot; messages of a queue may be read in another order
        }

        var byIds = await BulkAsync(app.Api, new { action = "cancel", ids = new[] { ended, open[2], open[2], "nosuchrun" }.Select(runId => new { agent = "alice", runId }) });
        Assert.Equal(["succeeded unchanged", "waiting done", " refused"], Outcomes(byIds));
        Assert.Equal(404, (int?)byIds["items"]![2]!["status"]);
        Assert.Equal(["running done", "waiting done"], Outcomes(await BulkAsync(app.Api, new { action = "cancel", filter = new { agent = "alice" } })).Order(StringComparer.Ordinal));
        Assert.Empty((await BulkAsync(app.Api, new { action = "cancel", filter = new { status = new[] { "failed" } } }))["items"]!.AsArray()); // nothing there can be cancelled
        await app.SettleAsync();
        Assert.Equal(2, calls); // no waiting run took the slot that a cancelled one left
        foreach (var run in open)
        {
            Assert.Equal("cancelled", (string?)(await app.Api.GetAsync($"agents/alice/runs/{run}"))["status"]);
        }

        await app.AssertAtRestAsync();
    }

    [Fact]
    public async Task A_repeated_request_replays_no_run_twice_and_a_full_queue_refuses_the_rest_without_a_record_for_each()
    {
        var free = new TaskCompletionSource();
        var isHeld = false;
        await using var app = await StartAsync(new { maxConcurrent = 1, queueDepth = 1 }, _ => isHeld ? free.Task : Task.CompletedTask);
        var ids = new List<object>();
        for (var i = 0; i < 4; i++)
        {
            ids.Add(new { agent = "alice", runId = await RunAsync(app, "hi") });
        }

        isHeld = true;
        app.Api.Http.DefaultRequestHeaders.Add("Idempotency-Key", "again");
        var first = await BulkAsync(app.Api, new { action = "replay", ids = ids.Take(2) });
        var second = await BulkAsync(app.Api, new { action = "replay", ids = ids.Take(2) });
        Assert.Equal(first["items"]!.AsArray().Select(item => (string?)item!["newRunId"]), second["items"]!.AsArray().Select(item => (string?)item!["newRunId"]));
        app.Api.Http.DefaultRequestHeaders.Remove("Idempotency-Key");
        var full = await BulkAsync(app.Api, new { action = "replay", ids });
        Assert.All(full["items"]!.AsArray(), item => Assert.Equal(("refused", 429), ((string?)item!["outcome"], (int?)item["status"])));
        free.SetResult();
        await app.SettleAsync();
        Assert.Equal(7, (await app.Api.GetAsync("agents/alice/runs"))["items"]!.AsArray().Count); // 4, their 2 replays, one refusal
    }

    [Fact]
    public async Task Who_may_not_see_a_run_does_not_reach_it()
    {
        await using var app = await StartAsync();
        var ann = await app.CallerAsync("ann");
        var run = await RunAsync(app, "hi");
        Assert.Equal([" refused"], Outcomes(await BulkAsync(ann, new { action = "replay", ids = new[] { new { agent = "alice", runId = run } } })));
        Assert.Empty((await BulkAsync(ann, new { action = "replay", filter = new { trigger = new[] { "api" } } }))["items"]!.AsArray());
        Assert.Equal(HttpStatusCode.NotFound, (await ann.TryAsync(HttpMethod.Post, "runs/bulk", """{"action":"replay","filter":{"agent":"alice"}}""")).Status);
    }

    [Theory]
    [InlineData("{}", "action,ids")]
    [InlineData("""{"action":"replay"}""", "ids")]
    [InlineData("""{"action":"replay","ids":[],"filter":{}}""", "filter")]
    [InlineData("""{"action":"stop","filter":{"status":["odd"],"schedule":"x","from":"2026-01-02T00:00:00Z","to":"2026-01-01T00:00:00Z","more":1}}""", "action,filter.more,filter.schedule,filter.status[0],filter.to")]
    [InlineData("""{"action":"cancel","ids":[{"agent":"a"},3],"x":1}""", "ids[0].runId,ids[1],x")]
    public async Task A_request_that_is_not_clear_is_told_field_by_field(string body, string fields)
    {
        await using var app = await StartAsync();
        var (status, problem) = await app.Api.TryAsync(HttpMethod.Post, "runs/bulk", body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(fields, string.Join(',', problem!["errors"]!.AsObject().Select(e => e.Key)));
    }

    private static string[] Outcomes(JsonNode answer) => [.. answer["items"]!.AsArray().Select(item => $"{item!["runStatus"]} {item["outcome"]}")];

    private static Task<JsonNode> BulkAsync(ApiClient api, object body) => api.PostAsync("runs/bulk", body);

    private async Task<TestApp> StartAsync(object? more = null, Func<DemoCall, Task>? onTask = null)
    {
        var app = await TestApp.StartAsync(azurite, onTask: onTask);
        var agent = System.Text.Json.JsonSerializer.SerializeToNode(more ?? new { maxConcurrent = 8, queueDepth = 20 })!.AsObject();
        agent["url"] = app.Agent.Address.AbsoluteUri;
        await app.Api.PutAsync("agents/alice", agent, HttpStatusCode.Created);
        return app;
    }

    private static async Task<string> RunAsync(TestApp app, string message)
    {
        var id = (string)(await app.Api.PostAsync("agents/alice/runs", new { message, retries = 0 }, HttpStatusCode.Accepted))["runId"]!;
        await app.SettleAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        return id;
    }
}
