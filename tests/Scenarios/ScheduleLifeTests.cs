using System.Net;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>Create, read, list, enable, disable, delete: and what a tick finds afterwards.</summary>
public sealed class ScheduleLifeTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_disabled_schedule_does_not_fire_and_an_enabled_one_fires_from_then_on()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var id = await app.Api.CreateScheduleAsync("alice");
        var path = $"agents/alice/schedules/{id}";
        var disabled = await app.Api.PostAsync($"{path}/disable");
        Assert.False((bool?)disabled["enabled"]);
        Assert.Null(disabled["nextDueTime"]);
        Assert.False((bool?)(await app.Api.PostAsync($"{path}/disable"))["enabled"]); // again: nothing happens
        await new Rows(app.Storage).AssertAtRestAsync();

        await app.TickAsync(TimeSpan.FromMinutes(30));
        Assert.Empty(await app.Api.RunsAsync("alice"));

        Assert.True((bool?)(await app.Api.PostAsync($"{path}/enable"))["enabled"]);
        await new Rows(app.Storage).AssertAtRestAsync();
        await app.TickAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("2026-01-05T09:31:00Z", (string?)Assert.Single(await app.Api.RunsAsync("alice"))["dueTime"]); // what passed meanwhile was not wanted
    }

    [Fact]
    public async Task A_run_that_was_claimed_before_its_schedule_was_disabled_ends_as_cancelled()
    {
        await using var app = await StartLookingAheadAsync();
        var (disabled, deleted) = (await app.Api.CreateScheduleAsync("alice", "one"), await app.Api.CreateScheduleAsync("alice", "two"));
        await app.TickAsync();
        Assert.Equal(2, (await new Rows(app.Storage).OfKindAsync('r')).Count); // claimed; the messages are a minute away
        await app.Api.PostAsync($"agents/alice/schedules/{disabled}/disable");
        await app.Api.DeleteAsync($"agents/alice/schedules/{deleted}");
        await app.SweepAsync(TimeSpan.FromSeconds(62)); // finds both: claimed, due, and never opened
        await app.SettleAsync();

        var reasons = (await app.Api.RunsAsync("alice")).Select(r => $"{r["status"]} {r["reason"]}").Order();
        Assert.Equal(["cancelled scheduleDeleted", "cancelled scheduleDisabled"], reasons);
        Assert.Empty(app.Agent.Calls);
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Fact]
    public async Task Disabled_and_enabled_again_an_occurrence_that_was_claimed_runs_once()
    {
        await using var app = await StartLookingAheadAsync();
        var id = await app.Api.CreateScheduleAsync("alice");
        await app.TickAsync();
        await app.Api.PostAsync($"agents/alice/schedules/{id}/disable");
        await app.Api.PostAsync($"agents/alice/schedules/{id}/enable"); // its next occurrence is the one that is claimed already
        app.Clock.Advance(TimeSpan.FromSeconds(2));
        await Eventually.SeeAsync(
            async () => (await new Rows(app.Storage).OfKindAsync('d')).SingleOrDefault(due => due.GetDateTimeOffset("DueTime") == DateTimeOffset.Parse("2026-01-05T09:02:00Z")), TimeSpan.FromSeconds(20));
        await app.SweepAsync(TimeSpan.FromSeconds(60));
        await app.SettleAsync();
        Assert.Single(app.Agent.Calls);
        Assert.Equal("succeeded", (string?)Assert.Single(await app.Api.RunsAsync("alice"))["status"]);
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Fact]
    public async Task A_one_off_runs_once_and_has_nothing_due_afterwards()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var made = await app.Api.PostAsync(
            "agents/alice/schedules", new { name = "once", at = "2026-01-05T11:00", zone = "Europe/Berlin", message = "x" }, HttpStatusCode.Created);
        Assert.Equal("2026-01-05T10:00:00Z", (string?)made["nextDueTime"]);
        await app.TickAtAsync("2026-01-05T10:00:02Z");
        Assert.Equal("succeeded", (string?)Assert.Single(await app.Api.RunsAsync("alice"))["status"]);
        Assert.Empty(await new Rows(app.Storage).OfKindAsync('d'));
        Assert.Null(Assert.Single(await new Rows(app.Storage).OfKindAsync('n')).GetDateTimeOffset("DueTime"));
        Assert.Null((await app.Api.GetAsync($"agents/alice/schedules/{made["id"]}"))["nextDueTime"]);
        await app.Api.PostAsync($"agents/alice/schedules/{made["id"]}/disable");
        await app.Api.PostAsync($"agents/alice/schedules/{made["id"]}/enable", expected: HttpStatusCode.Conflict);
        Assert.Empty(await new Rows(app.Storage).OfKindAsync('d'));
    }

    [Fact]
    public async Task An_interval_counts_from_the_moment_of_saving_where_nothing_else_is_said()
    {
        await using var app = await TestApp.StartAsync(azurite, now: "2026-01-05T09:00:07.5Z");
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        var made = await app.Api.PostAsync("agents/alice/schedules", new { name = "often", every = "PT10M", message = "x" }, HttpStatusCode.Created);
        Assert.Equal(("2026-01-05T09:00:07Z", "2026-01-05T09:10:07Z"), ((string?)made["anchor"], (string?)made["nextDueTime"]));
        await app.TickAtAsync("2026-01-05T09:10:07Z");
        Assert.Equal("2026-01-05T09:10:07Z", (string?)Assert.Single(await app.Api.RunsAsync("alice"))["dueTime"]);
    }

    [Fact]
    public async Task A_deleted_schedule_is_gone_and_its_name_is_free_again()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var id = await app.Api.CreateScheduleAsync("alice", "nightly");
        await app.Api.PostAsync("agents/alice/schedules", new { name = "Nightly", cron = "@daily", zone = "UTC", message = "x" }, HttpStatusCode.Conflict);
        await app.Api.DeleteAsync($"agents/alice/schedules/{id}");
        Assert.Equal(HttpStatusCode.NotFound, (await app.Api.TryAsync(HttpMethod.Get, $"agents/alice/schedules/{id}", null)).Status);
        Assert.Empty((await app.Api.GetAsync("agents/alice/schedules"))["items"]!.AsArray());
        await app.Api.CreateScheduleAsync("alice", "nightly");
    }

    [Fact]
    public async Task A_name_whose_create_was_cut_off_can_be_used_a_minute_later()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var id = await app.Api.CreateScheduleAsync("alice", "nightly");
        var schedule = Assert.Single(await new Rows(app.Storage).OfKindAsync('s'));
        await app.Table.DeleteEntityAsync(schedule.PartitionKey, schedule.RowKey); // as if the crash had come between owner and shard
        var again = new { name = "nightly", cron = "@daily", zone = "UTC", message = "x" };
        await app.Api.PostAsync("agents/alice/schedules", again, HttpStatusCode.Conflict);
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        await app.Api.PostAsync("agents/alice/schedules", again, HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_page_that_is_exactly_full_has_no_successor()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        await app.Api.RegisterAgentAsync("bob", app.Agent.Address);
        var agents = await app.Api.GetAsync("agents?limit=2");
        Assert.Equal(2, agents["items"]!.AsArray().Count);
        Assert.Null(agents["continuation"]);
    }

    [Fact]
    public async Task Lists_come_in_pages()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        for (var i = 0; i < 5; i++)
        {
            await app.Api.CreateScheduleAsync("alice", $"s{i}", "@daily");
        }

        Assert.Equal(2, (await app.Api.GetAsync("agents/alice/schedules?limit=2"))["items"]!.AsArray().Count);
        var names = (await app.Api.AllAsync("agents/alice/schedules?limit=2")).Select(s => (string)s["name"]!);
        Assert.Equal(["s0", "s1", "s2", "s3", "s4"], names.Order());
    }

    /// <summary>An app that claims 70 s ahead: whatever is made at 09:00 is claimed for 09:01 at once, and its message comes a (real) minute later.</summary>
    private async Task<TestApp> StartLookingAheadAsync()
    {
        var app = await TestApp.StartAsync(azurite, settings: new Dictionary<string, string?>
        {
            ["AgentSched:LookAhead"] = "00:01:10",
            ["AgentSched:ResendAfter"] = "00:00:01",
        });
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        return app;
    }
}
