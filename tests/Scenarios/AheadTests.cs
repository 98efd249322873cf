using System.Net;
using System.Text.Json.Nodes;
using AgentSched.Model.Runs;
using AgentSched.Storage.Account;
using AgentSched.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.Tests.Scenarios;

/// <summary>
/// A run has its slot and its orchestration before its second, and its agent is called in it, not before. Whatever somebody changes
/// until that second counts.
/// </summary>
[Trait("shows", "proof")]
public sealed class AheadTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset Second = DateTimeOffset.Parse("2026-01-05T09:01:00Z");

    [Fact]
    public async Task The_agent_is_called_in_the_second_and_not_before()
    {
        await using var app = await StartAsync();
        var id = await app.Api.CreateScheduleAsync("alice");
        var held = await HeldAsync(app);
        Assert.Equal((null, "queued"), ((string?)held["startedAt"], (string?)held["status"])); // to callers: it starts in its second
        app.Clock.Set(Second.AddMilliseconds(-1));
        Assert.NotNull(await HeldAsync(app)); // a look at storage, later than anything that moved with the clock
        Assert.Empty(app.Agent.Calls);
        app.Clock.Set(Second);
        await app.SettleAsync();
        Assert.Single(app.Agent.Calls);
        var run = Assert.Single(await app.Api.RunsAsync("alice"));
        Assert.Equal(("succeeded", Second, "PT0S"), ((string?)run["status"], (DateTimeOffset?)run["startedAt"], (string?)run["lateness"]));
        var feed = (await app.Api.GetAsync("agents/alice/activities?limit=50"))["items"]!.AsArray();
        Assert.Equal(Second, (DateTimeOffset?)feed.Single(entry => (string?)entry!["type"] == "runStarted")!["at"]);
        await app.Api.DeleteAsync($"agents/alice/schedules/{id}");
        await FeedCheck.AssertAsync(app.Storage);
    }

    [Theory] // what happens between slot and second; what becomes of the run; what the agent is told (null: it is not called)
    [InlineData("nothing", "", null, "succeeded", "completed", "say hello")]
    [InlineData("schedule", "", """{"message":"say goodbye"}""", "succeeded", "completed", "say goodbye")]
    [InlineData("schedule", "", """{"description":"of no account"}""", "succeeded", "completed", "say hello")]
    [InlineData("schedule", "", """{"cron":"30 * * * *"}""", "cancelled", "scheduleChanged", null)]
    [InlineData("schedule", "/disable", null, "cancelled", "scheduleDisabled", null)]
    [InlineData("schedule", "/pause", """{"until":"2026-01-05T10:00:00Z"}""", "cancelled", "scheduleDisabled", null)]
    [InlineData("schedule", "/delete", null, "cancelled", "scheduleDeleted", null)]
    [InlineData("agent", "/disable", null, "failed", "agentDisabled", null)]
    [InlineData("run", "/cancel", null, "cancelled", "cancelledByCaller", null)]
    public async Task Until_its_second_all_changes_count(string thing, string action, string? body, string status, string reason, string? told)
    {
        await using var app = await StartAsync();
        var id = await app.Api.CreateScheduleAsync("alice");
        var runId = (string)(await HeldAsync(app))["runId"]!;
        var path = thing switch { "schedule" => $"agents/alice/schedules/{id}", "agent" => "agents/alice", _ => $"agents/alice/runs/{runId}" };
        var (answered, problem) = (thing, action) switch
        {
            ("nothing", _) => (HttpStatusCode.OK, null),
            (_, "") => await app.Api.TryAsync(HttpMethod.Patch, path, body),
            (_, "/delete") => await app.Api.TryAsync(HttpMethod.Delete, path, body),
            _ => await app.Api.TryAsync(HttpMethod.Post, path + action, body),
        };
        Assert.True(answered is HttpStatusCode.OK or HttpStatusCode.NoContent or HttpStatusCode.Accepted, $"{answered} {problem}");
        app.Clock.Set(Second);
        await app.SettleAsync();
        var run = Assert.Single(await app.Api.RunsAsync("alice"));
        Assert.Equal((status, reason), ((string?)run["status"], (string?)run["reason"]));
        Assert.Equal(told is null ? [] : [told], app.Agent.Calls.Select(call => call.Message));
        Assert.Equal(thing == "schedule" && status == "cancelled", run["startedAt"] is null); // nobody called, nobody was asked to
        Assert.NotEqual("-", ((string?)run["duration"])?[..1]);

        await app.Api.TryAsync(HttpMethod.Delete, $"agents/alice/schedules/{id}", body: null);
        await new Rows(app.Storage).AssertAtRestAsync();
        await FeedCheck.AssertAsync(app.Storage);
        await UsageCheck.AssertAsync(app.Storage);
    }

    /// <summary>Half a minute before it they are made one after the other, as an import does: claimed, sent, opened, read, marked and closed together all the same.</summary>
    [Fact]
    [Trait("shows", "together")]
    public async Task Runs_of_one_second_go_together_also_where_their_schedules_were_made_within_the_look_ahead()
    {
        await using var app = await StartAsync("2026-01-05T09:00:30Z", "00:01:10");
        await app.Api.RegisterAgentAsync("bob", app.Agent.Address, maxConcurrent: 32);
        foreach (var i in Enumerable.Range(0, 12))
        {
            await app.Api.CreateScheduleAsync("bob", $"s{i}");
        }

        app.Clock.Advance(TimeSpan.FromSeconds(2));
        await Eventually.SeeAsync(async () => (await app.Api.RunsAsync("bob")).Count == 12 ? "all" : null, TimeSpan.FromSeconds(20));
        app.Clock.Set(Second.AddSeconds(-8));
        var rows = await Eventually.SeeAsync(
            async () => (await new Rows(app.Storage).OfKindAsync('r')).Where(row => row.GetString("Status") == nameof(RunStatus.Running)).ToList() is { Count: 12 } all ? all : null, TimeSpan.FromSeconds(20));
        Assert.Single(rows.Select(row => row.GetString("Batch")).Distinct());
        var counter = app.Services.GetRequiredService<RequestCounter>();
        var before = counter.Counts.ToDictionary();
        app.Clock.Set(Second);
        await app.SettleAsync();
        Assert.Equal(12, app.Agent.Calls.Count);
        Assert.Equal(1, Since("table GET"));
        Assert.InRange(Since("table batch"), 2, 1 + 12); // one for the marks; closes go together where they meet

        long Since(string kind) => counter.Counts.GetValueOrDefault(kind) - before.GetValueOrDefault(kind);
    }

    private async Task<TestApp> StartAsync(string now = "2026-01-05T09:00:55Z", string lookAhead = "00:00:10")
    {
        var app = await TestApp.StartAsync(azurite, now, new Dictionary<string, string?> { ["AgentSched:LookAhead"] = lookAhead, ["AgentSched:Lead"] = "00:00:10" });
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        return app;
    }

    /// <summary>The one run, once it has its slot. Nothing settles while it is held: its step waits for the clock.</summary>
    private static Task<JsonNode> HeldAsync(TestApp app) => Eventually.SeeAsync(
        async () => (await new Rows(app.Storage).OfKindAsync('r')).Any(row => row.GetString("Status") == nameof(RunStatus.Running)) ? Assert.Single(await app.Api.RunsAsync("alice")) : null, TimeSpan.FromSeconds(20));
}
