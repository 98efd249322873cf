using System.Net;
using System.Text.Json.Nodes;
using AgentSched.Demo;
using AgentSched.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Tests.Scenarios;

/// <summary>
/// Budgets against callers that declare too little and agents that answer too much. The long form, with 100 requests at once for each agent
/// and limit: <c>BUDGETS=full dotnet test --filter HardStopTests</c>.
/// </summary>
[Trait("shows", "access-money")]
public sealed class HardStopTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private const decimal Limit = 2;

    /// <summary>For many requests at once that take turns at one ledger, while other tests run beside them.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly bool IsFull = Environment.GetEnvironmentVariable("BUDGETS") == "full";

    [Fact]
    public async Task Declaring_less_does_not_get_past_a_limit()
    {
        var requests = IsFull ? 100 : 18; // the third is refused
        (string Declared, string Cost, string Limit, decimal Counts)[] table = // what each request declares, what it costs; which limit there is; the most that counts
        [
            ("0.000001", "1",        "agent", 2),
            ("0.000001", "1",        "owner", 2),
            ("0.000001", "1",        "month", 2),
            ("0.01",     "99999999", "agent", 99_999_999), // one run
            ("0.01",     "99999999", "owner", 99_999_999),
            ("0.01",     "99999999", "month", 99_999_999),
        ];
        table = IsFull ? table : table[..^1];
        await using var app = await TestApp.StartAsync(azurite);
        var worlds = await WorldsAsync(app, table.Select(row => (row.Limit, Limit, "trinity")));
        var unrecorded = await Task.WhenAll(worlds.Select((world, i) =>
            SendAsync(world.Owner, requests, world.Agents, $$"""{"message":"#{{i}} [cost {{table[i].Cost}}] [slow 10ms]","maxCostUsdPerRun":{{table[i].Declared}}}""")));
        await app.UntilNoneWaitsAsync();
        for (var i = 0; i < table.Length; i++)
        {
            var (_, _, limit, counts) = table[i];
            var runs = await RunsAsync(worlds[i].Owner);
            Assert.Equal(requests, runs.Count + unrecorded[i]);
            Assert.Equal((i, counts), (i, runs.Sum(run => (decimal?)run["costUsd"] ?? 0)));
            Assert.Equal((i, 1), (i, MostAtOnce(app, i)));
            Assert.Equal(counts > Limit ? 1 : 2, runs.Count(run => (string?)run["status"] == "succeeded"));
            Assert.All(runs.Where(run => (string?)run["status"] != "succeeded"), run => Assert.Equal(("rejected", "budgetSpent"), ((string?)run["status"], (string?)run["reason"])));
            Assert.Equal(counts, await SpentAsync(worlds[i], limit));
            worlds[i].Owner.Dispose();
        }

        await app.AssertAtRestAsync();
    }

    [Fact]
    public async Task Many_runs_at_once_settle_at_most_the_limit_and_one_run()
    {
        (string Cost, string Limit, decimal Usd, int Requests, bool IsShown)[] table = // what each request costs and declares, but for the tolerance; the limit; how many; whether it was shown before that they keep to it
        [
            ("0.02",   "agent", 0.6m, 36, false),
            ("0.055",  "agent", 0.5m, 14, true), // within the tolerance
            ("0.055",  "owner", 0.5m, 14, true),
            ("silent", "agent", 0.5m, 10, false),
            ("silent", "owner", 0.5m, 10, false),
            ("0.02",   "owner", 0.6m, 36, false),
            ("0.02",   "month", 0.6m, 36, false),
            ("0.055",  "month", 0.5m, 14, true),
            ("silent", "month", 0.5m, 10, false),
        ];
        table = IsFull ? [.. table.Select(row => row with { Requests = 100 })] : table[..5];
        await using var app = await TestApp.StartAsync(azurite);
        var worlds = await WorldsAsync(app, table.Select(row => (row.Limit, row.Usd, row.Cost == "silent" ? "openai" : "trinity")));
        for (var i = 0; i < table.Length; i++)
        {
            await ProveAsync(app, table[i].IsShown ? worlds[i] : worlds[i] with { Agents = [] }, table[i].Limit != "agent" && table[i].IsShown);
        }

        // Slow enough to be seen side by side on a busy machine; not those that go one by one first.
        var unrecorded = await Task.WhenAll(worlds.Select((world, i) => SendAsync(
            world.Owner, table[i].Requests, world.Agents, $$"""{"message":"#{{i}} {{(table[i].Cost == "silent" ? "" : $"[cost {table[i].Cost}]")}} [slow {{(table[i].IsShown ? "1s" : "100ms")}}]","maxCostUsdPerRun":{{(table[i].Cost == "0.055" ? "0.05" : "0.02")}}}""")));
        await app.UntilNoneWaitsAsync();
        for (var i = 0; i < table.Length; i++)
        {
            var (cost, _, usd, requests, isShown) = table[i];
            var runs = await RunsAsync(worlds[i].Owner);
            var spent = runs.Sum(run => (decimal?)run["costUsd"] ?? 0);
            output.WriteLine($"{i}: {spent} of {usd} USD, at most {MostAtOnce(app, i)} at once");
            Assert.Equal((i, requests), (i, runs.Count + unrecorded[i]));
            Assert.InRange(spent, cost == "silent" ? 0 : usd, usd + (cost == "silent" ? 0 : decimal.Parse(cost, System.Globalization.CultureInfo.InvariantCulture)));
            Assert.InRange(MostAtOnce(app, i), isShown ? 2 : 1, cost == "silent" ? 1 : 8); // side by side, once it was shown
            worlds[i].Owner.Dispose();
        }

        await app.AssertAtRestAsync();
    }

    [Theory] // how agents that have kept to their maxima break their word: each run costs 1 USD and says so, or answers what cannot be read, or nothing
    [InlineData("cost")]
    [InlineData("unreadable")]
    [InlineData("timeout")]
    public async Task Those_who_break_their_word_cost_the_limit_and_eight_runs_at_most(string how)
    {
        const int Requests = 14;
        await using var agent = await AnsweringServer.StartAsync(http => how == "timeout" ? Task.Delay(Timeout.Infinite, http.RequestAborted) : http.Response.WriteAsync(
            $$$"""{"response":"done","metadata":{"cost_usd":{{{(how == "cost" ? "1" : "\"?\"")}}}}}"""));
        await using var app = await TestApp.StartAsync(azurite);
        string[] limits = ["agent", "owner", "month"];
        var worlds = await WorldsAsync(app, limits.Select(limit => (limit, Limit, "trinity")), agent.Address);
        foreach (var (world, limit) in worlds.Zip(limits))
        {
            await ProveAsync(app, world, limit != "agent");
        }

        await Task.WhenAll(worlds.Select((world, i) => SendAsync(world.Owner, Requests, world.Agents, """{"message":"x","maxCostUsdPerRun":0.000001,"retries":0,"timeout":"PT2S"}""")));
        await app.UntilNoneWaitsAsync();
        foreach (var (world, limit) in worlds.Zip(limits))
        {
            var runs = await RunsAsync(world.Owner);
            var called = runs.Count(run => (string?)run["status"] != "rejected");
            output.WriteLine($"{how}, {limit}: {called} runs, {await SpentAsync(world, limit)} USD");
            Assert.InRange(called, 1, 9); // eight, and one by itself whose cost is unknown, too, and which uses up what is left
            Assert.InRange(await SpentAsync(world, limit), Limit, Limit + 8);
            Assert.All(runs.Where(run => (string?)run["status"] == "rejected"), run => Assert.Equal("budgetSpent", (string?)run["reason"]));
            world.Owner.Dispose();
        }

        await app.AssertAtRestAsync();
    }

    [Theory] // the limit; the run's maximum; how often the agent is called, which fails and costs 1 USD each time
    [InlineData("agent", null,       2)] // two of two USD are left, then none
    [InlineData("owner", null,       2)]
    [InlineData("month", null,       2)]
    [InlineData("agent", "0.000001", 1)]
    [InlineData("agent", "5",        2)]
    [InlineData("owner", "5",        2)]
    [InlineData("owner", "1.5",      2)]
    public async Task A_call_that_failed_is_not_repeated_once_the_run_has_cost_what_it_may(string limit, string? most, int calls)
    {
        await using var agent = await AnsweringServer.StartAsync(http =>
        {
            http.Response.StatusCode = 503;
            return http.Response.WriteAsync("""{"detail":"not now","metadata":{"cost_usd":1}}""");
        });
        await using var app = await TestApp.StartAsync(azurite);
        var world = Assert.Single(await WorldsAsync(app, [(limit, Limit, "trinity")], agent.Address));
        await SendAsync(world.Owner, 1, world.Agents, $$"""{"message":"x","retries":5,"maxCostUsdPerRun":{{most ?? "null"}}}""");
        for (var i = 0; i < 6; i++)
        {
            await app.SettleAsync();
            await app.SweepAsync(TimeSpan.FromMinutes(5));
        }

        var run = Assert.Single(await RunsAsync(world.Owner));
        Assert.Equal(("failed", calls, calls), ((string?)run["status"], (int)run["costUsd"]!, agent.Requests.Count));
        Assert.Contains($"; it is not called again, because its calls have cost {calls} USD", (string?)run["sentence"], StringComparison.Ordinal);
        Assert.Equal(calls, await SpentAsync(world, limit));
        world.Owner.Dispose();
        await app.AssertAtRestAsync();
    }

    [Fact]
    public async Task Under_a_limit_eight_run_at_a_time_and_the_others_say_that_they_wait_for_one_of_these()
    {
        var (called, release) = (0, new TaskCompletionSource());
        await using var app = await TestApp.StartAsync(azurite, onTask: _ =>
        {
            Interlocked.Increment(ref called);
            return release.Task;
        });
        var worlds = await WorldsAsync(app, [("agent", Limit, "trinity"), ("owner", Limit, "trinity")]);
        await ProveAsync(app, worlds[0], withOwner: false);
        await ProveAsync(app, worlds[1], withOwner: true);
        for (var i = 0; i < worlds.Count; i++)
        {
            await SendAsync(worlds[i].Owner, 12, worlds[i].Agents, $$"""{"message":"#{{i}} [cost 1]","maxCostUsdPerRun":0.000001}""");
        }

        await Eventually.SeeAsync(() => Task.FromResult(Volatile.Read(ref called) == 16 ? "eight of each" : null), Patience);
        foreach (var (world, whose) in worlds.Zip((string[])["the agent's budget", "the budget of owner1"]))
        {
            var runs = await RunsAsync(world.Owner);
            Assert.Equal((8, 4), (runs.Count(run => (string?)run["status"] == "running"), runs.Count(run => (string?)run["status"] == "waiting")));
            Assert.Contains(runs, run => ((string?)run["reason"], (string?)run["sentence"])
                == ("budgetReserved", $"waits for one of 8 runs in flight under {whose} to end; at most 8 run at a time; 0 of 2 USD spent today"));
        }

        release.SetResult();
        await app.UntilNoneWaitsAsync();
        foreach (var world in worlds)
        {
            var runs = await RunsAsync(world.Owner);
            Assert.Equal((8, 4), (runs.Count(run => (string?)run["status"] == "succeeded"), runs.Count(run => (string?)run["reason"] == "budgetSpent"))); // limit plus what was in flight
            world.Owner.Dispose();
        }

        Assert.Equal(16, app.Agent.Calls.Count);
        await app.AssertAtRestAsync();
    }

    [Fact]
    public async Task Without_any_maximum_another_s_agent_takes_what_was_reserved()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var ann = await app.CallerAsync("ann");
        using var ben = await app.CallerAsync("ben");
        await ann.PutAsync("agents/anns", new { url = app.Agent.Address, sharedWith = new[] { "ben" } }, HttpStatusCode.Created);
        await app.Api.PutAsync("owners/ben/limits", new { dayUsd = 2 });
        await ben.PostAsync("agents/anns/chat", new { message = "x [cost 500.10]", maxCostUsdPerRun = 0.010 });
        Assert.Equal(0.01m, (decimal?)(await ben.GetAsync("owners/ben/limits"))["budget"]!["dayUsd"]);
        await ben.PostAsync("agents/anns/runs", new { message = "x [cost 99999999]" }, HttpStatusCode.Accepted);
        await app.SettleAsync();
        var run = (await ann.GetAsync("agents/anns/runs?trigger=api"))["items"]![0]!;
        Assert.Equal((99_999_999m, true, 99_999_997.01m), ((decimal?)run["costUsd"], (bool?)run["overBudget"], (decimal?)run["excessUsd"]));
        Assert.Equal((2m, "2 of 2 USD spent today"), ((decimal?)(await ben.GetAsync("owners/ben/limits"))["budget"]!["dayUsd"], (string?)(await ben.GetAsync("owners/ben/limits"))["budget"]!["warning"]));
        await ben.PostAsync("agents/anns/chat", new { message = "y" }, HttpStatusCode.TooManyRequests);

        // Each sees its own part of it, without trailing zeros.
        foreach (var window in (string[])["24h", "7d"])
        {
            Assert.Equal(("2", "100000499.1"), ((await ben.GetAsync($"agents/anns/stats?window={window}"))["costUsd"]!.ToJsonString(), (await ann.GetAsync($"agents/anns/stats?window={window}"))["costUsd"]!.ToJsonString()));
            Assert.Equal("2", (await ben.GetAsync($"stats?window={window}"))["costUsd"]!.ToJsonString());
        }

        Assert.Equal("100000499.1", (await ann.GetAsync("agents/anns"))["totals"]!["costUsd"]!.ToJsonString());
        await app.AssertAtRestAsync();
    }

    [Fact]
    public async Task Another_s_agent_takes_a_run_s_maximum_from_the_caller_and_its_owner_sees_the_rest()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var ann = await app.CallerAsync("ann");
        using var ben = await app.CallerAsync("ben");
        await ann.PutAsync("agents/anns", new { url = app.Agent.Address, sharedWith = new[] { "ben" } }, HttpStatusCode.Created);
        await app.Api.PutAsync("owners/ben/limits", new { dayUsd = 2, monthUsd = 5 });
        for (var i = 0; i < 3; i++)
        {
            await ben.PostAsync("agents/anns/runs", new { message = "x [cost 99999999]", maxCostUsdPerRun = 0.01 }, HttpStatusCode.Accepted);
            await app.SettleAsync();
        }

        var run = (await ann.GetAsync("agents/anns/runs"))["items"]!.AsArray().First()!;
        Assert.Equal((99_999_999m, true, 99_999_998.99m), ((decimal?)run["costUsd"], (bool?)run["overBudget"], (decimal?)run["excessUsd"]));
        var budget = (await ben.GetAsync("owners/ben/limits"))["budget"]!;
        Assert.Equal((0.03m, 0.03m, null), ((decimal?)budget["dayUsd"], (decimal?)budget["monthUsd"], budget["warning"]));
        Assert.Equal(299_999_997m, (decimal?)(await ann.GetAsync("agents/anns"))["totals"]!["costUsd"]);
        Assert.Equal(
            ["(excess) 299999996.97 0", "ben 0.03 3"],
            (await ann.GetAsync("usage?by=owner"))["items"]!.AsArray().Select(item => $"{item!["owner"]} {item["costUsd"]} {item["runs"]}").Order(StringComparer.Ordinal));
        Assert.Equal(["ben 0.03"], (await ben.GetAsync("usage?by=owner"))["items"]!.AsArray().Select(item => $"{item!["owner"]} {item["costUsd"]}"));
        var entry = (await ann.GetAsync("agents/anns/activities?type=runCompleted"))["items"]![0]!["details"]!;
        Assert.Equal((true, 99_999_998.99m), ((bool?)entry["overBudget"], (decimal?)entry["excessUsd"]));

        // Limits that are set later start from what counts for the owner, too.
        await app.Api.TryAsync(HttpMethod.Delete, "owners/ben/limits", null);
        await app.Api.PutAsync("owners/ben/limits", new { dayUsd = 2 });
        Assert.Equal(0.03m, (decimal?)(await ben.GetAsync("owners/ben/limits"))["budget"]!["dayUsd"]);
        await app.AssertAtRestAsync();
    }

    [Fact]
    public async Task Without_a_maximum_of_its_own_a_run_has_the_deployment_s_whoever_asked_for_it()
    {
        await using var app = await TestApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["AgentSched:MaxCostUsdPerRun"] = "0.5" });
        using var ann = await app.CallerAsync("ann");
        using var ben = await app.CallerAsync("ben");
        await ann.PutAsync("agents/anns", new { url = app.Agent.Address, sharedWith = new[] { "ben" } }, HttpStatusCode.Created);
        await app.Api.PutAsync("owners/ben/limits", new { dayUsd = 20 });
        await ben.CreateScheduleAsync("anns", cron: "0 10 * * *", message: "[cost 100]");
        await ben.PostAsync("agents/anns/runs", new { message = "[cost 100]" }, HttpStatusCode.Accepted);
        await app.SettleAsync();
        await ben.PostAsync("agents/anns/chat", new { message = "[cost 100]" });
        await app.TickAtAsync("2026-01-05T10:00:00Z");
        await app.UntilNoneWaitsAsync();
        Assert.Equal(1.5m, (decimal?)(await ben.GetAsync("owners/ben/limits"))["budget"]!["dayUsd"]);
        Assert.Equal(300m, (decimal?)(await ann.GetAsync("agents/anns"))["totals"]!["costUsd"]);
        await app.AssertAtRestAsync();
    }

    [Fact]
    public async Task What_an_agent_has_shown_does_not_count_for_the_one_that_takes_its_place()
    {
        await using var app = await TestApp.StartAsync(azurite);
        await app.Api.PutAsync("agents/alice", new { url = app.Agent.Address, maxConcurrent = 32, queueDepth = 100, limits = new { dayUsd = 1 } }, HttpStatusCode.Created);
        await app.ProveAsync("alice");
        Assert.Equal(HttpStatusCode.OK, (await app.Api.TryAsync(HttpMethod.Patch, "agents/alice", """{"queueDepth":99}""")).Status);
        Assert.Equal(2, await AtOnceAsync());
        var elsewhere = new UriBuilder(app.Agent.Address) { Host = "localhost" }.Uri;
        Assert.Equal(HttpStatusCode.OK, (await app.Api.TryAsync(HttpMethod.Patch, "agents/alice", $$"""{"url":"{{elsewhere}}"}""")).Status);
        Assert.Equal(1, await AtOnceAsync());

        async Task<int> AtOnceAsync()
        {
            await SendAsync(app.Api, 2, ["alice"], """{"message":"[cost 0.01] [slow 100ms]","maxCostUsdPerRun":0.01}""");
            var running = (int)(await app.Api.GetAsync("agents/alice"))["running"]!;
            await app.UntilNoneWaitsAsync();
            return running;
        }
    }

    [Theory] // whose limit
    [InlineData("agent")]
    [InlineData("owner")]
    public async Task A_run_that_waits_for_money_says_why_and_until_when(string limit)
    {
        await using var app = await TestApp.StartAsync(azurite);
        await app.Api.PutAsync("agents/alice", new { url = app.Agent.Address, maxConcurrent = 4, queueDepth = 9, limits = limit == "agent" ? new { dayUsd = 1 } : null, onLimit = "approve" }, HttpStatusCode.Created);
        if (limit == "owner")
        {
            await app.Api.PutAsync("owners/admin/limits", new { dayUsd = 1, onLimit = "approve" });
        }

        var whose = limit == "agent" ? "the agent's budget" : "the budget of admin";
        await app.Api.PostAsync("agents/alice/runs", new { message = "[cost 0.9] [slow 300ms]" }, HttpStatusCode.Accepted);
        var waits = await app.Api.PostAsync("agents/alice/runs", new { message = "[cost 0.2]" }, HttpStatusCode.Accepted);
        Assert.Equal(
            ("waiting", "budgetReserved", $"waits until no other run is in flight, because without a maximum cost it reserves all that is left of {whose}; 0 of 1 USD spent today", null),
            await StateAsync(waits));
        await app.SettleAsync();
        var (status, reason, sentence, until) = await StateAsync(waits);
        Assert.Equal(("waiting", "budgetNearlySpent"), (status, reason));
        Assert.Equal($"delayed until {until}, because {whose} is nearly spent: 0.9 of 1 USD spent today", sentence);
        Assert.InRange(DateTimeOffset.Parse(until!) - app.Clock.GetUtcNow(), TimeSpan.FromSeconds(140), TimeSpan.FromSeconds(160));

        await app.SweepAsync(TimeSpan.FromMinutes(6));
        await app.SettleAsync();
        Assert.Equal("succeeded", (await StateAsync(waits)).Status);
        var held = await app.Api.PostAsync("agents/alice/runs", new { message = "[cost 0.2]" }, HttpStatusCode.Accepted);
        await app.SettleAsync();
        Assert.Equal(("waiting", "budgetSpent", $"waits for approval; {whose} is spent: 1.1 of 1 USD spent today", "2026-01-06T00:00:00Z"), await StateAsync(held));
        Assert.Contains((await app.Api.RunsAsync("alice")), run => (string?)run["notBefore"] == "2026-01-06T00:00:00Z"); // lists say so, too
        await app.Api.PostAsync($"agents/alice/runs/{held["runId"]}/approve");
        await app.SettleAsync();
        var (approved, _, _, notBefore) = await StateAsync(held);
        Assert.Equal(("succeeded", null), (approved, notBefore));
        await app.AssertAtRestAsync();

        async Task<(string? Status, string? Reason, string? Sentence, string? NotBefore)> StateAsync(JsonNode of)
        {
            var run = await app.Api.GetAsync($"agents/alice/runs/{of["runId"]}");
            return ((string?)run["status"], (string?)run["reason"], (string?)run["sentence"], (string?)run["notBefore"]);
        }
    }

    [Fact]
    public async Task Runs_of_one_second_and_of_two_processes_go_one_by_one()
    {
        await using var agent = await DemoAgent.StartAsync();
        var storage = azurite.TakeConnectionString();
        await using var app = await TestApp.StartAsync(azurite, storage: storage);
        await app.Api.PutAsync("agents/alice", new { url = agent.Address, maxConcurrent = 32, queueDepth = 100, limits = new { monthUsd = Limit } }, HttpStatusCode.Created);
        for (var i = 0; i < 8; i++)
        {
            await app.Api.PostAsync(
                "agents/alice/schedules", new { name = $"s{i}", cron = "0 10 * * *", zone = "UTC", message = "x [cost 1] [slow 20ms]", maxCostUsdPerRun = 0.000001 }, HttpStatusCode.Created);
        }

        await using var other = await TestApp.StartAsync(azurite, "2026-01-05T10:00:00Z", storage: storage);
        app.Clock.Set(DateTimeOffset.Parse("2026-01-05T10:00:00Z"));
        await Task.WhenAll(
            app.TickAsync(),
            other.TickAsync(),
            SendAsync(app.Api, 4, ["alice"], """{"message":"y [cost 1] [slow 20ms]","maxCostUsdPerRun":0.000001}"""),
            SendAsync(other.Api, 4, ["alice"], """{"message":"z [cost 1] [slow 20ms]","maxCostUsdPerRun":0.000001}"""));
        await app.UntilNoneWaitsAsync();
        await other.SettleAsync();
        var runs = await RunsAsync(app.Api);
        Assert.Equal(16, runs.Count);
        Assert.Equal((2, 2), (agent.Calls.Count, runs.Count(run => (string?)run["status"] == "succeeded")));
        Assert.False(agent.Calls[0].FinishedAt > agent.Calls[1].ReceivedAt);
        await app.AssertAtRestAsync();
    }

    /// <summary>Owners, each with a limit of its own and agents.</summary>
    /// <param name="app">The app.</param>
    /// <param name="limits">For each owner, which limit it has (of its only agent by day, or of itself by day or month, over three agents), how many USD, and the kind of its agents.</param>
    /// <param name="url">Where the agents are. Null: the demo agent.</param>
    private static async Task<List<World>> WorldsAsync(TestApp app, IEnumerable<(string Limit, decimal Usd, string Kind)> limits, Uri? url = null)
    {
        var worlds = new List<World>();
        foreach (var (limit, usd, kind) in limits)
        {
            var (name, agents) = ($"owner{worlds.Count}", Enumerable.Range(0, limit == "agent" ? 1 : 3).Select(one => $"agent{worlds.Count}-{one}").ToArray());
            var owner = await app.CallerAsync(name);
            owner.Http.Timeout = Patience;
            foreach (var agent in agents)
            {
                await owner.PutAsync(
                    $"agents/{agent}", new { url = url ?? app.Agent.Address, kind, model = "small", maxConcurrent = 32, queueDepth = 100, limits = limit == "agent" ? new { dayUsd = usd } : null }, HttpStatusCode.Created);
            }

            if (limit != "agent")
            {
                await app.Api.PutAsync($"owners/{name}/limits", limit == "month" ? new { monthUsd = usd } : new { dayUsd = usd });
            }

            worlds.Add(new World(name, owner, agents));
        }

        return worlds;
    }

    private static async Task ProveAsync(TestApp app, World world, bool withOwner)
    {
        foreach (var agent in world.Agents)
        {
            await app.ProveAsync(agent);
        }

        if (withOwner)
        {
            await app.ProveOwnerAsync(world.Name);
        }
    }

    private static async Task<decimal> SpentAsync(World world, string limit) => (decimal)(limit == "agent"
        ? await world.Owner.GetAsync($"agents/{world.Agents[0]}")
        : await world.Owner.GetAsync($"owners/{world.Name}/limits"))["budget"]![limit == "month" ? "monthUsd" : "dayUsd"]!;

    /// <returns>How many were refused without a record: of refused requests of an agent, at most one a second has one, and the clock stands still.</returns>
    private static async Task<int> SendAsync(ApiClient caller, int count, string[] agents, string body)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, count).Select(i => caller.TryAsync(HttpMethod.Post, $"agents/{agents[i % agents.Length]}/runs", body)));
        Assert.All(answers, answer => Assert.True(answer.Status is HttpStatusCode.Accepted or HttpStatusCode.TooManyRequests, $"{answer.Status} {answer.Body}"));
        return answers.Count(answer => ((string?)answer.Body?["detail"])?.Contains("not recorded", StringComparison.Ordinal) == true);
    }

    private static async Task<List<JsonNode>> RunsAsync(ApiClient caller) => [.. (await caller.GetAsync("runs?limit=200"))["items"]!.AsArray().Select(run => run!)];

    /// <summary>The most runs at once of those whose messages have a number.</summary>
    private static int MostAtOnce(TestApp app, int number)
    {
        var calls = app.Agent.Calls.Where(call => call.Message.Contains($"#{number} ", StringComparison.Ordinal)).ToList();
        return calls.Max(call => calls.Count(other => other.ReceivedAt <= call.ReceivedAt && call.ReceivedAt < other.FinishedAt));
    }

    private sealed record World(string Name, ApiClient Owner, string[] Agents);
}
