using System.Net;
using System.Text.Json.Nodes;
using AgentSched.Model.Activities;
using AgentSched.Storage.Activities;
using AgentSched.Tests.Support;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.Tests.Scenarios;

/// <summary>The feed tells who did what to which thing, once for each change and never anything else.</summary>
[Trait("shows", "access")]
public sealed class ActivityTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Every_kind_of_change_is_one_entry()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var id = await app.Api.CreateScheduleAsync("alice", cron: "0 10 * * *");
        var one = $"agents/alice/schedules/{id}";
        await app.Api.TryAsync(HttpMethod.Patch, one, """{"message":"say more","tags":["x"]}""");
        await app.Api.PostAsync($"{one}/pause", new { until = "2026-01-06T00:00:00Z", note = "holidays" });
        await app.Api.PostAsync($"{one}/enable");
        await app.Api.PostAsync($"{one}/disable", new { note = "broken" });
        await app.Api.PostAsync($"{one}/disable", new { note = "broken" }); // changes nothing
        await app.Api.PostAsync($"{one}/enable");
        await app.Api.DeleteAsync(one);
        await app.Api.PostAsync($"{one}/restore");
        await app.Api.TryAsync(HttpMethod.Patch, "agents/alice", """{"maxConcurrent":2}""");
        await app.TickAtAsync("2026-01-05T10:00:00Z");
        await app.Api.PostAsync($"{one}/trigger", expected: HttpStatusCode.Accepted);
        await app.SettleAsync();
        await app.Api.PostAsync("agents/alice/runs", new { message = "[fail]", retries = 0 }, HttpStatusCode.Accepted);
        await app.SettleAsync();

        var feed = await app.Api.AllAsync("agents/alice/activities");
        Assert.Equal(
            [
                "agentRegistered admin", "scheduleCreated admin", "scheduleChanged admin", "schedulePaused admin", "scheduleEnabled admin", "schedulePaused admin", "scheduleEnabled admin",
                "scheduleDeleted admin", "scheduleRestored admin", "agentChanged admin", "runStarted scheduler", "runCompleted scheduler", "runStarted admin", "runCompleted scheduler",
                "runStarted admin", "runFailed scheduler",
            ],
            feed.Reverse().Select(e => $"{e["type"]} {e["actor"]}"));
        Assert.Equal(["message", "tags"], Only(feed, "scheduleChanged")["details"]!["fields"]!.AsArray().Select(f => (string)f!).Order());
        Assert.Equal(["maxConcurrent"], Only(feed, "agentChanged")["details"]!["fields"]!.AsArray().Select(f => (string)f!));
        Assert.Equal("holidays", (string?)feed.Last(e => (string?)e["type"] == "schedulePaused")["details"]!["note"]);
        var started = feed.Last(e => (string?)e["type"] == "runStarted");
        Assert.Equal((id, "nightly", "started", "Running: nightly"), ((string?)started["scheduleId"], (string?)started["scheduleName"], (string?)started["state"], (string?)started["action"]));
        var run = Assert.Single(await app.Api.RunsAsync("alice"), r => (string?)r["trigger"] == "schedule");
        Assert.Equal((string?)run["runId"], (string?)started["relatedRunId"]);
        Assert.NotNull(feed.First(e => (string?)e["type"] == "runCompleted")["duration"]);
        Assert.Equal(feed.Count, feed.Select(e => (string?)e["id"]).Distinct().Count());
        await FeedCheck.AssertAsync(app.Storage);
    }

    [Fact]
    public async Task Pages_go_on_where_the_one_before_ended_and_filters_choose()
    {
        await using var app = await TestApp.StartAsync(azurite);
        foreach (var agent in new[] { "alice", "bob" })
        {
            await app.Api.RegisterAgentAsync(agent, app.Agent.Address);
            for (var i = 0; i < 4; i++)
            {
                await app.Api.CreateScheduleAsync(agent, $"{agent}{i}", "0 10 * * *");
                app.Clock.Advance(TimeSpan.FromMinutes(1));
            }
        }

        var all = await app.Api.AllAsync("activities/timeline");
        Assert.Equal(10, all.Count);
        Assert.Equal(all.Select(e => (DateTimeOffset?)e["at"]).OrderDescending(), all.Select(e => (DateTimeOffset?)e["at"]));
        foreach (var limit in new[] { 1, 3, 9, 10 })
        {
            Assert.Equal(all.Select(Key), (await app.Api.AllAsync($"activities/timeline?limit={limit}")).Select(Key));
        }

        Assert.Equal(["agentRegistered bob", "agentRegistered alice"], (await app.Api.AllAsync("activities/timeline?type=agentRegistered&limit=1")).Select(Key));
        Assert.Equal(["scheduleCreated bob3", "scheduleCreated bob2"], (await app.Api.AllAsync("agents/bob/activities?type=scheduleCreated&from=2026-01-05T09:06:00Z")).Select(Key));
        Assert.Equal(["scheduleCreated alice0", "agentRegistered alice"], (await app.Api.AllAsync("activities/timeline?to=2026-01-05T09:01:00Z")).Select(Key));
        var (status, problem) = await app.Api.TryAsync(HttpMethod.Get, "activities/timeline?type=nonsense&from=yesterday&limit=0&continuation=eHg", null);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(["continuation", "from", "limit", "type"], problem!["errors"]!.AsObject().Select(e => e.Key).Order());

        static string Key(JsonNode e) => $"{e["type"]} {e["scheduleName"] ?? e["agent"]}";
    }

    [Fact]
    public async Task Who_uses_an_agent_sees_what_is_about_the_agent_and_about_its_own_things()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var ann = await app.CallerAsync("ann");
        using var ben = await app.CallerAsync("ben");
        await ann.PutAsync("agents/alice", new { url = app.Agent.Address, sharedWith = new[] { "ben" } }, HttpStatusCode.Created);
        await ann.CreateScheduleAsync("alice", "of-ann", "0 10 * * *");
        await ben.CreateScheduleAsync("alice", "of-ben", "0 10 * * *");
        await app.TickAtAsync("2026-01-05T10:00:00Z");

        string[] mine = ["agentRegistered ", "scheduleCreated of-ben", "runWaiting of-ben", "runStarted of-ben", "runCompleted of-ben"];
        var seen = (await ben.AllAsync("agents/alice/activities")).Reverse().Select(e => $"{e["type"]} {e["scheduleName"]}").ToList();
        Assert.Empty(seen.Except(mine));
        Assert.Equal(seen, (await ben.AllAsync("activities/timeline")).Reverse().Select(e => $"{e["type"]} {e["scheduleName"]}"));
        Assert.Contains("runCompleted of-ben", seen);
        Assert.Equal(2, (await ann.AllAsync("agents/alice/activities?type=runCompleted")).Count);
        await ann.TryAsync(HttpMethod.Patch, "agents/alice", """{"sharedWith":[]}""");
        Assert.Equal(HttpStatusCode.NotFound, (await ben.TryAsync(HttpMethod.Get, "agents/alice/activities", null)).Status);
        Assert.Empty(await ben.AllAsync("activities/timeline"));
    }

    [Fact]
    public async Task A_stretch_of_missed_occurrences_is_one_entry_that_counts_them()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        await app.Api.CreateScheduleAsync("alice", cron: "*/10 * * * *");
        await app.TickAtAsync("2026-01-05T11:05:30Z"); // 09:10 to 11:00: twelve, all too late
        var missed = Only(await app.Api.AllAsync("agents/alice/activities"), "runMissed");
        Assert.Equal(12, (int?)missed["details"]!["count"]);
        Assert.Equal(("2026-01-05T09:10:00Z", "2026-01-05T11:00:00Z"), ((string?)missed["details"]!["firstDueTime"], (string?)missed["details"]!["lastDueTime"]));
        Assert.Equal("nightly", (string?)missed["scheduleName"]);
        await new Rows(app.Storage).AssertAtRestAsync();
        await FeedCheck.AssertAsync(app.Storage);
    }

    [Fact]
    public async Task What_a_crash_kept_from_the_feed_the_sweep_tells_once()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var agent = Assert.Single(await new Rows(app.Storage).OfKindAsync('g'));
        var at = app.Clock.GetUtcNow();
        await app.Table.AddEntityAsync(new TableEntity(agent.PartitionKey, $"q|n|main|alice~{agent.GetString("Id")}|k3v9q2m7x4b8c1d5|0639034560000000000")
        {
            ["Tenant"] = "main", ["Agent"] = "alice", ["AgentId"] = agent.GetString("Id"), ["ScheduleId"] = "k3v9q2m7x4b8c1d5", ["Owner"] = "ann", ["At"] = at, ["Count"] = 3, ["First"] = at, ["Last"] = at, ["Reason"] = "WindowPassed", ["Sentence"] = "late",
        });
        await app.SweepAsync();
        await app.SweepAsync();
        Assert.Equal(3, (int?)Only(await app.Api.AllAsync("agents/alice/activities"), "runMissed")["details"]!["count"]);
        Assert.Empty(await new Rows(app.Storage).OfKindAsync('q'));
    }

    [Fact]
    public async Task Edits_of_a_busy_agents_schedules_come_through_and_the_feed_tells_all()
    {
        await using var app = await TestApp.StartAsync(azurite);
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address, maxConcurrent: 8, queueDepth: 100);
        var ids = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            ids.Add(await app.Api.CreateScheduleAsync("alice", $"s{i}", "@yearly"));
        }

        var runs = Task.WhenAll(Enumerable.Range(0, 40).Select(i => app.Api.PostAsync("agents/alice/runs", new { message = $"go {i}" }, HttpStatusCode.Accepted)));
        var edits = Task.WhenAll(ids.Select(async id =>
        {
            for (var i = 0; i < 5; i++)
            {
                var (status, body) = await app.Api.TryAsync(HttpMethod.Patch, $"agents/alice/schedules/{id}", $$"""{"message":"edit {{i}}"}""");
                Assert.True(status == HttpStatusCode.OK, $"{status}: {body?.ToJsonString()}");
            }
        }));
        await Task.WhenAll(runs, edits);
        await app.SettleAsync();
        Assert.Equal(30, (await app.Api.AllAsync("agents/alice/activities?type=scheduleChanged")).Count);
        Assert.Equal(40, (await app.Api.AllAsync("agents/alice/activities?type=runCompleted")).Count);
        await new Rows(app.Storage).AssertAtRestAsync();
        await FeedCheck.AssertAsync(app.Storage);
    }

    [Fact]
    public async Task A_name_that_is_registered_again_has_a_feed_of_its_own()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.Api.DeleteAsync("agents/alice");
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        Assert.Equal("2026-01-05T09:02:00Z", (string?)Assert.Single(await app.Api.AllAsync("agents/alice/activities"))["at"]);
    }

    [Fact]
    public async Task Entries_older_than_the_retention_go_also_of_agents_that_are_gone()
    {
        await using var app = await TestApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["AgentSched:RunRetention"] = "1.00:00:00" });
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        await app.Api.RegisterAgentAsync("alice-2", app.Agent.Address);
        await app.Api.RegisterAgentAsync("bob", app.Agent.Address);
        for (var i = 0; i < 3; i++)
        {
            await app.Api.TryAsync(HttpMethod.Patch, "agents/alice", $$"""{"queueDepth":{{i}}}""");
        }

        await app.Api.DeleteAsync("agents/bob");
        await app.Services.GetRequiredService<TenantFeed>().AddAsync("main", KeyActivity.Issued("abcd1234", "ann", "admin", app.Clock.GetUtcNow()), TestContext.Current.CancellationToken);
        app.Clock.Advance(TimeSpan.FromHours(23));
        await app.Api.TryAsync(HttpMethod.Patch, "agents/alice", """{"queueDepth":9}""");
        app.Clock.Advance(TimeSpan.FromHours(2));
        Task PurgeAsync() => app.Harness.RunTimerAsync("PurgeTimer", TestContext.Current.CancellationToken);
        Assert.True((await new Rows(app.Storage).AllAsync()).Count(row => row.RowKey.StartsWith("a|", StringComparison.Ordinal)) >= 8);
        await PurgeAsync();
        await PurgeAsync();
        var left = Assert.Single(await new Rows(app.Storage).AllAsync(), row => row.RowKey.StartsWith("a|", StringComparison.Ordinal));
        Assert.StartsWith("a|main|alice~", left.RowKey, StringComparison.Ordinal);
        await app.Api.TryAsync(HttpMethod.Patch, "agents/alice", """{"queueDepth":1}"""); // the numbers go on
        Assert.Equal(2, (await app.Api.AllAsync("agents/alice/activities")).Count);
    }

    [Fact]
    public async Task Only_admins_see_in_the_timeline_what_belongs_to_the_tenant()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var ann = await app.CallerAsync("ann");
        var feed = app.Services.GetRequiredService<TenantFeed>();
        foreach (var i in Enumerable.Range(0, 3)) // of one moment
        {
            await feed.AddAsync("main", KeyActivity.Revoked($"key{i}", "ann", "admin", app.Clock.GetUtcNow()), TestContext.Current.CancellationToken);
        }

        var issued = (string)(await app.Api.PostAsync("keys", new { name = "zoe" }, HttpStatusCode.Created))["id"]!;
        await app.Api.DeleteAsync($"keys/{issued}");
        await app.Api.DeleteAsync($"keys/{issued}"); // changes nothing
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        await app.Api.DeleteAsync("agents/alice");
        await feed.AddAsync("other", KeyActivity.Revoked("key9", "eve", "admin", app.Clock.GetUtcNow()), TestContext.Current.CancellationToken);
        var seen = await app.Api.AllAsync("activities/timeline?type=keyRevoked&limit=2");
        Assert.Equal([issued, "key0", "key1", "key2"], seen.Select(e => (string?)e["details"]!["key"]).OrderBy(key => key!.StartsWith("key", StringComparison.Ordinal) ? key : string.Empty, StringComparer.Ordinal));
        Assert.Equal(["ann admin", "zoe admin"], (await app.Api.AllAsync("activities/timeline?type=keyIssued")).Select(e => $"{e["details"]!["name"]} {e["actor"]}").Order());
        Assert.Equal("alice", (string?)Assert.Single(await app.Api.AllAsync("activities/timeline?type=agentDeleted"))["details"]!["agent"]);
        Assert.Empty(await ann.AllAsync("activities/timeline"));
    }

    [Fact]
    public async Task An_entry_takes_less_than_a_kilobyte()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        await app.Api.CreateScheduleAsync("alice", new string('n', 100), "0 10 * * *", message: new string('m', 20_000));
        await app.TickAtAsync("2026-01-05T10:00:00Z");
        foreach (var row in await new Rows(app.Storage).OfKindAsync('a'))
        {
            // As the service counts: names and texts two bytes a character, eight for each column besides, and what the entity takes itself.
            var bytes = 4 + 2 * (row.PartitionKey.Length + row.RowKey.Length)
                + row.Where(c => c.Key is not ("PartitionKey" or "RowKey" or "Timestamp" or "odata.etag") && c.Value is not null).Sum(c => 8 + 2 * c.Key.Length + (c.Value is string text ? 4 + 2 * text.Length : 8));
            Assert.InRange(bytes, 1, 1024);
        }
    }

    private static JsonNode Only(IEnumerable<JsonNode> feed, string type) => Assert.Single(feed, e => (string?)e["type"] == type);
}
