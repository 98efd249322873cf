using System.Net;
using AgentSched.Demo;
using AgentSched.Model.Runs;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>Runs were claimed ahead, and the app is down when they come due: once it is back, the schedule's misfire policy decides about them as about all others that are late.</summary>
[Trait("shows", "schedules")]
[Trait("shows", "right-answers")]
public sealed class MisfireTests(AzuriteFixture azurite)
{
    private const string Claimed = "2026-01-05T08:59:55Z"; // 09:00 and 09:01 are within the look-ahead
    private static readonly DateTimeOffset Due = DateTimeOffset.Parse("2026-01-05T09:00:00Z");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory] // back at; how often; misfire, overlap; the schedule's limits; whether the sweep comes before the tick; what becomes of the occurrences
    [InlineData("09:02:36", "0 * * * *", "skip",       "skip",        "",    true,  "00 missed misfired")]
    [InlineData("09:03:51", "0 * * * *", "skip",       "skip",        "",    false, "00 missed misfired")]
    [InlineData("09:00:59", "0 * * * *", "skip",       "skip",        "",    true,  "00 succeeded")] // within its minute
    [InlineData("09:02:36", "0 * * * *", "fireLatest", "skip",        "",    true,  "00 succeeded")] // it is the latest
    [InlineData("09:03:51", "0 * * * *", "fireAll",    "skip",        "",    false, "00 succeeded")]
    [InlineData("09:02:36", "* * * * *", "skip",       "skip",        "",    true,  "00 missed misfired, 01 missed misfired, 02 succeeded")]
    [InlineData("09:03:51", "* * * * *", "skip",       "allowAll",    "",    false, "00 missed misfired, 01 missed misfired, 02 missed misfired, 03 succeeded")]
    [InlineData("09:02:36", "* * * * *", "fireLatest", "skip",        "",    true,  "00 missed coalesced, 01 missed coalesced, 02 succeeded")]
    [InlineData("09:03:51", "* * * * *", "fireLatest", "skip",        "",    true,  "00 missed coalesced, 01 missed coalesced, 02 missed coalesced, 03 succeeded")]
    [InlineData("09:03:51", "* * * * *", "fireLatest", "cancelOther", "",    false, "00 missed coalesced, 01 missed coalesced, 02 missed coalesced, 03 succeeded")]
    [InlineData("09:03:51", "* * * * *", "fireLatest", "bufferAll",   "",    false, "00 missed coalesced, 01 missed coalesced, 02 missed coalesced, 03 succeeded")]
    [InlineData("09:02:36", "* * * * *", "fireAll",    "skip",        "",    true,  "00 succeeded, 01 succeeded, 02 succeeded")]
    [InlineData("09:03:51", "* * * * *", "fireAll",    "skip",        "",    false, "00 succeeded, 01 succeeded, 02 succeeded, 03 succeeded")]
    [InlineData("09:03:51", "* * * * *", "fireAll",    "bufferOne",   "",    true,  "00 succeeded, 01 succeeded, 02 succeeded, 03 succeeded")]
    [InlineData("09:03:51", "* * * * *", "fireAll",    "cancelOther", "",    false, "00 succeeded, 01 succeeded, 02 succeeded, 03 succeeded")]
    [InlineData("09:03:51", "* * * * *", "fireAll",    "allowAll",    "",    false, "00 succeeded, 01 succeeded, 02 succeeded, 03 succeeded")]
    [InlineData("09:02:36", "* * * * *", "fireAll",    "skip",        "2m",  false, "00 missed windowPassed, 01 succeeded, 02 succeeded")]
    [InlineData("09:02:36", "* * * * *", "fireLatest", "skip",        "2m",  true,  "00 missed windowPassed, 01 missed coalesced, 02 succeeded")]
    [InlineData("09:02:36", "* * * * *", "fireLatest", "skip",        "one", true,  "00 succeeded")] // maxRuns: no later one will come, whatever the cron expression says
    [InlineData("09:02:36", "* * * * *", "fireLatest", "skip",        "two", false, "00 missed coalesced, 01 succeeded")]
    [InlineData("09:02:36", "* * * * *", "skip",       "skip",        "two", false, "00 missed misfired, 01 missed misfired")]
    public async Task After_an_absence_claimed_runs_are_decided_by_the_misfire_policy(string back, string cron, string misfire, string overlap, string limits, bool sweepFirst, string expected)
    {
        await using var agent = await DemoAgent.StartAsync(cancellationToken: Cancel);
        int? maxRuns = limits switch { "one" => 1, "two" => 2, _ => null };
        await using var app = await BackAsync(back, agent, new { name = "n", cron, zone = "UTC", message = "{{dueTime}}", misfire, overlap, maxRuns, startsAt = Due, catchUpWindow = limits == "2m" ? "PT2M" : null });
        if (sweepFirst)
        {
            await app.SweepAsync();
            await app.SettleAsync();
        }

        await app.TickAsync();
        await app.SweepAsync();
        await app.SettleAsync();
        var runs = (await app.Api.RunsAsync("alice")).Reverse().ToList();
        Assert.Equal(expected, string.Join(", ", runs.Select(run => $"{((string)run["dueTime"]!).Substring(14, 2)} {run["status"]}{((string?)run["status"] == "missed" ? $" {run["reason"]}" : "")}")));
        Assert.All(runs.Where(run => (string?)run["status"] == "missed"), run => Assert.True(run["startedAt"] is null && run["sentence"] is not null));
        var called = agent.Calls.Select(call => call.Message).ToList();
        Assert.Equal(runs.Where(run => (string?)run["status"] == "succeeded").Select(run => (string?)run["dueTime"]), overlap == "allowAll" ? called.Order() : called); // in order
        if (maxRuns is null)
        {
            await app.AssertAtRestAsync();
        }

        await FeedCheck.AssertAsync(app.Storage);
    }

    /// <summary>The agent takes its time: what opens meanwhile finds another run of its schedule active, and is not dropped for that.</summary>
    [Theory] // overlap; whether the sweep comes before the tick
    [InlineData("skip",        true)]
    [InlineData("skip",        false)]
    [InlineData("bufferOne",   true)]
    [InlineData("bufferAll",   false)]
    [InlineData("cancelOther", true)]
    [InlineData("cancelOther", false)]
    public async Task FireAll_starts_late_occurrences_one_after_the_other_in_order(string overlap, bool sweepFirst)
    {
        using var gate = new SemaphoreSlim(0);
        var (atOnce, most) = (0, 0);
        await using var agent = await DemoAgent.StartAsync(
            new DemoAgentOptions
            {
                OnTask = async _ =>
                {
                    most = Math.Max(most, Interlocked.Increment(ref atOnce));
                    await gate.WaitAsync(Cancel);
                    Interlocked.Decrement(ref atOnce);
                },
            },
            Cancel);
        await using var app = await BackAsync("09:03:51", agent, new { name = "n", cron = "* * * * *", zone = "UTC", message = "{{dueTime}}", misfire = "fireAll", overlap, startsAt = Due });
        var work = new[] { () => app.SweepAsync(), () => app.Harness.RunTimerAsync("DispatchTimer", Cancel) };
        foreach (var step in sweepFirst ? work : work.Reverse())
        {
            await step();
        }

        await Eventually.SeeAsync(async () => (await app.Api.RunsAsync("alice")).Count(run => (string?)run["status"] == "waiting") == 3 && agent.Calls.Count == 1 ? "all" : null, TimeSpan.FromSeconds(20));
        Assert.Equal("2026-01-05T09:00:00Z", agent.Calls[0].Message);
        gate.Release(10);
        await app.SettleAsync();
        Assert.Equal(["2026-01-05T09:00:00Z", "2026-01-05T09:01:00Z", "2026-01-05T09:02:00Z", "2026-01-05T09:03:00Z"], agent.Calls.Select(call => call.Message));
        Assert.Equal(1, most);
        Assert.All(await app.Api.RunsAsync("alice"), run => Assert.Equal("succeeded", (string?)run["status"]));
        await app.AssertAtRestAsync();
    }

    [Theory] // how often; misfire, maxRuns; when its step comes back; what becomes of the run
    [InlineData("0 * * * *", "skip",       null, "09:01:00", "succeeded completed")]
    [InlineData("0 * * * *", "skip",       null, "09:02:36", "missed misfired")]
    [InlineData("0 * * * *", "skip",       null, "09:03:51", "missed misfired")]
    [InlineData("0 * * * *", "fireLatest", null, "09:03:51", "succeeded completed")]
    [InlineData("* * * * *", "fireLatest", null, "09:02:36", "missed coalesced")]
    [InlineData("* * * * *", "fireLatest", 1,    "09:02:36", "succeeded completed")]
    [InlineData("* * * * *", "fireAll",    null, "09:03:51", "succeeded completed")]
    [InlineData("* * * * *", "fireAll",    null, "09:05:01", "missed windowPassed")]
    public async Task A_run_that_had_its_slot_ahead_and_was_not_called_is_decided_again(string cron, string misfire, int? maxRuns, string back, string expected)
    {
        await using var app = await TestApp.StartAsync(azurite, Claimed, Ahead);
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        await app.Api.PostAsync("agents/alice/schedules", new { name = "n", cron, zone = "UTC", message = "x", misfire, maxRuns, startsAt = Due }, HttpStatusCode.Created);
        await RunningAsync(app);
        app.Clock.Set(At(back)); // nobody was there in between
        await app.SettleAsync();
        await AssertDecidedAsync(app, expected);
    }

    /// <summary>The slot of the older run, which never starts, does not keep the latest from starting.</summary>
    [Theory] // misfire; when the app is back; whether it opens the latest before it looks after the older one; what becomes of both
    [InlineData("fireLatest", "09:01:51", true,  "00 missed, 01 succeeded")]
    [InlineData("fireLatest", "09:01:51", false, "00 missed, 01 succeeded")]
    [InlineData("skip",       "09:01:51", true,  "00 missed, 01 succeeded")]
    [InlineData("skip",       "09:01:51", false, "00 missed, 01 succeeded")]
    [InlineData("fireLatest", "09:01:10", true,  "00 missed, 01 succeeded")]
    [InlineData("skip",       "09:01:10", true,  "00 missed, 01 succeeded")]
    [InlineData("fireAll",    "09:01:51", true,  "00 succeeded, 01 succeeded")]
    public async Task A_slot_of_an_older_run_does_not_drop_the_latest(string misfire, string back, bool tickFirst, string expected)
    {
        await using var app = await TestApp.StartAsync(azurite, Claimed);
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address, maxConcurrent: 4);
        await app.Api.PostAsync("agents/alice/schedules", new { name = "n", cron = "* * * * *", zone = "UTC", message = "x", misfire, overlap = "skip", startsAt = Due }, HttpStatusCode.Created);
        app.Clock.Set(Due.AddMilliseconds(300));
        await using (var dead = await BareProcess.StartAsync(app.Storage, app.Clock))
        {
            await dead.ClaimAsync();
            Assert.Equal(RunStatus.Running, Assert.Single(await dead.OpenAsync()).Status);
        }

        app.Clock.Set(At(back));
        Func<Task>[] steps = [() => app.SweepAsync(), () => app.TickAsync()];
        foreach (var step in tickFirst ? steps.Reverse() : steps)
        {
            await step();
        }

        await app.SettleAsync();
        Assert.Equal(expected, string.Join(", ", (await app.Api.RunsAsync("alice")).Reverse().Select(run => $"{((string)run["dueTime"]!).Substring(14, 2)} {run["status"]}")));
        Assert.Equal(expected.Split("succeeded").Length - 1, app.Agent.Calls.Count);
        await app.AssertAtRestAsync();
    }

    [Theory] // the message of the next occurrence arrives before that of a late one: the slot that it would get ahead of its second would be the late one's "previous run"
    [InlineData("skip")]
    [InlineData("cancelOther")]
    [InlineData("bufferOne")]
    [InlineData("bufferAll")]
    public async Task A_late_run_is_not_dropped_for_the_next_one_that_would_open_ahead(string overlap)
    {
        await using var app = await TestApp.StartAsync(azurite, Claimed);
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        await app.Api.PostAsync("agents/alice/schedules", new { name = "n", cron = "* * * * *", zone = "UTC", message = "{{dueTime}}", overlap, startsAt = Due }, HttpStatusCode.Created);
        app.Clock.Set(Due);
        await using (var dead = await BareProcess.StartAsync(app.Storage, app.Clock))
        {
            await dead.ClaimAsync();
            Assert.Equal(1, dead.Messages);
        }

        app.Clock.Set(At("09:00:50"));
        await using var back = await BareProcess.StartAsync(app.Storage, app.Clock, lookAhead: "00:00:30");
        await back.ClaimAsync();
        Assert.Equal(1, back.Messages);
        Assert.Empty(await back.OpenAsync()); // 09:01
        await app.SweepAsync();
        await app.SettleAsync();
        app.Clock.Set(At("09:01:40"));
        await app.SweepAsync();
        await app.SettleAsync();
        Assert.Equal(["2026-01-05T09:00:00Z", "2026-01-05T09:01:00Z"], app.Agent.Calls.Select(call => call.Message));
        Assert.All(await app.Api.RunsAsync("alice"), run => Assert.Equal("succeeded", (string?)run["status"]));
        await app.AssertAtRestAsync();
    }

    [Theory] // the same of a run that got its slot in its second: its process died before the call
    [InlineData("0 * * * *", "skip",       null, "09:00:45", "succeeded completed")]
    [InlineData("0 * * * *", "skip",       null, "09:02:36", "missed misfired")]
    [InlineData("0 * * * *", "skip",       null, "09:03:51", "missed misfired")]
    [InlineData("0 * * * *", "fireLatest", null, "09:03:51", "succeeded completed")]
    [InlineData("* * * * *", "fireLatest", null, "09:02:36", "missed coalesced")]
    [InlineData("* * * * *", "fireLatest", 1,    "09:02:36", "succeeded completed")]
    [InlineData("* * * * *", "fireAll",    null, "09:03:51", "succeeded completed")]
    public async Task A_run_that_had_its_slot_in_time_and_was_not_called_is_decided_again(string cron, string misfire, int? maxRuns, string back, string expected)
    {
        await using var app = await TestApp.StartAsync(azurite, Claimed);
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        await app.Api.PostAsync("agents/alice/schedules", new { name = "n", cron, zone = "UTC", message = "x", misfire, maxRuns, startsAt = Due }, HttpStatusCode.Created);
        app.Clock.Set(Due.AddMilliseconds(300));
        await using (var dead = await BareProcess.StartAsync(app.Storage, app.Clock))
        {
            await dead.ClaimAsync();
            Assert.Equal(RunStatus.Running, Assert.Single(await dead.OpenAsync()).Status);
        }

        app.Clock.Set(At(back));
        await app.SweepAsync();
        await app.SettleAsync();
        await AssertDecidedAsync(app, expected);
    }

    [Fact]
    public async Task A_run_that_waited_in_its_agent_s_queue_was_on_time_when_it_came()
    {
        using var gate = new SemaphoreSlim(0);
        await using var app = await TestApp.StartAsync(azurite, "2026-01-05T08:59:00Z", onTask: _ => gate.WaitAsync(Cancel));
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        await app.Api.PostAsync("agents/alice/runs", new { message = "long" }, HttpStatusCode.Accepted);
        await app.Api.PostAsync("agents/alice/schedules", new { name = "n", cron = "0 9 * * *", zone = "UTC", message = "x", misfire = "skip" }, HttpStatusCode.Created);
        app.Clock.Set(Due);
        await app.Harness.RunTimerAsync("DispatchTimer", Cancel);
        await Eventually.SeeAsync(async () => (await app.Api.RunsAsync("alice")).SingleOrDefault(run => (string?)run["status"] == "waiting"), TimeSpan.FromSeconds(20));
        app.Clock.Set(At("09:03:51"));
        gate.Release(2);
        await app.SettleAsync();
        Assert.Equal(["succeeded", "succeeded"], (await app.Api.RunsAsync("alice")).Select(run => (string?)run["status"]));
        await app.AssertAtRestAsync();
    }

    [Theory] // query; the warning, empty: there is none
    [InlineData("misfire=fireAll", "overlap: skip skips")]
    [InlineData("misfire=fireAll&overlap=bufferOne", "overlap: bufferOne skips")]
    [InlineData("misfire=fireAll&overlap=cancelOther", "overlap: cancelOther cancels")]
    [InlineData("misfire=fireAll&overlap=bufferAll", "")]
    [InlineData("misfire=fireAll&overlap=allowAll", "")]
    [InlineData("misfire=skip&overlap=skip", "")]
    [InlineData("", "")]
    public async Task Previews_warn_where_all_shall_fire_and_overlap_drops_some(string policies, string expected)
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var preview = await app.Api.GetAsync($"cron/preview?cron=*/5+*+*+*+*&zone=UTC&{policies}");
        AssertWarns(preview["warnings"]!);
        var words = policies.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        var made = await app.Api.PostAsync(
            "agents/alice/schedules", new { name = "n", cron = "*/5 * * * *", zone = "UTC", message = "x", misfire = words.GetValueOrDefault("misfire"), overlap = words.GetValueOrDefault("overlap") }, HttpStatusCode.Created);
        AssertWarns((await app.Api.GetAsync($"agents/alice/schedules/{made["id"]}/preview"))["warnings"]!);

        void AssertWarns(System.Text.Json.Nodes.JsonNode warnings)
        {
            Assert.Equal(expected.Length == 0 ? 0 : 1, warnings.AsArray().Count);
            Assert.Contains(expected, warnings.ToJsonString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("misfire=sometimes", "misfire")]
    [InlineData("overlap=often", "overlap")]
    [InlineData("misfire=fireAll&overlap=", "overlap")]
    public async Task A_preview_names_a_policy_that_does_not_exist(string policies, string field)
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var preview = await app.Api.GetAsync($"cron/preview?cron=*/5+*+*+*+*&zone=UTC&{policies}");
        Assert.False((bool)preview["valid"]!);
        Assert.NotNull(preview["errors"]![field]);
    }

    private static Dictionary<string, string?> Ahead => new() { ["AgentSched:LookAhead"] = "00:00:10", ["AgentSched:Lead"] = "00:00:10" };

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse($"2026-01-05T{time}Z");

    /// <summary>One app makes a schedule and claims ahead; another is up when its runs are late.</summary>
    private async Task<TestApp> BackAsync(string back, DemoAgent agent, object schedule)
    {
        var storage = azurite.TakeConnectionString();
        await using (var app = await TestApp.StartAsync(azurite, Claimed, new Dictionary<string, string?> { ["AgentSched:LookAhead"] = "00:01:10" }, storage: storage, runQueues: false))
        {
            await app.Api.RegisterAgentAsync("alice", agent.Address, maxConcurrent: 4);
            await app.Api.PostAsync("agents/alice/schedules", schedule, HttpStatusCode.Created);
            Assert.NotEmpty(await new Rows(storage).OfKindAsync('r'));
        }

        return await TestApp.StartAsync(azurite, At(back).ToString("O"), storage: storage);
    }

    private static Task RunningAsync(TestApp app) => Eventually.SeeAsync(
        async () => (await new Rows(app.Storage).OfKindAsync('r')).Any(row => row.GetString("Status") == nameof(RunStatus.Running)) ? Assert.Single(await app.Api.RunsAsync("alice")) : null, TimeSpan.FromSeconds(20));

    private static async Task AssertDecidedAsync(TestApp app, string expected)
    {
        var run = Assert.Single(await app.Api.RunsAsync("alice"));
        Assert.Equal(expected, $"{run["status"]} {run["reason"]}");
        var isCalled = (string?)run["status"] == "succeeded";
        Assert.Equal(isCalled, run["startedAt"] is not null);
        Assert.Equal(isCalled ? 1 : 0, app.Agent.Calls.Count);
        Assert.Empty(await new Rows(app.Storage).OfKindAsync('r'));
        await UsageCheck.AssertAsync(app.Storage);
        await FeedCheck.AssertAsync(app.Storage);
    }
}
