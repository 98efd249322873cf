using System.Net;
using System.Text.Json.Nodes;
using AgentSched.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Tests.Scenarios;

/// <summary>A run whose cost is not known is marked, and settles at what it had reserved: in its agent's totals, its owner's ledger and the usage alike.</summary>
[Trait("shows", "runs")]
[Trait("shows", "right-answers")]
public sealed class UnknownCostTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_cost_that_cannot_be_read_settles_at_the_reservation()
    {
        (string Cost, decimal? Reported, bool IsUnknown)[] table = // the cost as the agent writes it; what the run's record says; each run reserves 0.55 USD: its maximum and 10 %
        [
            ("0.25", 0.25m, false),
            ("0", 0m, false),
            ("null", null, false), // not reported
            ("1e-7", 0.0000001m, false),
            ("-0.25", null, true),
            ("\"0.25\"", null, true),
            ("\"\"", null, true),
            ("1e999", null, true),
            ("Infinity", null, true),
            ("-Infinity", null, true),
            ("NaN", null, true),
            ("79228162514264337593543950336", null, true), // one more than a decimal holds
            ("2000000000", null, true),
            ($"0.{new string('1', 80)}", null, true),
            ("true", null, true),
            ("{\"usd\":1}", null, true),
            ("[0.25]", null, true),
        ];
        await using var agent = await AnsweringServer.StartAsync(http =>
            http.Response.WriteAsync($"{{\"response\":\"done\",\"metadata\":{{\"cost_usd\":{table[int.Parse(http.Request.Path.Value!.Split('/')[1])].Cost},\"input_tokens\":10}}}}"));
        await using var app = await TestApp.StartAsync(azurite);
        for (var i = 0; i < table.Length; i++)
        {
            using var owner = await app.CallerAsync($"o{i}");
            await app.Api.PutAsync($"owners/o{i}/limits", new { monthUsd = 100 });
            await app.ProveOwnerAsync($"o{i}");
            await owner.PutAsync($"agents/a{i}", new { url = new Uri(agent.Address, $"/{i}"), limits = new { dayUsd = 2 } }, HttpStatusCode.Created);
            await app.ProveAsync($"a{i}");
            await owner.PostAsync($"agents/a{i}/runs", new { message = "x", maxCostUsdPerRun = 0.5 }, HttpStatusCode.Accepted);
        }

        await app.UntilNoneWaitsAsync();
        for (var i = 0; i < table.Length; i++)
        {
            var (cost, reported, isUnknown) = table[i];
            var run = Assert.Single(await app.Api.RunsAsync($"a{i}"));
            Assert.Equal(
                (cost, "succeeded", reported, isUnknown, isUnknown ? 0.55m : (decimal?)null, 10),
                (cost, (string?)run["status"], (decimal?)run["costUsd"], (bool)run["costUnknown"]!, (decimal?)run["settledUsd"], (int?)run["tokensIn"]));
            var counted = isUnknown ? 0.55m : reported ?? 0;
            var entry = await app.Api.GetAsync($"agents/a{i}");
            var ledger = await app.Api.GetAsync($"owners/o{i}/limits");
            Assert.Equal((cost, counted, counted, counted), (cost, (decimal)entry["budget"]!["dayUsd"]!, (decimal)entry["totals"]!["costUsd"]!, (decimal)ledger["budget"]!["monthUsd"]!));
        }

        var all = table.Sum(row => row.IsUnknown ? 0.55m : row.Reported ?? 0);
        Assert.Equal(all, (await app.Api.GetAsync("usage?by=owner"))["items"]!.AsArray().Sum(item => (decimal)item!["costUsd"]!));
        await app.AssertAtRestAsync();
    }

    [Theory] // how the run ends; its maximum, to which the agent has shown that it keeps; limits of its agent and its owner; what it settles at in USD and tokens, null: as reported
    [InlineData("cancel",   0.5,  """{"dayUsd":2}""",                  null,             0.55, null)]
    [InlineData("cancel",   null, """{"dayUsd":2,"monthUsd":3}""",     null,             2.0,  null)] // all that was left
    [InlineData("cancel",   0.5,  null,                                """{"dayUsd":2}""", 0.55, null)]
    [InlineData("cancel",   null, null,                                """{"dayUsd":2}""", 2.0,  null)]
    [InlineData("cancel",   null, """{"dayUsd":2}""",                  """{"dayUsd":1}""", 1.0,  null)] // the tightest limit
    [InlineData("cancel",   null, """{"dayTokens":5000}""",            null,             null, 5000)]
    [InlineData("cancel",   0.5,  """{"monthUsd":2,"dayTokens":70}""", null,             0.55, 70)]
    [InlineData("cancel",   0.5,  null,                                null,             null, null)] // nothing was reserved
    [InlineData("timeout",  0.5,  """{"dayUsd":2}""",                  """{"dayUsd":5}""", 0.55, null)]
    [InlineData("504",      0.5,  """{"dayUsd":2}""",                  null,             0.55, null)]
    [InlineData("break",    0.5,  """{"dayUsd":2}""",                  null,             0.55, null)]
    [InlineData("unproven", 0.000001, """{"dayUsd":2}""",              null,             2.0,  null)] // what is declared is no reservation yet
    [InlineData("garbage",  0.5,  """{"dayUsd":2}""",                  null,             0.55, null)]
    public async Task A_run_that_is_cut_off_settles_at_the_reservation(string end, double? most, string? limits, string? ownerLimits, double? settledUsd, int? settledTokens)
    {
        var called = new TaskCompletionSource();
        await using var agent = await AnsweringServer.StartAsync(async http =>
        {
            called.TrySetResult();
            await EndAsync(http, end);
        });
        await using var app = await TestApp.StartAsync(azurite);
        await app.Api.PutAsync("agents/alice", new { url = agent.Address, limits = JsonNode.Parse(limits ?? "null") }, HttpStatusCode.Created);
        if (end != "unproven")
        {
            await app.ProveAsync("alice");
        }

        if (ownerLimits is not null)
        {
            await app.Api.PutAsync("owners/admin/limits", JsonNode.Parse(ownerLimits)!);
            await app.ProveOwnerAsync("admin");
        }

        var id = (string)(await app.Api.PostAsync("agents/alice/runs", new { message = "x", maxCostUsdPerRun = most, retries = 0, timeout = end == "timeout" ? "PT1S" : null }, HttpStatusCode.Accepted))["runId"]!;
        await called.Task.WaitAsync(TimeSpan.FromSeconds(30));
        if (end is "cancel" or "unproven")
        {
            await app.Api.PostAsync($"agents/alice/runs/{id}/cancel");
        }

        await app.SettleAsync();
        var run = await app.Api.GetAsync($"agents/alice/runs/{id}");
        Assert.Equal((end is "cancel" or "unproven" ? "cancelled" : end == "timeout" ? "timedOut" : "failed", true, null), ((string?)run["status"], (bool?)run["costUnknown"], (decimal?)run["costUsd"]));
        Assert.Equal(((decimal?)settledUsd, settledTokens), ((decimal?)run["settledUsd"], (int?)run["settledTokens"]));
        Assert.Equal(((decimal?)settledUsd ?? 0, settledTokens ?? 0), ((decimal)(await app.Api.GetAsync("agents/alice"))["totals"]!["costUsd"]!, (int)(await app.Api.GetAsync("agents/alice"))["totals"]!["tokensIn"]!));
        await app.AssertAtRestAsync();
    }

    [Fact]
    public async Task An_attempt_of_unknown_cost_marks_the_run_even_if_a_later_one_succeeds()
    {
        await using var agent = await AnsweringServer.StartAsync(async http =>
        {
            var isFirst = http.Request.Headers["X-AgentSched-Attempt"] == "1";
            http.Response.StatusCode = isFirst ? 504 : 200;
            await http.Response.WriteAsync(isFirst ? string.Empty : """{"response":"done","metadata":{"cost_usd":0.25}}""");
        });
        await using var app = await TestApp.StartAsync(azurite);
        await app.Api.PutAsync("agents/alice", new { url = agent.Address, limits = new { dayUsd = 2 } }, HttpStatusCode.Created);
        await app.ProveAsync("alice");
        await app.Api.PostAsync("agents/alice/runs", new { message = "x", maxCostUsdPerRun = 0.5 }, HttpStatusCode.Accepted);
        await app.SettleAsync();
        app.Clock.Advance(TimeSpan.FromMinutes(10));
        await app.SettleAsync();
        var run = Assert.Single(await app.Api.RunsAsync("alice"));
        Assert.Equal(("succeeded", 2, 0.25m, true, 0.55m), ((string?)run["status"], (int?)run["attempts"], (decimal?)run["costUsd"], (bool?)run["costUnknown"], (decimal?)run["settledUsd"]));
        await app.AssertAtRestAsync();
    }

    [Theory] // what becomes of the run before its agent is called
    [InlineData("cancelled while it waits")]
    [InlineData("agent unreachable")]
    public async Task A_run_whose_agent_was_not_called_has_cost_nothing(string end)
    {
        await using var app = await TestApp.StartAsync(azurite, onTask: _ => Task.Delay(Timeout.Infinite));
        var url = end == "agent unreachable" ? new Uri("http://127.0.0.1:1") : app.Agent.Address;
        await app.Api.PutAsync("agents/alice", new { url, limits = new { dayUsd = 2 } }, HttpStatusCode.Created);
        await app.ProveAsync("alice");
        var first = await app.Api.PostAsync("agents/alice/runs", new { message = "x", maxCostUsdPerRun = 0.5, retries = 0 }, HttpStatusCode.Accepted);
        if (end == "agent unreachable")
        {
            await app.SettleAsync();
            Assert.Equal((false, null), await CostAsync(first));
            return;
        }

        var second = await app.Api.PostAsync("agents/alice/runs", new { message = "y", maxCostUsdPerRun = 0.5 }, HttpStatusCode.Accepted);
        await app.Api.PostAsync($"agents/alice/runs/{second["runId"]}/cancel");
        await app.Api.PostAsync($"agents/alice/runs/{first["runId"]}/cancel");
        await app.SettleAsync();
        Assert.Equal((false, null), await CostAsync(second));
        Assert.Equal((true, 0.55m), await CostAsync(first));

        async Task<(bool?, decimal?)> CostAsync(JsonNode run)
        {
            var record = await app.Api.GetAsync($"agents/alice/runs/{run["runId"]}");
            return ((bool?)record["costUnknown"], (decimal?)record["settledUsd"]);
        }
    }

    private static async Task EndAsync(HttpContext http, string end)
    {
        switch (end)
        {
            case "504":
                http.Response.StatusCode = 504;
                return;
            case "break":
                await http.Response.WriteAsync("""{"response":"half""");
                await http.Response.Body.FlushAsync();
                http.Abort();
                return;
            case "garbage":
                await http.Response.WriteAsync("<html>");
                return;
            default:
                await Task.Delay(Timeout.Infinite, http.RequestAborted);
                return;
        }
    }
}
