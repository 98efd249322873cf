using System.Net;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>More schedules of an agent are due at once than its slots and queue hold: nothing is lost unless its schedule says so.</summary>
[Trait("shows", "runs")]
[Trait("shows", "right-answers")]
public sealed class FullQueueTests(AzuriteFixture azurite)
{
    [Theory] // policy; slots, queue; schedules; what becomes of them where the agent is quick
    [InlineData(null,   1, 3,  40, "40 succeeded")]
    [InlineData("wait", 1, 3,  12, "12 succeeded")]
    [InlineData("wait", 2, 0,  8,  "8 succeeded")]
    [InlineData("wait", 1, 3,  4,  "4 succeeded")]
    [InlineData("fail", 1, 3,  40, "36 failed queueFull, 4 succeeded")]
    [InlineData("fail", 2, 0,  8,  "2 succeeded, 6 failed queueFull")]
    public async Task Scheduled_runs_wait_behind_a_full_queue_unless_they_shall_fail(string? onFull, int slots, int depth, int schedules, string expected)
    {
        var started = new TaskCompletionSource();
        await using var app = await TestApp.StartAsync(azurite, onTask: _ => started.Task);
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address, slots, depth);
        await CreateAsync(app, schedules, onFull);
        app.Clock.Set(DateTimeOffset.Parse("2026-01-05T10:00:00Z"));
        await app.Harness.RunTimerAsync("DispatchTimer", TestContext.Current.CancellationToken);
        await Eventually.SeeAsync(async () => (await app.Api.GetAsync("scheduler/status"))["queued"]!.GetValue<int>() == 0 ? "all opened" : null, TimeSpan.FromSeconds(30));
        started.SetResult();
        await app.SettleAsync();
        Assert.Equal(expected, await OutcomesAsync(app));
        await app.AssertAtRestAsync();
    }

    [Theory] // whether a sweep comes after the window, before the slot is free: either way nothing starts later than that
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_waits_behind_the_queue_is_missed_after_its_window(bool sweeps)
    {
        var hang = new TaskCompletionSource();
        await using var app = await TestApp.StartAsync(azurite, onTask: _ => hang.Task);
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        await CreateAsync(app, 7, onFull: null);
        app.Clock.Set(DateTimeOffset.Parse("2026-01-05T10:00:00Z"));
        await app.Harness.RunTimerAsync("DispatchTimer", TestContext.Current.CancellationToken);
        await Eventually.SeeAsync(async () => (await app.Api.GetAsync("scheduler/status"))["queued"]!.GetValue<int>() == 0 ? "all opened" : null, TimeSpan.FromSeconds(30));
        var waiting = (await app.Api.GetAsync("runs?status=waiting"))["items"]!.AsArray();
        Assert.Equal(6, waiting.Count);
        Assert.Equal((3, 3), (await StartByAsync(app, waiting.Select(run => (string)run!["runId"]!), DateTimeOffset.Parse("2026-01-05T10:05:00Z"))));
        var (status, _) = await app.Api.TryAsync(HttpMethod.Post, "agents/alice/runs", """{"message":"now"}""");
        Assert.Equal(HttpStatusCode.TooManyRequests, status); // who asks now is refused as before

        app.Clock.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        if (sweeps)
        {
            await app.SweepAsync();
            Assert.Equal(3, (await app.Api.GetAsync("runs?status=missed"))["items"]!.AsArray().Count);
        }

        hang.SetResult();
        await app.SettleAsync();
        Assert.Equal("1 failed queueFull, 3 missed queueFull, 4 succeeded", await OutcomesAsync(app));
        Assert.Equal(4, app.Agent.Calls.Count);
        Assert.All((await app.Api.GetAsync("runs?status=missed"))["items"]!.AsArray(), run => Assert.Null(run!["startedAt"]));
        await app.AssertAtRestAsync();
    }

    [Theory] // slots, queue; schedules at the same minute before; whether the next one is warned of
    [InlineData(1, 3, 3, false)]
    [InlineData(1, 3, 4, true)]
    [InlineData(4, 0, 3, false)]
    [InlineData(4, 0, 4, true)]
    [InlineData(1, 0, 1, true)]
    public async Task A_schedule_that_finds_no_room_is_warned_of_when_it_is_made(int slots, int depth, int before, bool warned)
    {
        await using var app = await TestApp.StartAsync(azurite);
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address, slots, depth);
        await CreateAsync(app, before, onFull: null);
        await app.Api.CreateScheduleAsync("alice", "at another time", "30 10 * * *");
        var made = await app.Api.PostAsync("agents/alice/schedules", new { name = "one more", cron = "0 10 * * *", zone = "UTC", message = "x" }, HttpStatusCode.Created);
        var warning = made["warnings"]!.AsArray().Select(text => (string?)text).SingleOrDefault();
        Assert.Equal(
            warned ? $"{before + 1} schedules of agent \"alice\" are due at 2026-01-05T10:00:00Z, but its slots and queue hold {slots + depth} runs (maxConcurrent {slots}, queueDepth {depth}); of the others, those with onFull: wait wait within their catch-up window and are missed after it, and those with onFull: fail fail" : null,
            warning);
    }

    [Theory] // schedules at the same minute before; in the import, all of them new or the stored ones again; → how many are warned of (slots 1, queue 3)
    [InlineData(0, 4, false, null)]
    [InlineData(0, 5, false, 5)]
    [InlineData(3, 2, false, 5)]
    [InlineData(0, 40, true, 40)] // a dry run says it, too
    [InlineData(4, 0, false, null)]
    public async Task An_import_that_finds_no_room_is_warned_of(int before, int imported, bool dryRun, int? warned)
    {
        await using var app = await TestApp.StartAsync(azurite);
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address, 1, 3);
        await CreateAsync(app, before, onFull: null);
        var entries = Enumerable.Range(0, imported).Select(i => new { agent = "alice", name = $"i{i}", cron = "0 10 * * *", zone = "UTC", message = "x" })
            .Append(new { agent = "alice", name = "at another time", cron = "30 10 * * *", zone = "UTC", message = "x" });
        var answer = await app.Api.PostAsync($"schedules/import?dryRun={(dryRun ? "true" : "false")}", entries);
        Assert.Equal(
            warned is { } count ? [$"{count} schedules of agent \"alice\" are due at 2026-01-05T10:00:00Z, but its slots and queue hold 4 runs (maxConcurrent 1, queueDepth 3); the others wait within their catch-up window and are missed after it (onFull: wait)"] : [],
            answer["warnings"]!.AsArray().Select(text => (string?)text));
    }

    private static async Task CreateAsync(TestApp app, int count, string? onFull)
    {
        for (var i = 0; i < count; i++)
        {
            await app.Api.PostAsync("agents/alice/schedules", new { name = $"s{i}", cron = "0 10 * * *", zone = "UTC", message = "say hello", onFull }, HttpStatusCode.Created);
        }
    }

    /// <returns>How many have a place in the queue, and how many must start by then.</returns>
    private static async Task<(int InQueue, int Behind)> StartByAsync(TestApp app, IEnumerable<string> runs, DateTimeOffset by)
    {
        var all = await Task.WhenAll(runs.Select(run => app.Api.GetAsync($"agents/alice/runs/{run}")));
        return (all.Count(run => run["startBy"] is null), all.Count(run => (DateTimeOffset?)run["startBy"] == by));
    }

    private static async Task<string> OutcomesAsync(TestApp app) => string.Join(", ", (await app.Api.RunsAsync("alice"))
        .GroupBy(run => $"{run["status"]}{((string?)run["reason"] == "queueFull" ? " queueFull" : string.Empty)}").Select(group => $"{group.Count()} {group.Key}").Order(StringComparer.Ordinal));
}
