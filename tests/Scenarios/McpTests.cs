using System.Net;
using System.Text.Json.Nodes;
using AgentSched.Api.Door;
using AgentSched.Api.Mcp;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>The tools of <c>/api/mcp</c>, called by the protocol's own client.</summary>
[Trait("shows", "doors")]
public sealed class McpTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_schedule_is_made_from_plain_English_runs_and_its_log_is_read()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        await using var mcp = await OpenAsync(app);
        Assert.Contains("parse_english first", mcp.Client.ServerInstructions, StringComparison.Ordinal);
        Assert.Equal("alice", (string?)(await mcp.CallAsync("list_agents"))["items"]![0]!["name"]);

        var parsed = await mcp.CallAsync("parse_english", new { text = "every day at 9:01", zone = "UTC" });
        Assert.Equal(("every day at 09:01 UTC", "1 9 * * *"), ((string?)parsed["human"], (string?)parsed["spec"]!["cron"]));
        var made = await mcp.CallAsync("create_schedule", new { agent = "alice", name = "Morning report", message = "Report. [log 9000]", cron = parsed["spec"]!["cron"], zone = parsed["spec"]!["zone"] });
        Assert.Equal("2026-01-05T09:01:00Z", (string?)made["nextDueTime"]);
        await app.TickAtAsync("2026-01-05T09:01:00Z");

        var run = Assert.Single((await mcp.CallAsync("list_runs", new { schedule = made["id"] }))["items"]!.AsArray())!;
        Assert.Equal(("succeeded", "Morning report"), ((string?)run["status"], (string?)run["scheduleName"]));
        Assert.Equal("Report. [log 9000]", (string?)(await mcp.CallAsync("show_run", new { agent = "alice", run = run["runId"] }))["message"]);
        var (log, offset) = (string.Empty, (int?)0);
        for (var pages = 0; offset is not null; pages++)
        {
            var page = await mcp.CallAsync("read_log", new { agent = "alice", run = run["runId"], offset, length = 4000 });
            (log, offset) = (log + page["text"], (int?)page["next"]);
            Assert.InRange(pages, 0, 20);
        }

        Assert.Equal(await app.Api.Http.GetStringAsync($"agents/alice/runs/{run["runId"]}/log"), log);
    }

    [Fact]
    public async Task What_destroys_or_starts_much_says_what_it_would_do_until_it_is_confirmed()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        await using var mcp = await OpenAsync(app);
        var id = await app.Api.CreateScheduleAsync("alice", "nightly", "0 3 * * *");
        var path = $"agents/alice/schedules/{id}";

        var change = await mcp.CallAsync("change_schedule", new { agent = "alice", schedule = "Nightly", cron = "0 4 * * *" }); // by its name
        Assert.Equal((false, 30, 30), ((bool?)change["done"], (int?)change["about"]!["addedCount"], (int?)change["about"]!["removedCount"]));
        Assert.Equal("0 3 * * *", (string?)(await app.Api.GetAsync(path))["cron"]);
        Assert.Equal("every day at 04:00 UTC", (string?)(await mcp.CallAsync("change_schedule", new { agent = "alice", schedule = id, cron = "0 4 * * *", confirm = true }))["human"]);

        var range = new { agent = "alice", schedule = id, from = "2026-01-02T00:00:00Z", to = "2026-01-05T00:00:00Z" };
        var backfill = await mcp.CallAsync("backfill_schedule", range);
        Assert.Equal((false, 3), ((bool?)backfill["done"], backfill["about"]!["items"]!.AsArray().Count));
        Assert.Empty(await app.Api.RunsAsync("alice"));
        Assert.Equal("running", (string?)(await mcp.CallAsync("backfill_schedule", new { range.agent, range.schedule, range.from, range.to, confirm = true }))["state"]);
        await app.SettleAsync();
        await app.SweepAsync();
        Assert.NotEmpty(await app.Api.RunsAsync("alice"));

        var gone = await mcp.CallAsync("delete_schedule", new { agent = "alice", schedule = id });
        Assert.Equal((false, "nightly"), ((bool?)gone["done"], (string?)gone["about"]!["name"]));
        Assert.Contains("confirm: true", (string?)gone["next"], StringComparison.Ordinal);
        await app.Api.GetAsync(path);
        Assert.True((bool?)(await mcp.CallAsync("delete_schedule", new { agent = "alice", schedule = id, confirm = true }))["done"]);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Api.TryAsync(HttpMethod.Get, path, null)).Status);
    }

    [Fact]
    public async Task Schedules_are_paused_resumed_and_triggered_and_runs_replayed_and_cancelled()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        await using var mcp = await OpenAsync(app);
        var one = new { agent = "alice", schedule = await app.Api.CreateScheduleAsync("alice", "nightly", "0 3 * * *") };
        Assert.Equal("2026-02-01T00:00:00Z", (string?)(await mcp.CallAsync("pause_schedule", new { one.agent, one.schedule, until = "2026-02-01T00:00:00Z" }))["pausedUntil"]);
        Assert.Null((await mcp.CallAsync("resume_schedule", one))["pausedUntil"]);
        Assert.False((bool?)(await mcp.CallAsync("disable_schedule", one))["enabled"]);
        Assert.True((bool?)(await mcp.CallAsync("resume_schedule", one))["enabled"]);
        var begun = await mcp.CallAsync("trigger_schedule", new { one.agent, one.schedule, idempotencyKey = "k" });
        Assert.Equal((string?)begun["runId"], (string?)(await mcp.CallAsync("trigger_schedule", new { one.agent, one.schedule, idempotencyKey = "k" }))["runId"]);
        await app.SettleAsync();
        var replayed = await mcp.CallAsync("replay_run", new { agent = "alice", run = begun["runId"] });
        await app.SettleAsync();
        Assert.Equal("succeeded", (string?)(await mcp.CallAsync("show_run", new { agent = "alice", run = replayed["runId"] }))["status"]);
        var ended = await mcp.FailAsync("cancel_run", new { agent = "alice", run = begun["runId"], confirm = true });
        Assert.Equal(409, (int?)ended["status"]);
        Assert.Equal(2, (int?)(await mcp.CallAsync("show_usage", new { by = "agent" }))["total"]!["runs"]);
        Assert.Equal("alice", (string?)(await mcp.CallAsync("show_budget", new { agent = "alice" }))["name"]);
        Assert.Equal(5, (await mcp.CallAsync("preview_schedule", new { one.agent, one.schedule, count = 5 }))["items"]!.AsArray().Count);
        Assert.False((bool?)(await mcp.CallAsync("preview_times", new { cron = "0 9 * *", zone = "UTC" }))["valid"]);
    }

    [Fact]
    public async Task Each_caller_reaches_what_it_reaches_by_the_API()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var keys = new Dictionary<string, string>(StringComparer.Ordinal) { ["admin"] = TestApp.AdminKey, ["ann"] = await app.KeyAsync("ann"), ["ben"] = await app.KeyAsync("ben") };
        await app.Api.TryAsync(HttpMethod.Patch, "agents/alice", """{"sharedWith":["ann"]}""");
        var id = await app.Api.CreateScheduleAsync("alice", "nightly", "0 3 * * *");
        foreach (var (name, key) in keys)
        {
            using var api = app.As(key);
            await using var mcp = await OpenAsync(app, key);
            foreach (var (tool, path) in new[] { ("show_budget", "agents/alice"), ("show_schedule", $"agents/alice/schedules/{id}"), ("preview_schedule", $"agents/alice/schedules/{id}/preview") })
            {
                var (status, _) = await api.TryAsync(HttpMethod.Get, path, null);
                var (isError, answer) = await mcp.TryAsync(tool, tool == "show_budget" ? new { agent = "alice" } : new { agent = "alice", schedule = id });
                Assert.Equal((name, tool, (int)status), (name, tool, isError ? (int)answer["status"]! : 200));
            }

            var seen = (await api.GetAsync("agents"))["items"]!.AsArray().Select(agent => (string?)agent!["name"]);
            Assert.Equal(seen, (await mcp.CallAsync("list_agents"))["items"]!.AsArray().Select(agent => (string?)agent!["name"]));
            Assert.Equal(name != "admin", (await mcp.TryAsync("delete_schedule", new { agent = "alice", schedule = id, confirm = true })).IsError);
            id = name == "admin" ? await app.Api.CreateScheduleAsync("alice", "nightly 2", "0 3 * * *") : id;
        }

        var (wrong, _) = await app.As("ask_nobody_abcdefghijklmnopqrstuvwxyzABCDEF0123").TryAsync(HttpMethod.Post, "mcp", """{"jsonrpc":"2.0","id":1,"method":"ping"}""");
        Assert.Equal(HttpStatusCode.Unauthorized, wrong);
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Delete })
        {
            using var response = await app.Api.Http.SendAsync(new HttpRequestMessage(method, "mcp"), TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.MethodNotAllowed, "POST"), (response.StatusCode, response.Content.Headers.Allow.Single()));
        }
    }

    [Theory] // tool, arguments; status; words of the error; words of what to do next
    [InlineData("show_schedule", """{"agent":"alice"}""", 400, "schedule is required", "Call show_schedule again with schedule.")]
    [InlineData("show_schedule", """{"agent":"alice","schedule":"nothing"}""", 400, "agent \"alice\" has no schedule named \"nothing\"", "list_schedules")]
    [InlineData("show_schedule", """{"agent":"nobody","schedule":"nothing"}""", 404, "agent \"nobody\" does not exist, or you may not see it", "list_agents")]
    [InlineData("show_run", """{"agent":"alice","run":"nothing"}""", 404, "run \"nothing\" does not exist", "list_runs")]
    [InlineData("list_runs", """{"stat":"failed"}""", 400, "stat is not an argument of list_runs", "status, trigger")]
    [InlineData("list_runs", """{"status":"odd"}""", 400, "status", "Correct the fields")]
    [InlineData("create_schedule", """{"agent":"alice","name":"x","message":"m","cron":"0 9 * *","zone":"Mars/Olympus"}""", 400, "cron", "parse_english")]
    [InlineData("create_schedule", """{"agent":"alice","name":7,"message":"m","every":"PT1H"}""", 400, "name", "Correct the fields")]
    [InlineData("read_log", """{"agent":"alice","run":"x","length":7}""", 400, "length 100 to 40000", "read_log")]
    [InlineData("parse_english", """{"text":"every blue moon"}""", 400, "blue moon", "parse_english")]
    public async Task An_error_says_what_is_wrong_and_what_to_call_next(string tool, string arguments, int status, string error, string next)
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        await using var mcp = await OpenAsync(app);
        var failed = await mcp.FailAsync(tool, JsonNode.Parse(arguments)!);
        Assert.Equal(status, (int?)failed["status"]);
        Assert.Contains(error, (string?)failed["error"], StringComparison.Ordinal);
        Assert.Contains(next, (string?)failed["next"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_tool_is_described_for_a_model_that_has_never_seen_it()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        await using var mcp = await OpenAsync(app);
        var tools = await mcp.Client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(McpTools.All.Select(tool => tool.Name), tools.Select(tool => tool.Name));
        foreach (var tool in tools.Select(tool => tool.ProtocolTool))
        {
            Assert.InRange(tool.Description!.Length, 60, 400);
            Assert.All(tool.InputSchema.GetProperty("properties").EnumerateObject(), property => Assert.False(string.IsNullOrEmpty(property.Value.GetProperty("description").GetString()), $"{tool.Name}: {property.Name}"));
            Assert.DoesNotContain("$ref", tool.InputSchema.GetRawText(), StringComparison.Ordinal);
            Assert.Equal(tool.Annotations!.DestructiveHint, tool.InputSchema.GetProperty("properties").TryGetProperty("confirm", out _));
        }

        Assert.All(McpTools.All, tool => Assert.True(tool.Name == "run_agent" || Policy.Of(char.ToUpperInvariant(tool.Operation[0]) + tool.Operation[1..]) is not null, tool.Name));
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Api.TryAsync(HttpMethod.Post, "mcp", "{}")).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await app.Api.TryAsync(HttpMethod.Post, "mcp", """{"jsonrpc":"2.0","method":"notifications/initialized"}""")).Status);
    }

    private static Task<McpSession> OpenAsync(TestApp app, string key = TestApp.AdminKey) => McpSession.OpenAsync(app.Harness.Address, key);
}
