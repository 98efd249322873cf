using System.Net;
using System.Text.Json.Nodes;
using AgentSched.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Tests.Scenarios;

/// <summary>Chats are runs: they take a slot and money like any other, or are refused.</summary>
[Trait("shows", "access-money")]
public sealed class ChatTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_chat_is_recorded_as_a_run_with_what_it_cost()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var answers = new List<JsonNode> { await app.Api.PostAsync("agents/alice/chat", new { message = "hello" }), await app.Api.PostAsync("agents/alice/chat", new { message = "more [cost 0.25]" }) };
        Assert.Equal([0.01m, 0.25m], answers.Select(answer => (decimal?)answer["costUsd"])); // not the session's total
        var runs = (await app.Api.GetAsync("agents/alice/runs?trigger=chat"))["items"]!.AsArray();
        Assert.Equal(answers.Select(answer => (string?)answer["runId"]).Order(), runs.Select(run => (string?)run!["runId"]).Order());
        var run = await app.Api.GetAsync($"agents/alice/runs/{answers[1]["runId"]}");
        Assert.Equal(
            ("chat", "succeeded", "completed", "more [cost 0.25]", "You said: more [cost 0.25]", 1, 0.25m),
            ((string?)run["trigger"], (string?)run["status"], (string?)run["reason"], (string?)run["message"], (string?)run["response"], (int?)run["attempts"], (decimal?)run["costUsd"]));
        var agent = await app.Api.GetAsync("agents/alice");
        Assert.Equal((2, 0.26m, 0), ((int?)agent["totals"]!["runs"], (decimal?)agent["totals"]!["costUsd"], (int?)agent["running"]));
        Assert.Equal(0.26m, (await app.Api.GetAsync("usage?by=owner"))["items"]!.AsArray().Sum(item => (decimal?)item!["costUsd"]));
        Assert.Equal(["runCompleted", "runStarted"], (await app.Api.GetAsync($"agents/alice/activities?limit=2"))["items"]!.AsArray().Select(entry => (string?)entry!["type"]));
        Assert.Equal([run["runId"]!.ToString()], app.Agent.Calls.Skip(1).Select(call => call.Headers["Idempotency-Key"]));
        await app.AssertAtRestAsync();
    }

    [Fact]
    public async Task A_chat_takes_a_slot_and_is_refused_where_none_is_free()
    {
        var (called, release) = (new SemaphoreSlim(0), new TaskCompletionSource());
        await using var app = await TestApp.StartAsync(azurite, onTask: async call =>
        {
            called.Release();
            await (call.Message.Contains("slow", StringComparison.Ordinal) ? release.Task : Task.CompletedTask);
        });
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        var chat = app.Api.PostAsync("agents/alice/chat", new { message = "slow" });
        await called.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, (int?)(await app.Api.GetAsync("agents/alice"))["running"]);
        var waits = await app.Api.PostAsync("agents/alice/runs", new { message = "task" }, HttpStatusCode.Accepted);
        Assert.Equal("waiting", (string?)waits["status"]);
        using var refused = await app.Api.Http.PostAsync("agents/alice/chat", new StringContent("""{"message":"me, too"}""", null, "application/json"), TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(30)), (refused.StatusCode, refused.Headers.RetryAfter!.Delta));
        await app.SweepAsync(TimeSpan.FromMinutes(2)); // a sweep leaves it alone
        release.SetResult();
        Assert.Equal("You said: slow", (string?)(await chat)["response"]);
        await app.SettleAsync();
        Assert.Equal(
            ["api succeeded completed task", "chat failed queueFull me, too", "chat succeeded completed slow"],
            (await Task.WhenAll((await app.Api.RunsAsync("alice")).Select(run => app.Api.GetAsync($"agents/alice/runs/{run["runId"]}"))))
                .Select(run => $"{run["trigger"]} {run["status"]} {run["reason"]} {run["message"]}").Order(StringComparer.Ordinal));
        Assert.Equal(2, app.Agent.Calls.Count); // the refused one never reached the agent, and none was sent as a task, too
        await app.AssertAtRestAsync();
    }

    [Theory] // whose limit; what happens to other runs at that limit, which a chat cannot wait for
    [InlineData("agent", "reject")]
    [InlineData("agent", "approve")]
    [InlineData("owner", "reject")]
    [InlineData("owner", "approve")]
    public async Task Chats_settle_at_most_the_limit_and_one_run_however_many_there_are_at_once(string limit, string onLimit)
    {
        await using var app = await TestApp.StartAsync(azurite);
        await app.Api.PutAsync("agents/alice", new { url = app.Agent.Address, maxConcurrent = 32, queueDepth = 0, limits = limit == "agent" ? new { dayUsd = 1 } : null, onLimit }, HttpStatusCode.Created);
        if (limit == "owner")
        {
            await app.Api.PutAsync("owners/admin/limits", new { dayUsd = 1, onLimit });
        }

        var unrecorded = 0;
        for (var round = 0; round < 6; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => app.Api.TryAsync(HttpMethod.Post, "agents/alice/chat", """{"message":"x [cost 0.3] [slow 50ms]"}""")));
            Assert.All(answers, answer => Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.TooManyRequests, $"{answer.Status} {answer.Body}"));
            unrecorded += answers.Count(answer => ((string?)answer.Body?["detail"])?.Contains("not recorded", StringComparison.Ordinal) == true); // of refused requests, at most one a second has a record
        }

        await app.SettleAsync();
        var runs = (await app.Api.GetAsync("agents/alice/runs?limit=200"))["items"]!.AsArray();
        Assert.Equal(60, runs.Count + unrecorded);
        Assert.Equal(4, runs.Count(run => (string?)run!["status"] == "succeeded")); // 1.2 USD; near the limit they are not delayed
        Assert.Equal(4, app.Agent.Calls.Count);
        Assert.All(runs.Where(run => (string?)run!["status"] != "succeeded"), run => Assert.True(
            ((string?)run!["status"], (string?)run["reason"]) is ("rejected", "budgetSpent" or "budgetReserved") or ("failed", "queueFull"), run.ToJsonString()));
        var (status, problem) = await app.Api.TryAsync(HttpMethod.Post, "agents/alice/chat", """{"message":"x"}""");
        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        Assert.StartsWith(limit == "agent" ? "the agent's budget is spent: 1.2 of 1 USD spent today" : "the budget of admin is spent: 1.2 of 1 USD spent today", (string?)problem!["detail"], StringComparison.Ordinal);
        await app.AssertAtRestAsync();
    }

    [Theory] // whose limit
    [InlineData("agent")]
    [InlineData("owner")]
    public async Task Near_a_limit_a_chat_starts_although_a_run_waits_for_its_delay(string limit)
    {
        await using var app = await TestApp.StartAsync(azurite);
        await app.Api.PutAsync("agents/alice", new { url = app.Agent.Address, queueDepth = 1, limits = limit == "agent" ? new { dayUsd = 1 } : null }, HttpStatusCode.Created);
        if (limit == "owner")
        {
            await app.Api.PutAsync("owners/admin/limits", new { dayUsd = 1 });
        }

        await app.Api.PostAsync("agents/alice/runs", new { message = "x [cost 0.9]" }, HttpStatusCode.Accepted);
        await app.SettleAsync();
        var delayed = await app.Api.PostAsync("agents/alice/runs", new { message = "y [cost 0.01]" }, HttpStatusCode.Accepted);
        Assert.Equal(("waiting", "budgetNearlySpent"), ((string?)delayed["status"], (string?)delayed["reason"]));
        Assert.Equal("You said: z [cost 0.01]", (string?)(await app.Api.PostAsync("agents/alice/chat", new { message = "z [cost 0.01]" }))["response"]);
        Assert.Equal("waiting", (string?)(await app.Api.GetAsync($"agents/alice/runs/{delayed["runId"]}"))["status"]);
        await app.UntilNoneWaitsAsync();
        Assert.Equal("succeeded", (string?)(await app.Api.GetAsync($"agents/alice/runs/{delayed["runId"]}"))["status"]);
        await app.AssertAtRestAsync();
    }

    [Fact]
    public async Task A_chat_has_a_maximum_as_runs_do()
    {
        await using var app = await TestApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["AgentSched:MaxCostUsdPerRun"] = "2" });
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        foreach (var (body, expected) in new[] { ("""{"message":"x [cost 0.5]","maxCostUsdPerRun":0.25}""", (0.25m, true)), ("""{"message":"x [cost 0.5]"}""", (2m, false)) })
        {
            var (status, answer) = await app.Api.TryAsync(HttpMethod.Post, "agents/alice/chat", body);
            Assert.Equal(HttpStatusCode.OK, status);
            var run = await app.Api.GetAsync($"agents/alice/runs/{answer!["runId"]}");
            Assert.Equal(expected, ((decimal)run["maxCostUsdPerRun"]!, (bool)run["overBudget"]!));
        }

        Assert.Equal([0.25m, 2m], app.Agent.Calls.Select(call => call.Body.GetProperty("max_cost_usd").GetDecimal()));
        var (refused, problem) = await app.Api.TryAsync(HttpMethod.Post, "agents/alice/chat", """{"message":"x","maxCostUsdPerRun":2.5}""");
        Assert.Equal((HttpStatusCode.BadRequest, "2.5 is outside 0–2 USD, or has more than 6 decimals"), (refused, (string?)problem!["errors"]!["maxCostUsdPerRun"]![0]));
        await app.AssertAtRestAsync();
    }

    [Fact]
    public async Task A_chat_whose_process_died_is_closed_at_its_deadline_and_settles_at_its_reservation()
    {
        var called = new TaskCompletionSource();
        await using var app = await TestApp.StartAsync(azurite, onTask: _ =>
        {
            called.TrySetResult();
            return Task.Delay(Timeout.Infinite);
        });
        await app.Api.PutAsync("agents/alice", new { url = app.Agent.Address, limits = new { dayUsd = 2 } }, HttpStatusCode.Created);
        var chat = app.Api.TryAsync(HttpMethod.Post, "agents/alice/chat", """{"message":"x"}""");
        await called.Task;
        await app.SweepAsync(TimeSpan.FromMinutes(8));
        Assert.Equal("running", (string?)Assert.Single(await app.Api.RunsAsync("alice"))["status"]); // it may still answer
        await app.SweepAsync(TimeSpan.FromMinutes(1));
        var run = Assert.Single(await app.Api.RunsAsync("alice"));
        Assert.Equal(("timedOut", "deadlinePassed", true, 2m), ((string?)run["status"], (string?)run["reason"], (bool?)run["costUnknown"], (decimal?)run["settledUsd"]));
        Assert.Single(app.Agent.Calls);
        await app.AssertAtRestAsync();
        Assert.False(chat.IsCompleted);
    }

    [Fact]
    public async Task A_chat_can_be_cancelled()
    {
        var called = new TaskCompletionSource();
        await using var app = await TestApp.StartAsync(azurite, onTask: _ =>
        {
            called.TrySetResult();
            return Task.Delay(Timeout.Infinite);
        });
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        var chat = app.Api.TryAsync(HttpMethod.Post, "agents/alice/chat", """{"message":"x"}""");
        await called.Task;
        var id = (string?)Assert.Single(await app.Api.RunsAsync("alice"))["runId"];
        Assert.Equal("cancelled", (string?)(await app.Api.PostAsync($"agents/alice/runs/{id}/cancel"))["status"]);
        var (status, problem) = await chat;
        Assert.Equal((HttpStatusCode.Conflict, $"admin cancelled it; recorded as run {id}"), (status, (string?)problem!["detail"]));
        await app.AssertAtRestAsync();
    }

    [Theory] // the cost as the agent writes it; what the answer says: reported, unknown, settled at
    [InlineData("0.25",   0.25, false, null)]
    [InlineData("\"1\"",  null, true,  2.0)]
    [InlineData("-1",     null, true,  2.0)]
    [InlineData("null",   null, false, null)]
    public async Task The_answer_says_where_the_cost_is_unknown(string cost, double? reported, bool isUnknown, double? settled)
    {
        await using var agent = await AnsweringServer.StartAsync(http => http.Response.WriteAsync(http.Request.Method == "GET"
            ? "{}"
            : $$$"""{"response":"hi","metadata":{"cost_usd":{{{cost}}},"input_tokens":10,"output_tokens":2}}"""));
        await using var app = await TestApp.StartAsync(azurite);
        await app.Api.PutAsync("agents/alice", new { url = agent.Address, limits = new { dayUsd = 2 } }, HttpStatusCode.Created);
        var answer = await app.Api.PostAsync("agents/alice/chat", new { message = "x" });
        Assert.Equal(
            ("hi", (decimal?)reported, isUnknown, (decimal?)settled, 10, 2),
            ((string?)answer["response"], (decimal?)answer["costUsd"], (bool)answer["costUnknown"]!, (decimal?)answer["settledUsd"], (int?)answer["tokensIn"], (int?)answer["tokensOut"]));
        await app.AssertAtRestAsync();
    }
}
