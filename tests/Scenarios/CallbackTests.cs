using System.Net;
using System.Text.Json.Nodes;
using AgentSched.Base;
using AgentSched.Demo;
using AgentSched.Tests.Support;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AgentSched.Tests.Scenarios;

/// <summary>Agents that answer 202 and call back: the run waits as a few rows and ends by callback, timeout or cancel, once.</summary>
[Trait("shows", "runs")]
public sealed class CallbackTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task An_agent_that_calls_back_ends_its_run_with_answer_log_and_cost()
    {
        await using var app = await StartAsync();
        var run = await RunAsync(app, "think [async 500ms] [cost 0.25] [log 5] [response 20000]");
        await UntilAsync(app, run, "succeeded");
        var whole = await app.Api.GetAsync($"agents/alice/runs/{run}");
        Assert.NotNull(whole["acceptedAt"]);
        Assert.Equal((0.25m, 1, true, true), ((decimal?)whole["costUsd"], (int?)whole["attempts"], (bool?)whole["responseCut"], (bool?)whole["hasLog"]));
        Assert.Single(app.Agent.Calls);
        await app.SettleAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await app.Harness.Durable.GetInstanceAsync(run))?.RuntimeStatus); // before its timer
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Fact]
    public async Task A_token_is_good_for_one_run_and_for_one_answer()
    {
        await using var app = await StartAsync();
        var (one, two) = (await RunAsync(app, "wait [async never]"), await RunAsync(app, "wait [async never]"));
        await UntilAsync(app, one, "running", accepted: true);
        await UntilAsync(app, two, "running", accepted: true);
        var tokens = app.Agent.Calls.ToDictionary(call => call.IdempotencyKey, TokenOf);
        const string Answer = """{"response":"done","metadata":{"cost_usd":0.5}}""";
        Assert.Equal(HttpStatusCode.Unauthorized, await CallBackAsync(app, one, tokens[two], Answer));
        Assert.Equal(HttpStatusCode.Unauthorized, await CallBackAsync(app, one, "s00_" + new string('A', 43), Answer));
        Assert.Equal(HttpStatusCode.Unauthorized, await CallBackAsync(app, one, null, Answer));
        Assert.Equal(HttpStatusCode.Unauthorized, await CallBackAsync(app, "x", tokens[one], Answer));
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => CallBackAsync(app, one, tokens[one], Answer)));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.Conflict], answers.Order());
        Assert.Equal(HttpStatusCode.Conflict, await CallBackAsync(app, one, tokens[one], """{"response":"something else"}"""));
        Assert.Equal("done", (string?)(await app.Api.GetAsync($"agents/alice/runs/{one}"))["response"]);

        await app.Api.PostAsync($"agents/alice/runs/{two}/cancel");
        Assert.Equal(HttpStatusCode.Conflict, await CallBackAsync(app, two, tokens[two], Answer));
        Assert.Equal("cancelled", (string?)(await app.Api.GetAsync($"agents/alice/runs/{two}"))["status"]);
        await app.SettleAsync();
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Fact]
    public async Task A_body_that_is_no_answer_does_not_use_the_run_up_and_a_webhook_s_202_is_a_success()
    {
        await using var app = await StartAsync();
        var run = await RunAsync(app, "wait [async never]");
        await UntilAsync(app, run, "running", accepted: true);
        var token = TokenOf(Assert.Single(app.Agent.Calls));
        Assert.Equal(HttpStatusCode.BadRequest, await CallBackAsync(app, run, token, "<html>oops</html>"));
        Assert.Equal(HttpStatusCode.OK, await CallBackAsync(app, run, token, """{"response":"now"}"""));
        await app.Api.PutAsync("agents/hook", new { url = new Uri(app.Agent.Address, "webhook"), kind = "webhook" }, HttpStatusCode.Created);
        var plain = await RunAsync(app, "x [status 202]", agent: "hook");
        await Eventually.SeeAsync(async () => (string?)(await app.Api.GetAsync($"agents/hook/runs/{plain}"))["status"] == "succeeded" ? "yes" : null, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task An_agent_that_never_calls_back_times_out_and_a_failure_is_a_failure()
    {
        await using var app = await StartAsync();
        var (late, bad) = (await RunAsync(app, "wait [async never]", "PT1M"), await RunAsync(app, "wait [async never]"));
        await UntilAsync(app, late, "running", accepted: true);
        await UntilAsync(app, bad, "running", accepted: true);
        var token = TokenOf(app.Agent.Calls.Single(call => call.IdempotencyKey == bad));
        Assert.Equal(HttpStatusCode.OK, await CallBackAsync(app, bad, token, """{"status":"failed","error":"out of ideas"}"""));
        var failed = await app.Api.GetAsync($"agents/alice/runs/{bad}");
        Assert.Equal("failed", (string?)failed["status"]);
        Assert.Contains("out of ideas", (string?)failed["sentence"], StringComparison.Ordinal);

        app.Clock.Advance(TimeSpan.FromSeconds(61));
        await UntilAsync(app, late, "timedOut");
        Assert.Equal("callbackMissing", (string?)(await app.Api.GetAsync($"agents/alice/runs/{late}"))["reason"]);
        await app.SettleAsync();
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Fact]
    public async Task A_hundred_runs_that_wait_hold_no_invocation_survive_a_restart_and_end()
    {
        var storage = azurite.TakeConnectionString();
        List<(string Run, string Token)> waiting;
        await using (var app = await StartAsync(storage, agents: 4))
        {
            for (var agent = 0; agent < 4; agent++)
            {
                await Task.WhenAll(Enumerable.Range(0, 28).Select(_ => RunAsync(app, "wait [async never]", agent: $"a{agent}")));
            }

            await Eventually.SeeAsync(async () => (await new Rows(storage).OfKindAsync('r')).Count(r => r.GetDateTimeOffset("AcceptedAt") is not null) == 112 ? "all" : null, TimeSpan.FromSeconds(90));
            await app.SettleAsync(); // no function runs, no message waits, the hub is idle: 112 runs are rows and nothing else
            waiting = [.. app.Agent.Calls.Select(call => (call.IdempotencyKey, TokenOf(call)))];
        }

        await using (var app = await StartAsync(storage, agents: 0))
        {
            foreach (var some in waiting.Take(100).Chunk(20))
            {
                Assert.All(await Task.WhenAll(some.Select(w => CallBackAsync(app, w.Run, w.Token, """{"response":"at last"}"""))), status => Assert.Equal(HttpStatusCode.OK, status));
            }

            foreach (var (run, _) in waiting.Skip(100).Take(6))
            {
                var agent = (await new Rows(storage).OfKindAsync('x')).Single(x => x.GetString("RunId") == run).GetString("Agent");
                await app.Api.PostAsync($"agents/{agent}/runs/{run}/cancel");
            }

            app.Clock.Advance(TimeSpan.FromHours(1)); // the last six time out
            await Eventually.SeeAsync(async () => (await new Rows(storage).OfKindAsync('r')).Count == 0 ? "done" : null, TimeSpan.FromSeconds(60));
            Assert.Equal(
                ["Cancelled 6", "Succeeded 100", "TimedOut 6"],
                (await new Rows(storage).OfKindAsync('x')).GroupBy(x => x.GetString("Status")).Select(g => $"{g.Key} {g.Count()}").Order());
            await new Rows(storage).AssertAtRestAsync();
        }
    }

    private async Task<TestApp> StartAsync(string? storage = null, int agents = -1)
    {
        var app = await TestApp.StartAsync(azurite, storage: storage);
        app.Services.GetRequiredService<IOptions<AgentSchedOptions>>().Value.PublicUrl = app.Harness.Address; // the port is known only now
        if (agents < 0)
        {
            await app.Api.RegisterAgentAsync("alice", app.Agent.Address, maxConcurrent: 4);
        }

        for (var i = 0; i < agents; i++)
        {
            await app.Api.RegisterAgentAsync($"a{i}", app.Agent.Address, maxConcurrent: 32);
        }

        return app;
    }

    private static async Task<string> RunAsync(TestApp app, string message, string? timeout = null, string agent = "alice") =>
        (string)(await app.Api.PostAsync($"agents/{agent}/runs", new { message, timeout }, HttpStatusCode.Accepted))["runId"]!;

    private static string TokenOf(DemoCall call) => call.Body.GetProperty("async_result").GetProperty("token").GetString()!;

    private static async Task UntilAsync(TestApp app, string run, string status, bool accepted = false) => await Eventually.SeeAsync(
        async () => await app.Api.GetAsync($"agents/alice/runs/{run}") is JsonNode found && (string?)found["status"] == status && (!accepted || found["acceptedAt"] is not null) ? "yes" : null,
        TimeSpan.FromSeconds(30));

    private static async Task<HttpStatusCode> CallBackAsync(TestApp app, string run, string? token, string answer)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(app.Harness.Address, $"/api/callbacks/{run}")) { Content = new StringContent(answer) };
        if (token is not null)
        {
            request.Headers.Add("X-Callback-Token", token);
        }

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
