using System.Net;
using AgentSched.Demo;
using AgentSched.Storage.Account;
using AgentSched.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.Tests.Scenarios;

/// <summary>What ticks and runs cost, in storage requests of the app; counted, not timed.</summary>
[Trait("shows", "proof")]
public sealed class CostTests(AzuriteFixture azurite)
{
    private const int Shards = 2;

    [Fact]
    [Trait("shows", "runs")]
    public async Task A_plain_run_costs_the_app_seven_requests_and_ten_in_a_process_that_knows_nothing_yet()
    {
        await using var agent = await DemoAgent.StartAsync();
        var storage = azurite.TakeConnectionString();
        await using (var made = await TestApp.StartAsync(azurite, storage: storage))
        {
            await made.Api.RegisterAgentAsync("alice", agent.Address);
            await made.Api.CreateScheduleAsync("alice", cron: "0,1 10 * * *");
        }

        await using var app = await TestApp.StartAsync(azurite, "2026-01-05T10:00:00Z", storage: storage);

        // The claim, its message; the run, agent and schedule, which owners have limits, the opening; the run, its call, its end with its log.
        Assert.Equal("queue POST 1, table GET 5, table batch 4", await CountRunsAsync(app));
        app.Clock.Set(DateTimeOffset.Parse("2026-01-05T10:01:00Z"));
        Assert.Equal("queue POST 1, table GET 2, table batch 4", await CountRunsAsync(app));
        Assert.Equal(2, agent.Calls.Count);
    }

    [Fact]
    [Trait("shows", "runs")]
    public async Task A_retry_costs_four_requests_more_because_run_and_agent_are_read_again_and_failure_and_call_are_noted_and_two_for_owners_limits_in_ten_minutes()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        await app.Api.CreateScheduleAsync("alice", cron: "0 10 * * *", message: "[fail 1 then ok]");
        app.Clock.Set(DateTimeOffset.Parse("2026-01-05T10:00:00Z"));
        var counts = await CountRunsAsync(app, async () =>
        {
            await app.TickAsync();
            app.Clock.Advance(TimeSpan.FromMinutes(10));
            await app.SettleAsync();
        });
        Assert.Equal(2, app.Agent.Calls.Count);
        Assert.Equal("queue POST 1, table GET 6, table batch 6", counts);
    }

    [Fact]
    [Trait("shows", "runs")]
    public async Task A_run_that_had_to_wait_costs_no_more_than_one_that_did_not()
    {
        await using var app = await TestApp.StartAsync(azurite);
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address, maxConcurrent: 1);
        await app.Api.CreateScheduleAsync("alice", "one", "0 10 * * *");
        await app.Api.CreateScheduleAsync("alice", "two", "0 10 * * *");
        app.Clock.Set(DateTimeOffset.Parse("2026-01-05T10:00:00Z"));
        var counts = await CountRunsAsync(app);
        Assert.Equal(2, app.Agent.Calls.Count);

        // Both: the claim, its message, the runs, the opening. Each: the run, its call, its end with its log. The second: read by whoever promotes it, its own message, read to be started. And once in five minutes, which owners have limits.
        Assert.Equal("queue POST 2, table GET 6, table batch 6", counts);
    }

    [Fact]
    [Trait("shows", "runs")]
    public async Task An_ad_hoc_run_costs_six_requests_because_over_HTTP_all_is_read_and_one_in_five_minutes_for_owners_limits()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var counts = await CountAsync(app, async () =>
        {
            await app.Api.PostAsync("agents/alice/runs", new { message = "now" }, HttpStatusCode.Accepted);
            await app.SettleAsync();
        });
        Assert.Single(app.Agent.Calls);

        // The agent as its caller may see it, and as it is when the run enters its queue; the opening; the run, its call, its end with its log.
        Assert.Equal("table GET 4, table batch 3", counts);
    }

    [Fact]
    [Trait("shows", "runs")]
    [Trait("shows", "together")]
    public async Task Sixteen_runs_of_one_second_and_shard_cost_little_more_than_one_of_them_alone()
    {
        const int Runs = 16;
        await using var app = await TestApp.StartAsync(azurite);
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address, maxConcurrent: 32);
        for (var i = 0; i < Runs; i++)
        {
            await app.Api.CreateScheduleAsync("alice", $"s{i}", "0 10 * * *");
        }

        app.Clock.Set(DateTimeOffset.Parse("2026-01-05T10:00:00Z"));
        var counts = await CountRunsAsync(app);
        Assert.Equal(Runs, app.Agent.Calls.Count);
        
        // The claims, their message; the runs, their opening; the runs, their calls; their ends: one alone, and those that meet it together. And once in five minutes, which owners have limits.
        Assert.Matches("^queue POST 1, table GET 3, table batch [4-6]$", counts);
    }

    [Fact]
    [Trait("shows", "runs")]
    public async Task Only_runs_of_owners_that_have_limits_pay_for_them()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        await app.Api.CreateScheduleAsync("alice", cron: "0,1 10 * * *");
        await app.Api.PutAsync("owners/admin/limits", new { dayUsd = 5 });
        await app.TickAtAsync("2026-01-05T10:00:00Z");
        app.Clock.Set(DateTimeOffset.Parse("2026-01-05T10:00:59Z"));
        await app.SettleAsync();

        // Beyond a plain run: which owners have limits, once a minute; the agent, the run and the limit as they are, the ledger, its change, the agent's queue,
        // the run once more to be promoted, its message, the run to be started; at the end the ledger and its change.
        app.Clock.Set(DateTimeOffset.Parse("2026-01-05T10:01:00Z"));
        Assert.Equal("queue POST 2, table GET 10, table batch 7", await CountRunsAsync(app));
        Assert.Equal(2, app.Agent.Calls.Count);
    }

    [Fact]
    [Trait("shows", "access-money")]
    public async Task Whether_owners_have_valid_keys_is_one_query_a_minute_however_many_runs_open()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var ann = await app.CallerAsync("ann");
        await ann.RegisterAgentAsync("alice", app.Agent.Address);
        await ann.CreateScheduleAsync("alice", cron: "0-2 10 * * *");
        await app.TickAtAsync("2026-01-05T10:00:00Z");
        app.Clock.Set(DateTimeOffset.Parse("2026-01-05T10:00:30Z"));
        await ann.PostAsync("agents/alice/runs", new { message = "hi" }, HttpStatusCode.Accepted);
        await app.SettleAsync();
        app.Clock.Set(DateTimeOffset.Parse("2026-01-05T10:01:00Z"));
        Assert.Equal("queue POST 1, table GET 3, table batch 4", await CountRunsAsync(app)); // a plain run, and the keys
        app.Clock.Set(DateTimeOffset.Parse("2026-01-05T10:02:00Z") - TimeSpan.FromMilliseconds(1));
        Assert.Equal(string.Empty, await CountRunsAsync(app)); // idle: nothing is asked
    }

    /// <summary>As below, without the tick's own look at each shard.</summary>
    private static Task<string> CountRunsAsync(TestApp app, Func<Task>? work = null) => CountAsync(app, work ?? app.TickAsync, leaveOut: Shards);

    private static async Task<string> CountAsync(TestApp app, Func<Task> work, int leaveOut = 0)
    {
        var counter = app.Services.GetRequiredService<RequestCounter>();
        var before = counter.Counts;
        await work();
        var counts = counter.Counts.Select(c => (Kind: c.Key, N: c.Value - before.GetValueOrDefault(c.Key) - (c.Key == "table GET" ? leaveOut : 0)));
        return string.Join(", ", counts.Where(c => c.N != 0).OrderBy(c => c.Kind, StringComparer.Ordinal).Select(c => $"{c.Kind} {c.N}"));
    }
}
