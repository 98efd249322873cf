using System.Net;
using System.Text.Json.Nodes;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>Limits of owners, over whatever agents their runs use.</summary>
[Trait("shows", "runs")]
public sealed class OwnerLimitTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private const decimal Cost = 0.07m;
    private static readonly string[] Agents = ["alice", "bob", "carol", "dave", "erin"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Forty_runs_at_once_on_five_agents_settle_at_most_the_limit_plus_one_run(bool withMaximum)
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var ann = await AnnAsync(app, new { dayUsd = 1.00 });
        foreach (var agent in Agents)
        {
            await RegisterAsync(app, agent, maxConcurrent: 8, queueDepth: 20);
        }

        var body = new JsonObject { ["message"] = $"x [cost {Cost}] [slow 20ms]", ["maxCostUsdPerRun"] = withMaximum ? Cost : null }.ToJsonString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => ann.TryAsync(HttpMethod.Post, $"agents/{Agents[i % Agents.Length]}/runs", body)));
        Assert.All(answers, answer => Assert.True(answer.Status is HttpStatusCode.Accepted or HttpStatusCode.TooManyRequests, $"{answer.Status} {answer.Body}"));
        await app.UntilNoneWaitsAsync();
        var runs = (await app.Api.GetAsync("runs?limit=200"))["items"]!.AsArray();
        var spent = runs.Sum(run => (decimal?)run!["costUsd"] ?? 0);
        output.WriteLine($"settled {spent} USD in {app.Agent.Calls.Count} runs");
        Assert.InRange(spent, 1.00m, 1.00m + Cost);
        Assert.Equal(40, runs.Count);
        var words = $"{(withMaximum ? "1.05" : "1")} of 1 USD spent today"; // without a maximum, another's agent takes no more than was left
        Assert.All(runs.Where(run => (string?)run!["status"] != "succeeded"), run => Assert.Equal(
            ("rejected", "budgetSpent", $"the budget of ann is spent: {words}"), ((string?)run!["status"], (string?)run["reason"], (string?)run["sentence"])));
        Assert.Equal(words, (string?)(await ann.GetAsync("owners/ann/limits"))["budget"]!["warning"]);
        await app.AssertAtRestAsync();
    }

    [Fact]
    public async Task Scheduled_runs_start_on_time_until_the_limit_and_again_the_next_day()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var ann = await AnnAsync(app, new { dayUsd = 0.5 });
        await RegisterAsync(app, "alice");
        await ann.CreateScheduleAsync("alice", cron: "0 */8 * * *", message: "x [cost 0.5]");
        for (var tick = 0; tick < 5; tick++)
        {
            app.Clock.Advance(TimeSpan.FromHours(8) - TimeSpan.FromHours(tick == 0 ? 1 : 0)); // 16:00, 0:00, …
            await app.TickAsync();
        }

        var runs = (await app.Api.RunsAsync("alice")).Reverse().ToList();
        Assert.Equal(
            ["16:00 succeeded", "00:00 succeeded", "08:00 rejected", "16:00 rejected", "00:00 succeeded"],
            runs.Select(run => $"{((string)run["dueTime"]!).Substring(11, 5)} {run["status"]}"));
        Assert.All(runs, run => Assert.Equal("PT0S", (string?)run["lateness"]));
        await app.AssertAtRestAsync();
    }

    [Fact]
    public async Task Others_of_the_same_agent_go_past_a_run_that_waits_for_its_owner()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var ann = await AnnAsync(app, new { monthUsd = 1 }, onLimit: "approve");
        await RegisterAsync(app, "alice", queueDepth: 0);
        await RegisterAsync(app, "bob");
        await ann.PostAsync("agents/alice/runs", new { message = "x [cost 1]" }, HttpStatusCode.Accepted); // with no room in the line, but a free slot
        await app.SettleAsync();
        var held = await ann.PostAsync("agents/bob/runs", new { message = "y [cost 0.25]" }, HttpStatusCode.Accepted);
        Assert.Equal(
            ("waiting", "waits for approval; the budget of ann is spent: 1 of 1 USD spent this month"), ((string?)held["status"], (string?)held["sentence"]));
        var others = await app.Api.PostAsync("agents/bob/runs", new { message = "z" }, HttpStatusCode.Accepted);
        Assert.Equal("running", (string?)others["status"]);
        await app.SettleAsync();
        Assert.Equal(HttpStatusCode.Forbidden, (await ann.TryAsync(HttpMethod.Post, $"agents/bob/runs/{held["runId"]}/approve", null)).Status);
        Assert.Equal("running", (string?)(await app.Api.PostAsync($"agents/bob/runs/{held["runId"]}/approve"))["status"]);
        await app.SettleAsync();
        Assert.Equal(1.25m, (decimal?)(await ann.GetAsync("owners/ann/limits"))["budget"]!["monthUsd"]);
        await app.AssertAtRestAsync();
    }

    [Fact]
    public async Task Near_the_limit_runs_start_later()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var ann = await AnnAsync(app, new { dayTokens = 1400 }); // the demo answer has 1,262 tokens: 90 %
        await RegisterAsync(app, "alice");
        await ann.PostAsync("agents/alice/runs", new { message = "x" }, HttpStatusCode.Accepted);
        await app.SettleAsync();
        var share = (double)(await ann.GetAsync("owners/ann/limits"))["budget"]!["share"]!;
        var waits = await ann.PostAsync("agents/alice/runs", new { message = "y" }, HttpStatusCode.Accepted);
        Assert.Equal("waiting", (string?)waits["status"]);
        await app.SweepAsync(TimeSpan.FromMinutes(5) * ((share - 0.8) / 0.2) + TimeSpan.FromMinutes(3)); // the clock ran ahead of the message
        await app.SettleAsync();
        Assert.Equal("succeeded", (string?)(await ann.GetAsync($"agents/alice/runs/{waits["runId"]}"))["status"]);
        await app.AssertAtRestAsync();
    }

    [Fact]
    public async Task What_was_spent_before_the_limit_was_set_counts_and_so_does_what_was_under_way()
    {
        await using var app = await TestApp.StartAsync(azurite);
        await RegisterAsync(app, "alice");
        using var ann = await app.CallerAsync("ann");
        await ann.PostAsync("agents/alice/runs", new { message = "x [cost 0.25]" }, HttpStatusCode.Accepted);
        await app.SettleAsync();
        await ann.PostAsync("agents/alice/runs", new { message = "y [cost 0.5] [slow 1500ms]" }, HttpStatusCode.Accepted);
        await app.Api.PutAsync("owners/ann/limits", new { dayUsd = 2 });
        await app.SettleAsync();
        Assert.Equal(0.75m, (decimal?)(await ann.GetAsync("owners/ann/limits"))["budget"]!["dayUsd"]);
        await app.AssertAtRestAsync();

        Assert.Equal(HttpStatusCode.NoContent, (await app.Api.TryAsync(HttpMethod.Delete, "owners/ann/limits", null)).Status);
        Assert.Null((await ann.GetAsync("owners/ann/limits"))["dayUsd"]);
        await ann.PostAsync("agents/alice/runs", new { message = "z [cost 5]" }, HttpStatusCode.Accepted);
        await app.SettleAsync();
        await app.AssertAtRestAsync();
    }

    [Fact]
    public async Task An_owner_reads_its_limits_and_only_admins_set_them()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var ann = await AnnAsync(app, new { dayUsd = 1 });
        using var ben = await app.CallerAsync("ben");
        var read = await ann.GetAsync("owners/ann/limits");
        Assert.Equal(1m, (decimal?)read["dayUsd"]);
        Assert.Equal(read.ToJsonString(), (await app.Api.PutAsync("owners/ann/limits", read)).ToJsonString()); // what was read can be sent back
        Assert.Equal(HttpStatusCode.Forbidden, (await ann.TryAsync(HttpMethod.Put, "owners/ann/limits", """{"dayUsd":5}""")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await ann.TryAsync(HttpMethod.Delete, "owners/ann/limits", null)).Status);
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Put, HttpMethod.Delete])
        {
            Assert.Equal(HttpStatusCode.NotFound, (await ben.TryAsync(method, "owners/ann/limits", method == HttpMethod.Put ? """{"dayUsd":5}""" : null)).Status);
        }
    }

    [Theory]
    [InlineData("admin", "{}", "dayUsd")]
    [InlineData("Ann%7C", """{"dayUsd":1}""", "owner")]
    public async Task A_wrong_limit_names_its_field(string owner, string body, string field)
    {
        await using var app = await TestApp.StartAsync(azurite);
        var (status, problem) = await app.Api.TryAsync(HttpMethod.Put, $"owners/{owner}/limits", body);
        Assert.Equal((HttpStatusCode.BadRequest, field), (status, problem!["errors"]!.AsObject().First().Key));
    }

    [Fact]
    public async Task Wherever_the_app_dies_the_limit_holds_and_the_ledger_is_right()
    {
        const int Points = 18; // the writes of four runs on two agents, two of which the limit lets through
        ApiClient ann = null!;
        await CrashPoints.EachAsync(
            azurite,
            Points,
            DateTimeOffset.Parse("2026-01-05T09:00:00Z"),
            async (app, point) =>
            {
                ann = await AnnAsync(app, new { dayUsd = 1 }, name: $"ann-{point}");
                await RegisterAsync(app, $"one-{point}", queueDepth: 10, owner: $"ann-{point}");
                await RegisterAsync(app, $"other-{point}", queueDepth: 10, owner: $"ann-{point}");
            },
            async (app, point) =>
            {
                for (var i = 0; i < 4; i++)
                {
                    await ann.TryAsync(HttpMethod.Post, $"agents/{(i % 2 == 0 ? "one" : "other")}-{point}/runs", """{"message":"x [cost 0.6]"}""");
                }

                ann.Dispose();
            },
            async (next, point) =>
            {
                await next.UntilNoneWaitsAsync();
                var runs = (await next.Api.RunsAsync($"one-{point}")).Concat(await next.Api.RunsAsync($"other-{point}")).ToList();
                output.WriteLine($"{point}: {string.Join(", ", runs.Select(run => $"{run["status"]}"))}");
                Assert.InRange(runs.Sum(run => (decimal?)run["costUsd"] ?? 0), 0, 1.6m);
                await next.Api.GetAsync($"owners/ann-{point}/limits"); // whoever looks settles what a crash left
                await next.AssertAtRestAsync();
            },
            "runs");
    }

    private static Task RegisterAsync(TestApp app, string name, int maxConcurrent = 1, int queueDepth = 3, string owner = "admin") =>
        app.Api.PutAsync($"agents/{name}", new { url = app.Agent.Address, maxConcurrent, queueDepth, owner, sharedWith = new[] { "ann" } }, HttpStatusCode.Created);

    private static async Task<ApiClient> AnnAsync(TestApp app, object limits, string onLimit = "reject", string name = "ann")
    {
        var body = System.Text.Json.JsonSerializer.SerializeToNode(limits)!;
        body["onLimit"] = onLimit;
        var caller = await app.CallerAsync(name); // an owner without a key is unknown
        await app.Api.PutAsync($"owners/{name}/limits", body);
        return caller;
    }
}
