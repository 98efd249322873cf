using System.Net;
using System.Text.Json.Nodes;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>Limits of agents and maxima of runs as users meet them.</summary>
[Trait("shows", "runs")]
public sealed class BudgetTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private const decimal Cost = 0.07m;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Forty_runs_at_once_settle_at_most_the_limit_plus_one_run(bool withMaximum)
    {
        await using var app = await TestApp.StartAsync(azurite);
        await RegisterAsync(app, new { dayUsd = 1.00 }, maxConcurrent: 32, queueDepth: 100);
        await app.ProveAsync("alice");
        var body = new JsonObject { ["message"] = $"x [cost {Cost}] [slow 20ms]", ["maxCostUsdPerRun"] = withMaximum ? Cost : null }.ToJsonString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => app.Api.TryAsync(HttpMethod.Post, "agents/alice/runs", body)));
        Assert.All(answers, answer => Assert.True(answer.Status is HttpStatusCode.Accepted or HttpStatusCode.TooManyRequests, $"{answer.Status} {answer.Body}"));
        await app.UntilNoneWaitsAsync();
        var runs = await app.Api.RunsAsync("alice");
        var spent = runs.Sum(run => (decimal?)run["costUsd"] ?? 0);
        output.WriteLine($"settled {spent} USD in {app.Agent.Calls.Count} runs, at most {MostAtOnce(app)} at once");
        Assert.InRange(spent, 1.00m, 1.00m + Cost);
        Assert.Equal(40, runs.Count);
        Assert.All(runs.Where(run => (string?)run["status"] != "succeeded"), run => Assert.Equal(
            ("rejected", "budgetSpent", "the agent's budget is spent: 1.05 of 1 USD spent today"), ((string?)run["status"], (string?)run["reason"], (string?)run["sentence"])));
        Assert.Equal(withMaximum, MostAtOnce(app) > 1);
        Assert.Equal("1.05 of 1 USD spent today", (string?)(await app.Api.GetAsync("agents/alice"))["budget"]!["warning"]);
        await app.AssertAtRestAsync();
    }

    [Fact]
    public async Task A_spent_budget_rejects_scheduled_runs_until_the_next_day()
    {
        await using var app = await TestApp.StartAsync(azurite);
        await RegisterAsync(app, new { dayUsd = 0.5 });
        await app.Api.CreateScheduleAsync("alice", cron: "0 */8 * * *", message: "x [cost 0.5]");
        for (var tick = 0; tick < 5; tick++)
        {
            app.Clock.Advance(TimeSpan.FromHours(8) - TimeSpan.FromHours(tick == 0 ? 1 : 0)); // 16:00, 0:00, …
            await app.TickAsync();
        }

        Assert.Equal(
            ["16:00 succeeded", "00:00 succeeded", "08:00 rejected", "16:00 rejected", "00:00 succeeded"],
            (await app.Api.RunsAsync("alice")).Reverse().Select(run => $"{((string)run["dueTime"]!).Substring(11, 5)} {run["status"]}"));
        await UsageCheck.AssertAsync(app.Storage);
    }

    [Fact]
    public async Task Beyond_its_limit_a_run_waits_for_the_owner_s_approval_or_the_next_day()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var ann = await app.CallerAsync("ann");
        using var ben = await app.CallerAsync("ben");
        await ann.PostAsync(
            "agents", new { name = "anns", url = app.Agent.Address, sharedWith = new[] { "ben" }, limits = new { dayUsd = 0.5 }, onLimit = "approve" }, HttpStatusCode.Created);
        await ben.PostAsync("agents/anns/runs", new { message = "x [cost 0.5]" }, HttpStatusCode.Accepted);
        await app.SettleAsync();
        var held = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => ben.PostAsync("agents/anns/runs", new { message = $"{i} [cost 0.5]" }, HttpStatusCode.Accepted)));
        Assert.All(held, run => Assert.Equal(
            ("waiting", "budgetSpent", "waits for approval; the agent's budget is spent: 0.5 of 0.5 USD spent today"),
            ((string?)run["status"], (string?)run["reason"], (string?)run["sentence"])));
        var ids = held.Select(run => (string?)run["runId"]).ToList();
        Assert.Equal(HttpStatusCode.Forbidden, (await ben.TryAsync(HttpMethod.Post, $"agents/anns/runs/{ids[1]}/approve", null)).Status);
        Assert.Equal("running", (string?)(await ann.PostAsync($"agents/anns/runs/{ids[1]}/approve"))["status"]);
        await app.SettleAsync();
        Assert.Equal(("succeeded", null), await StatusAsync(ids[1]));
        Assert.Equal(HttpStatusCode.Conflict, (await ann.TryAsync(HttpMethod.Post, $"agents/anns/runs/{ids[1]}/approve", null)).Status);
        await app.Api.PostAsync($"agents/anns/runs/{ids[2]}/cancel");

        await app.SweepAsync(TimeSpan.FromDays(1));
        await app.SettleAsync();
        Assert.Equal(("succeeded", null), await StatusAsync(ids[0])); // money again
        Assert.Equal(("cancelled", null), await StatusAsync(ids[2]));
        await app.AssertAtRestAsync();

        async Task<(string?, string?)> StatusAsync(string? id)
        {
            var run = await ann.GetAsync($"agents/anns/runs/{id}");
            return ((string?)run["status"], (string?)run["reason"] == "budgetSpent" ? "budgetSpent" : null);
        }
    }

    [Fact]
    public async Task A_run_s_maximum_is_told_to_the_agent_and_a_run_that_cost_more_is_marked()
    {
        await using var app = await TestApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["AgentSched:MaxCostUsdPerRun"] = "2" });
        await RegisterAsync(app, limits: null);
        var made = await app.Api.PostAsync(
            "agents/alice/schedules", new { name = "n", cron = "@yearly", zone = "UTC", message = "x [cost 0.5]", maxCostUsdPerRun = 0.25 }, HttpStatusCode.Created);
        Assert.Equal(0.25m, (decimal?)made["maxCostUsdPerRun"]);
        await app.Api.PostAsync($"agents/alice/schedules/{made["id"]}/trigger", expected: HttpStatusCode.Accepted);
        await app.Api.PostAsync("agents/alice/runs", new { message = "y [cost 1]" }, HttpStatusCode.Accepted);
        await app.SettleAsync();
        Assert.Equal(
            ["x [cost 0.5] succeeded 0.25 true", "y [cost 1] succeeded 2 false"], // the deployment's maximum where nobody says one
            (await Task.WhenAll((await app.Api.RunsAsync("alice")).Select(run => app.Api.GetAsync($"agents/alice/runs/{run["runId"]}"))))
                .Select(run => $"{run["message"]} {run["status"]} {run["maxCostUsdPerRun"]} {run["overBudget"]!.ToJsonString()}").Order());
        Assert.Equal([0.25m, 2m], app.Agent.Calls.Select(call => call.Body.GetProperty("max_cost_usd").GetDecimal()).Order());
        var (status, problem) = await app.Api.TryAsync(HttpMethod.Post, "agents/alice/runs", """{"message":"x","maxCostUsdPerRun":2.5}""");
        Assert.Equal((HttpStatusCode.BadRequest, "2.5 is outside 0–2 USD, or has more than 6 decimals"), (status, (string?)problem!["errors"]!["maxCostUsdPerRun"]![0]));
    }

    [Fact]
    public async Task Limits_are_changed_and_taken_away_with_the_agent_s_entry()
    {
        await using var app = await TestApp.StartAsync(azurite);
        await RegisterAsync(app, new { monthUsd = 3, dayTokens = 1000 });
        var (_, changed) = await app.Api.TryAsync(HttpMethod.Patch, "agents/alice", """{"limits":{"monthUsd":4}}""");
        Assert.Equal((4m, 1000), ((decimal?)changed!["limits"]!["monthUsd"], (int?)changed["limits"]!["dayTokens"]));
        var (_, without) = await app.Api.TryAsync(HttpMethod.Patch, "agents/alice", """{"limits":null}""");
        Assert.Equal((null, null), (without!["limits"], without["budget"]));
    }

    [Fact]
    public async Task Wherever_the_app_dies_the_budget_holds_and_the_books_are_right()
    {
        const int Points = 14; // the writes of four runs, two of which the limit lets through
        await CrashPoints.EachAsync(
            azurite,
            Points,
            DateTimeOffset.Parse("2026-01-05T09:00:00Z"),
            (app, point) => RegisterAsync(app, new { dayUsd = 1 }, queueDepth: 10, name: $"dies-at-{point}"),
            async (app, point) =>
            {
                for (var i = 0; i < 4; i++)
                {
                    await app.Api.TryAsync(HttpMethod.Post, $"agents/dies-at-{point}/runs", """{"message":"x [cost 0.6]"}""");
                }
            },
            async (next, point) =>
            {
                await next.UntilNoneWaitsAsync();
                var runs = await next.Api.RunsAsync($"dies-at-{point}");
                output.WriteLine($"{point}: {string.Join(", ", runs.Select(run => $"{run["status"]}"))}");
                Assert.InRange(runs.Sum(run => (decimal?)run["costUsd"] ?? 0), 0, 1.6m);
                await next.AssertAtRestAsync();
            },
            "runs");
    }

    private static int MostAtOnce(TestApp app) =>
        app.Agent.Calls.Select(call => app.Agent.Calls.Count(other => other.ReceivedAt <= call.ReceivedAt && call.ReceivedAt < other.FinishedAt)).Max();

    private static Task RegisterAsync(TestApp app, object? limits, int maxConcurrent = 1, int queueDepth = 3, string name = "alice") =>
        app.Api.PutAsync($"agents/{name}", new { url = app.Agent.Address, maxConcurrent, queueDepth, limits }, HttpStatusCode.Created);
}
