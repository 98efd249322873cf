using System.Net;
using System.Text.RegularExpressions;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>An agent is deleted, and somebody else registers another under its name: neither sees anything of the other.</summary>
[Trait("shows", "access")]
[Trait("shows", "access-money")]
public sealed partial class FormerAgentTests(AzuriteFixture azurite)
{
    private const string Plan = "our secret plan";

    [Theory] // how long after the deletion; the fields of a clock show no difference in the same second
    [InlineData(0)]
    [InlineData(60)]
    public async Task The_next_owner_of_a_name_sees_nothing_of_the_one_before(int seconds)
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var ann = await app.CallerAsync("ann");
        using var eve = await app.CallerAsync("eve");
        using var anybody = app.As(null);
        await ann.PutAsync("agents/alice", new { url = app.Agent.Address }, HttpStatusCode.Created);
        var id = (string?)(await ann.PostAsync("agents/alice/schedules", new { name = Plan, cron = "* * * * *", zone = "UTC", message = $"{Plan} [cost 0.5] [tokens 3 4]", context = new { note = Plan } }, HttpStatusCode.Created))["id"];
        var hook = (string?)(await ann.PostAsync($"agents/alice/schedules/{id}/hook", expected: HttpStatusCode.Created))["token"];
        await app.TickAsync(TimeSpan.FromMinutes(1));
        var run = (string?)Assert.Single(await ann.RunsAsync("alice"))["runId"];
        var order = (string?)(await ann.PostAsync($"agents/alice/schedules/{id}/backfill", new { from = "2026-01-03T00:00:00Z", to = "2026-01-03T00:01:00Z" }, HttpStatusCode.Accepted))["id"];
        await app.SettleAsync();
        await ann.PostAsync("agents/alice/runs", new { message = $"{Plan} [cost 0.25]" }, HttpStatusCode.Accepted);
        await app.SettleAsync();
        await ann.DeleteAsync($"agents/alice/schedules/{id}");
        await ann.DeleteAsync("agents/alice");
        app.Clock.Advance(TimeSpan.FromSeconds(seconds));

        await eve.PutAsync("agents/alice", new { url = app.Agent.Address }, HttpStatusCode.Created);
        foreach (var path in (string[])
            [
                $"schedules/{id}", $"schedules/{id}/preview", $"schedules/{id}/runs", $"schedules/{id}/backfills/{order}", $"runs/{run}", $"runs/{run}/log", $"runs/{run}/response",
            ])
        {
            Assert.Equal(HttpStatusCode.NotFound, (await eve.TryAsync(HttpMethod.Get, $"agents/alice/{path}", null)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await app.Api.TryAsync(HttpMethod.Get, $"agents/alice/{path}", null)).Status);
        }

        foreach (var path in (string[])[$"schedules/{id}/restore", $"schedules/{id}/trigger", $"runs/{run}/replay", $"runs/{run}/schedule"])
        {
            Assert.Equal(HttpStatusCode.NotFound, (await eve.TryAsync(HttpMethod.Post, $"agents/alice/{path}", path.EndsWith("schedule", StringComparison.Ordinal) ? """{"name":"x","cron":"0 9 * * *","zone":"UTC"}""" : null)).Status);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await anybody.TryAsync(HttpMethod.Post, $"hooks/{hook}", null)).Status);
        foreach (var path in (string[])["agents/alice/schedules?deleted=true", "schedules?deleted=true", "agents/alice/runs", "runs"])
        {
            Assert.Empty((await eve.GetAsync(path))["items"]!.AsArray());
        }

        foreach (var by in (string[])["day", "agent", "schedule", "owner"])
        {
            Assert.Empty((await eve.GetAsync($"usage?by={by}"))["items"]!.AsArray());
        }

        foreach (var window in (string[])["24h", "7d", "30d"])
        {
            Assert.Equal(0, (int?)(await eve.GetAsync($"agents/alice/stats?window={window}"))["runs"]);
        }

        Assert.Equal(["agentRegistered"], (await eve.AllAsync("agents/alice/activities")).Select(entry => (string?)entry["type"]));
        Assert.Equal(0, (int?)(await eve.GetAsync("agents/alice"))["totals"]!["runs"]);

        // The former owner has lost it, too: the agent is somebody else's.
        Assert.Equal(HttpStatusCode.NotFound, (await ann.TryAsync(HttpMethod.Get, "agents/alice", null)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await ann.TryAsync(HttpMethod.Post, $"agents/alice/schedules/{id}/restore", null)).Status);
        await eve.TryAsync(HttpMethod.Patch, "agents/alice", """{"sharedWith":["ann"]}""");
        Assert.Equal(HttpStatusCode.NotFound, (await ann.TryAsync(HttpMethod.Post, $"agents/alice/schedules/{id}/restore", null)).Status);
        Assert.Empty(await ann.RunsAsync("alice"));
        await eve.CreateScheduleAsync("alice", "mine");
        await app.TickAsync(TimeSpan.FromMinutes(1));
        Assert.Single(await eve.RunsAsync("alice"));
        await app.AssertAtRestAsync();
    }

    [Fact]
    public async Task An_idempotency_key_of_the_former_agent_creates_anew()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var ann = await app.CallerAsync("ann");
        var ids = new List<(string? Schedule, string? Run)>();
        for (var round = 0; round < 2; round++)
        {
            await ann.PutAsync("agents/alice", new { url = app.Agent.Address }, HttpStatusCode.Created);
            var (made, schedule) = await ann.TryAsync(HttpMethod.Post, "agents/alice/schedules", """{"name":"n","cron":"0 0 1 1 *","zone":"UTC","message":"m"}""", ("Idempotency-Key", "k"));
            var (started, run) = await ann.TryAsync(HttpMethod.Post, "agents/alice/runs", """{"message":"m"}""", ("Idempotency-Key", "k"));
            Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Accepted), (made, started));
            ids.Add(((string?)schedule!["id"], (string?)run!["runId"]));
            await app.SettleAsync();
            await ann.DeleteAsync($"agents/alice/schedules/{schedule["id"]}");
            await ann.DeleteAsync("agents/alice");
        }

        Assert.NotEqual(ids[0].Schedule, ids[1].Schedule);
        Assert.NotEqual(ids[0].Run, ids[1].Run);
        Assert.Equal(2, app.Agent.Calls.Count);
    }

    [Fact]
    public async Task A_chain_does_not_lead_into_an_agent_that_took_the_name_of_the_next_one()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var ann = await app.CallerAsync("ann");
        using var eve = await app.CallerAsync("eve");
        await ann.RegisterAgentAsync("alice", app.Agent.Address);
        await ann.RegisterAgentAsync("next", app.Agent.Address);
        var second = await ann.CreateScheduleAsync("next", "second", "0 0 1 1 *");
        await ann.PostAsync("agents/alice/schedules", new { name = "first", cron = "* * * * *", zone = "UTC", message = Plan, chain = new[] { new { on = "succeeded", agent = "next", schedule = second } } }, HttpStatusCode.Created);
        await ann.DeleteAsync($"agents/next/schedules/{second}");
        await ann.DeleteAsync("agents/next");
        await eve.RegisterAgentAsync("next", app.Agent.Address);
        await app.TickAsync(TimeSpan.FromMinutes(1));
        await app.SettleAsync();
        Assert.Empty(await eve.RunsAsync("next"));
        Assert.Single(app.Agent.Calls);
        Assert.NotNull(Assert.Single((await ann.GetAsync("agents/alice/schedules"))["items"]!.AsArray())!["chainProblem"]);
    }

    [Fact]
    public async Task What_a_deleted_agent_leaves_is_purged_like_everything_else()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var id = await app.Api.CreateScheduleAsync("alice");
        await app.TickAsync(TimeSpan.FromMinutes(1));
        await app.TickAsync(TimeSpan.FromDays(1));
        await app.Api.DeleteAsync($"agents/alice/schedules/{id}");
        await app.Api.DeleteAsync("agents/alice");
        Assert.Contains(await LeftAsync(), row => row[0] == 'x');
        app.Clock.Advance(TimeSpan.FromDays(120));
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address); // the purge finds both
        await app.Harness.RunTimerAsync("PurgeTimer", TestContext.Current.CancellationToken);
        await app.Harness.RunTimerAsync("PurgeTimer", TestContext.Current.CancellationToken);
        Assert.Equal(['a', 'g'], (await LeftAsync()).Select(row => row[0]).Distinct().Order());

        async Task<IReadOnlyList<string>> LeftAsync() =>
            [.. (await new Rows(app.Storage).AllAsync()).Where(row => row.PartitionKey.StartsWith('s') && row.RowKey[0] != 'z').Select(row => row.RowKey)];
    }

    [Fact]
    public async Task An_agent_from_before_registrations_had_ids_keeps_what_it_has()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var id = await app.Api.CreateScheduleAsync("alice");
        await app.TickAsync(TimeSpan.FromMinutes(1));

        // As an earlier release wrote it all: no ids, neither in columns nor in keys.
        foreach (var row in (await new Rows(app.Storage).AllAsync()).Where(row => row.PartitionKey.StartsWith('s') && row.RowKey[0] != 'z'))
        {
            await app.Table.DeleteEntityAsync(row.PartitionKey, row.RowKey);
            row.RowKey = IdInKey().Replace(row.RowKey, string.Empty);
            row.Remove("AgentId");
            if (row.RowKey[0] == 'g')
            {
                row.Remove("Id");
            }

            await app.Table.AddEntityAsync(row);
        }

        await using var later = await TestApp.StartAsync(azurite, "2026-01-05T09:02:00Z", storage: app.Storage);
        await later.TickAsync();
        await app.SettleAsync(); // either app may have taken it
        Assert.Equal(2, (await later.Api.RunsAsync("alice")).Count);
        Assert.Equal(2, (int?)(await later.Api.GetAsync($"agents/alice/schedules/{id}"))["totals"]!["runs"]);
        await later.Api.DeleteAsync($"agents/alice/schedules/{id}");
        await later.Api.DeleteAsync("agents/alice");
        await later.Api.RegisterAgentAsync("alice", later.Agent.Address);
        Assert.Empty(await later.Api.RunsAsync("alice"));
        Assert.Empty((await later.Api.GetAsync("agents/alice/schedules?deleted=true"))["items"]!.AsArray());
        await later.AssertAtRestAsync();
    }

    [GeneratedRegex("~[a-z0-9]{12}", RegexOptions.CultureInvariant)]
    private static partial Regex IdInKey();
}
