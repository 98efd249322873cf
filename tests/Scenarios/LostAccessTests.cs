using System.Net;
using AgentSched.Storage.Secrets;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>What runs in the name of somebody who may no longer use the agent: it stops, and says why.</summary>
[Trait("shows", "access")]
[Trait("shows", "access-money")]
public sealed class LostAccessTests(AzuriteFixture azurite)
{
    private const string Never = "0 0 1 1 *";
    private const string Unshared = """agent "alice" is no longer shared with ben""";
    private const string NoKey = "ben has no valid API key any more";

    [Theory] // what happens to ben's access; why his schedule stops
    [InlineData("unshared",        Unshared)]
    [InlineData("key revoked",     NoKey)]
    [InlineData("key expired",     NoKey)]
    [InlineData("agent given away", Unshared)] // an admin gave it to cai, who shares it with nobody
    public async Task The_next_run_is_rejected_and_the_schedule_is_disabled_with_that_note(string what, string why)
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var ann = await app.CallerAsync("ann");
        using var cai = await app.CallerAsync("cai");
        var issued = await app.Api.PostAsync("keys", new { name = "ben", expiresAt = what == "key expired" ? "2026-01-05T09:01:30Z" : null }, HttpStatusCode.Created);
        using var ben = app.As((string?)issued["key"]);
        await ann.PutAsync("agents/alice", new { url = app.Agent.Address, sharedWith = new[] { "ben" } }, HttpStatusCode.Created);
        var id = await ben.CreateScheduleAsync("alice");
        await app.TickAsync(TimeSpan.FromMinutes(1));
        Assert.Single(app.Agent.Calls);

        await (what switch
        {
            "unshared" => PatchAsync(ann, """{"sharedWith":[]}"""),
            "key revoked" => app.Api.DeleteAsync($"keys/{issued["id"]}"),
            "key expired" => Task.CompletedTask,
            _ => PatchAsync(app.Api, """{"owner":"cai","sharedWith":[]}"""),
        });
        await app.TickAsync(TimeSpan.FromMinutes(1));
        await app.TickAsync(TimeSpan.FromMinutes(1));
        await app.TickAsync(TimeSpan.FromMinutes(1));
        Assert.Single(app.Agent.Calls);
        var runs = await app.Api.RunsAsync("alice");
        Assert.Equal(["rejected accessLost", "succeeded completed"], runs.Select(run => $"{run["status"]} {run["reason"]}"));
        Assert.Equal((why, null), ((string?)runs[0]["sentence"], runs[0]["startedAt"]));
        var schedule = await app.Api.GetAsync($"agents/alice/schedules/{id}");
        Assert.Equal((false, $"Disabled automatically: {why}"), ((bool?)schedule["enabled"], (string?)schedule["note"]));
        var feed = await app.Api.AllAsync("agents/alice/activities");
        Assert.Equal("scheduler", (string?)Assert.Single(feed, entry => (string?)entry["type"] == "schedulePaused")["actor"]);
        Assert.Single(feed, entry => (string?)entry["type"] == "runRejected");
        await app.AssertAtRestAsync();
    }

    [Fact]
    public async Task Who_gets_access_back_enables_the_schedule_again()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var ann = await app.CallerAsync("ann");
        using var ben = await app.CallerAsync("ben");
        var id = await SharedAsync(app, ann, ben);
        await PatchAsync(ann, """{"sharedWith":[]}""");
        await app.TickAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.NotFound, (await ben.TryAsync(HttpMethod.Post, $"agents/alice/schedules/{id}/enable", null)).Status);
        await PatchAsync(ann, """{"sharedWith":["ben"]}""");
        await app.TickAsync(TimeSpan.FromMinutes(1));
        Assert.Empty(app.Agent.Calls); // not by itself
        await ben.PostAsync($"agents/alice/schedules/{id}/enable");
        await app.TickAsync(TimeSpan.FromMinutes(1));
        Assert.Single(app.Agent.Calls);
    }

    [Fact]
    public async Task A_hook_a_trigger_and_a_replay_run_nothing_in_the_name_of_who_lost_access()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var ann = await app.CallerAsync("ann");
        using var ben = await app.CallerAsync("ben");
        var id = await SharedAsync(app, ann, ben, Never);
        var hook = (string?)(await ben.PostAsync($"agents/alice/schedules/{id}/hook", expected: HttpStatusCode.Created))["token"];
        var before = await ben.PostAsync("agents/alice/runs", new { message = "hi" }, HttpStatusCode.Accepted);
        await app.SettleAsync();
        await PatchAsync(ann, """{"sharedWith":[]}""");

        using var anybody = app.As(null);
        var (status, told) = await anybody.TryAsync(HttpMethod.Post, $"hooks/{hook}", null);
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Equal("the schedule may no longer run", (string?)told!["detail"]); // who has no key learns no name
        app.Clock.Advance(TimeSpan.FromSeconds(1)); // of refused requests, at most one a second has a record
        Assert.Equal(HttpStatusCode.Conflict, (await app.Api.TryAsync(HttpMethod.Post, $"agents/alice/schedules/{id}/trigger", null)).Status);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await app.Api.PostAsync($"agents/alice/runs/{before["runId"]}/replay", expected: HttpStatusCode.Accepted);
        await app.SettleAsync();
        Assert.Single(app.Agent.Calls);
        Assert.Equal(["accessLost", "accessLost", "accessLost", "completed"], (await ann.RunsAsync("alice")).Select(run => (string?)run["reason"]).Order(StringComparer.Ordinal));
        Assert.False((bool?)(await ann.GetAsync($"agents/alice/schedules/{id}"))["enabled"]);
        await app.AssertAtRestAsync();
    }

    /// <summary>Of refused requests, at most one a second and agent has a record. Each loss has its consequence all the same.</summary>
    [Fact]
    public async Task A_refusal_without_a_record_disables_its_schedule_too()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var ann = await app.CallerAsync("ann");
        using var ben = await app.CallerAsync("ben");
        string[] ids = [await SharedAsync(app, ann, ben, Never), await ben.CreateScheduleAsync("alice", "second", Never), await ben.CreateScheduleAsync("alice", "third", Never)];
        await PatchAsync(ann, """{"sharedWith":[]}""");
        foreach (var id in ids)
        {
            Assert.Equal(HttpStatusCode.Conflict, (await app.Api.TryAsync(HttpMethod.Post, $"agents/alice/schedules/{id}/trigger", null)).Status);
        }

        Assert.Single(await ann.RunsAsync("alice"));
        foreach (var id in ids)
        {
            var schedule = await ann.GetAsync($"agents/alice/schedules/{id}");
            Assert.Equal((false, $"Disabled automatically: {Unshared}"), ((bool?)schedule["enabled"], (string?)schedule["note"]));
        }

        await app.AssertAtRestAsync();
    }

    [Fact]
    public async Task A_chain_ends_before_the_agent_that_is_no_longer_shared()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var ann = await app.CallerAsync("ann");
        using var ben = await app.CallerAsync("ben");
        var report = await SharedAsync(app, ann, ben, Never);
        await ben.RegisterAgentAsync("bens", app.Agent.Address);
        await ben.PostAsync("agents/bens/schedules", new { name = "first", cron = "* * * * *", zone = "UTC", message = "hi", chain = new[] { new { on = "succeeded", agent = "alice", schedule = report } } }, HttpStatusCode.Created);
        await PatchAsync(ann, """{"sharedWith":[]}""");
        await app.TickAsync(TimeSpan.FromMinutes(1));
        await app.SettleAsync();
        var run = Assert.Single(await ann.RunsAsync("alice"));
        Assert.Equal(("chain", "rejected", "accessLost"), ((string?)run["trigger"], (string?)run["status"], (string?)run["reason"]));
        Assert.Single(app.Agent.Calls);
        await app.AssertAtRestAsync();
    }

    [Fact]
    public async Task A_backfill_stops_at_its_next_run()
    {
        var calls = 0;
        ApiClient? owner = null;
        await using var app = await TestApp.StartAsync(azurite, onTask: async _ =>
        {
            if (Interlocked.Increment(ref calls) == 2)
            {
                await PatchAsync(owner!, """{"sharedWith":[]}""");
            }
        });
        using var ann = owner = await app.CallerAsync("ann");
        using var ben = await app.CallerAsync("ben");
        var id = await SharedAsync(app, ann, ben, "0 * * * *");
        var order = await ben.PostAsync($"agents/alice/schedules/{id}/backfill", new { from = "2026-01-04T00:00:00Z", to = "2026-01-04T08:00:00Z" }, HttpStatusCode.Accepted);
        await app.SettleAsync();
        Assert.Equal(2, calls);
        var ended = await ann.GetAsync($"agents/alice/schedules/{id}/backfills/{order["id"]}");
        Assert.Equal("stopped", (string?)ended["state"]);
        Assert.Contains(Unshared, (string?)ended["note"], StringComparison.Ordinal);
        Assert.Equal(1, (await ann.RunsAsync("alice")).Count(run => (string?)run["reason"] == "accessLost"));
        await app.AssertAtRestAsync();
    }

    [Fact]
    public async Task A_run_that_waited_for_its_slot_is_asked_again_before_its_agent_is_called()
    {
        var hold = new TaskCompletionSource();
        await using var app = await TestApp.StartAsync(azurite, onTask: call => call.Message == "hold" ? hold.Task : Task.CompletedTask);
        using var ann = await app.CallerAsync("ann");
        using var ben = await app.CallerAsync("ben");
        await ann.PutAsync("agents/alice", new { url = app.Agent.Address, sharedWith = new[] { "ben" } }, HttpStatusCode.Created);
        await ann.PostAsync("agents/alice/runs", new { message = "hold" }, HttpStatusCode.Accepted);
        await app.Agent.WaitForCallsAsync(1, TestContext.Current.CancellationToken);
        var waiting = await ben.PostAsync("agents/alice/runs", new { message = "mine" }, HttpStatusCode.Accepted);
        Assert.Equal("waiting", (string?)waiting["status"]);
        await PatchAsync(ann, """{"sharedWith":[]}""");
        hold.SetResult();
        await app.SettleAsync();
        var run = await ann.GetAsync($"agents/alice/runs/{waiting["runId"]}");
        Assert.Equal(("rejected", "accessLost", Unshared), ((string?)run["status"], (string?)run["reason"], (string?)run["sentence"]));
        Assert.Single(app.Agent.Calls);
        await app.AssertAtRestAsync();
    }

    [Fact]
    public async Task A_run_that_is_called_again_is_asked_again_and_keeps_what_it_cost()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var ann = await app.CallerAsync("ann");
        using var ben = await app.CallerAsync("ben");
        await SharedAsync(app, ann, ben, cron: "1 9 * * *", message: "no [status 503] [cost 0.5]");
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.Harness.RunTimerAsync("DispatchTimer", TestContext.Current.CancellationToken);
        await app.Agent.WaitForFinishedAsync(_ => true, TestContext.Current.CancellationToken);
        await PatchAsync(ann, """{"sharedWith":[]}""");
        app.Clock.Advance(TimeSpan.FromMinutes(10));
        await app.SettleAsync();
        var run = Assert.Single(await ann.RunsAsync("alice"));
        Assert.Equal(("failed", "accessLost"), ((string?)run["status"], (string?)run["reason"]));
        Assert.Single(app.Agent.Calls);
        await app.AssertAtRestAsync();
    }

    [Fact]
    public async Task An_admin_needs_no_share_and_a_user_who_was_one_does()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var ann = await app.CallerAsync("ann");
        await ann.PutAsync("agents/alice", new { url = app.Agent.Address, maxConcurrent = 4 }, HttpStatusCode.Created);
        var issued = await app.Api.PostAsync("keys", new { name = "root", role = "admin" }, HttpStatusCode.Created);
        using var root = app.As((string?)issued["key"]);
        await root.CreateScheduleAsync("alice", "of an admin");
        await app.Api.CreateScheduleAsync("alice", "of the first admin");
        await app.TickAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(2, app.Agent.Calls.Count);
        await app.CallerAsync("root"); // a user's key in the same name
        await app.Api.DeleteAsync($"keys/{issued["id"]}");
        await app.TickAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(3, app.Agent.Calls.Count);
        Assert.Single(await app.Api.RunsAsync("alice"), run => (string?)run["reason"] == "accessLost");
    }

    [Fact]
    public async Task Another_process_sees_a_revoked_key_after_a_minute_at_the_latest()
    {
        var storage = azurite.TakeConnectionString();
        await using var app = await TestApp.StartAsync(azurite, storage: storage);
        await using var other = await TestApp.StartAsync(azurite, storage: storage, runQueues: false);
        using var ann = await app.CallerAsync("ann");
        var issued = await app.Api.PostAsync("keys", new { name = "ben" }, HttpStatusCode.Created);
        using var ben = app.As((string?)issued["key"]);
        await SharedAsync(app, ann, ben);
        await app.TickAsync(TimeSpan.FromMinutes(1)); // reads the keys
        await other.Api.DeleteAsync($"keys/{issued["id"]}");
        Assert.InRange(KeyTable.FreshFor, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        await app.TickAsync(KeyTable.FreshFor);
        Assert.Equal(["rejected", "succeeded"], (await ann.RunsAsync("alice")).Select(run => (string?)run["status"]));
    }

    [Fact]
    public async Task The_owner_of_an_agent_stops_every_schedule_on_it_and_changes_none()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var ann = await app.CallerAsync("ann");
        using var ben = await app.CallerAsync("ben");
        using var anybody = app.As(null);
        var id = await SharedAsync(app, ann, ben);
        var second = await ben.CreateScheduleAsync("alice", "second", Never);
        var hook = (string?)(await ben.PostAsync($"agents/alice/schedules/{id}/hook", expected: HttpStatusCode.Created))["token"];
        foreach (var (method, path, body) in new[]
        {
            (HttpMethod.Patch, "", """{"message":"mine"}"""), (HttpMethod.Post, "/enable", null), (HttpMethod.Post, "/hook", null), (HttpMethod.Post, "/pause", """{"until":"2026-02-01T00:00:00Z"}"""),
        })
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await ann.TryAsync(method, $"agents/alice/schedules/{id}{path}", body)).Status);
        }

        var disabled = await ann.PostAsync($"agents/alice/schedules/{id}/disable", new { note = "too expensive" });
        Assert.Equal((false, "too expensive", "ben"), ((bool?)disabled["enabled"], (string?)disabled["note"], (string?)disabled["owner"]));
        Assert.Equal(HttpStatusCode.NoContent, (await ann.TryAsync(HttpMethod.Delete, $"agents/alice/schedules/{id}/hook", null)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await anybody.TryAsync(HttpMethod.Post, $"hooks/{hook}", null)).Status);
        var bulk = await ann.PostAsync("schedules/bulk", new { action = "enable", ids = new[] { new { agent = "alice", id } } });
        Assert.Equal(403, (int?)bulk["items"]![0]!["status"]);
        bulk = await ann.PostAsync("schedules/bulk", new { action = "delete", ids = new[] { new { agent = "alice", id }, new { agent = "alice", id = second } } });
        Assert.All(bulk["items"]!.AsArray(), item => Assert.Equal("done", (string?)item!["outcome"]));
        await ann.DeleteAsync("agents/alice"); // nothing stands in the way any more
        await app.TickAsync(TimeSpan.FromMinutes(1));
        Assert.Empty(app.Agent.Calls);
    }

    private static async Task PatchAsync(ApiClient api, string patch)
    {
        var (status, answer) = await api.TryAsync(HttpMethod.Patch, "agents/alice", patch);
        Assert.True(status == HttpStatusCode.OK, $"{status}: {answer}");
    }

    /// <summary>Ann's agent, shared with ben, who has a schedule on it.</summary>
    private static async Task<string> SharedAsync(TestApp app, ApiClient ann, ApiClient ben, string cron = "* * * * *", string message = "say hello")
    {
        await ann.PutAsync("agents/alice", new { url = app.Agent.Address, sharedWith = new[] { "ben" } }, HttpStatusCode.Created);
        return await ben.CreateScheduleAsync("alice", cron: cron, message: message);
    }
}
