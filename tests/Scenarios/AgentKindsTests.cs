using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AgentSched.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Tests.Scenarios;

/// <summary>A schedule runs an agent of each kind; what the agent said, used and cost stands in the run's record.</summary>
[Trait("shows", "runs")]
public sealed class AgentKindsTests(AzuriteFixture azurite)
{
    [Theory] // kind, path of its address, what else it is set up with → what the record says
    [InlineData("trinity", "/", "{}", "[tokens 1000 500] [cost 0.25]", "0.25", "demo-1", "/api/task")]
    [InlineData("openai", "/", """{"model":"small","priceUsdPerMillionTokensIn":2.5,"priceUsdPerMillionTokensOut":10}""", "[tokens 1000 500]", "0.0075", "small", "/v1/chat/completions")]
    [InlineData("openai", "/v1", """{"model":"small"}""", "[tokens 1000 500]", null, "small", "/v1/chat/completions")] // no prices, no cost
    [InlineData("webhook", "/webhook?from=sched", "{}", "[tokens 1000 500] [cost 0.125]", "0.125", "demo-1", "/webhook")]
    public async Task An_agent_of_each_kind_is_called_and_its_run_recorded_with_tokens_and_cost(
        string kind, string path, string more, string directives, string? cost, string model, string called)
    {
        await using var app = await TestApp.StartAsync(azurite);
        var agent = JsonNode.Parse(more)!.AsObject();
        (agent["kind"], agent["url"]) = (kind, new Uri(app.Agent.Address, path).AbsoluteUri);
        await app.Api.PutAsync("agents/alice", agent, HttpStatusCode.Created);
        var schedule = await app.Api.CreateScheduleAsync("alice", message: $"say hello {directives}");
        await app.TickAsync(TimeSpan.FromMinutes(1));

        var call = Assert.Single(app.Agent.Calls);
        var listed = Assert.Single(await app.Api.RunsAsync("alice"));
        var run = await app.Api.GetAsync($"agents/alice/runs/{listed["runId"]}");
        Assert.Equal((called, (string?)run["runId"], 1), (call.Path, call.IdempotencyKey, call.Attempt));
        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$", call.TraceParent);
        Assert.Equal(("succeeded", "Done: say hello"), ((string?)run["status"], (string?)run["response"]));
        Assert.Equal((1000, 500, cost), ((long?)run["tokensIn"], (long?)run["tokensOut"], ((decimal?)run["costUsd"])?.ToString("0.####")));
        Assert.Equal((model, true), ((string?)run["answerModel"], (bool?)run["hasLog"]));
        Assert.NotNull(JsonNode.Parse(await app.Api.Http.GetStringAsync($"agents/alice/runs/{run["runId"]}/log")));
        if (kind == "webhook")
        {
            Assert.Equal((schedule, "nightly"), (call.Body.GetProperty("schedule").GetProperty("id").GetString(), call.Body.GetProperty("schedule").GetProperty("name").GetString()));
        }

        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Theory]
    [InlineData("openai", "/", "[status 429]", "agentBusy", 1)] // waits for another attempt
    [InlineData("openai", "/", "[status 402]", "agentBilling", 0)]
    [InlineData("webhook", "/webhook", "[status 422]", "agentError", 0)]
    [InlineData("webhook", "/webhook", "[garbage]", "completed", 0)] // any 2xx is success
    [InlineData("trinity", "/", "[garbage]", "answerUnreadable", 0)]
    [InlineData("trinity", "/", "[redirect http://169.254.169.254/]", "answerUnreadable", 0)]
    public async Task What_goes_wrong_is_recorded_with_its_reason_or_tried_again(string kind, string path, string message, string reason, int inFlight)
    {
        await using var app = await TestApp.StartAsync(azurite);
        await app.Api.PutAsync("agents/alice", new { kind, url = new Uri(app.Agent.Address, path), model = "small" }, HttpStatusCode.Created);
        await app.Api.CreateScheduleAsync("alice", message: message);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        if (inFlight > 0)
        {
            await app.Harness.RunTimerAsync("DispatchTimer", TestContext.Current.CancellationToken);
            await app.Agent.WaitForFinishedAsync(_ => true, TestContext.Current.CancellationToken);
            Assert.Equal("running", (string?)Assert.Single(await app.Api.RunsAsync("alice"))["status"]);
            return;
        }

        await app.TickAsync();
        Assert.Equal(reason, (string?)Assert.Single(await app.Api.RunsAsync("alice"))["reason"]);
    }

    [Fact]
    public async Task A_log_of_16_MiB_comes_back_byte_for_byte_packed_or_not()
    {
        // Bytes that no writer of JSON would choose, so that one who reads and writes them anew is found out.
        var log = LogOf16MiB();
        await using var agent = await AnsweringServer.StartAsync(async http =>
        {
            await http.Response.WriteAsync("{\"execution_log\" : ");
            await http.Response.Body.WriteAsync(log);
            await http.Response.WriteAsync(", \"response\": \"done\"}");
        });
        await using var app = await TestApp.StartAsync(azurite);
        await app.Api.RegisterAgentAsync("alice", agent.Address);
        await app.Api.CreateScheduleAsync("alice");
        await app.TickAsync(TimeSpan.FromMinutes(1));
        var run = Assert.Single(await app.Api.RunsAsync("alice"));
        var path = $"agents/alice/runs/{run["runId"]}";
        Assert.Equal(("succeeded", false), ((string?)run["status"], (bool?)(await app.Api.GetAsync(path))["logTruncated"]));
        var plain = await app.Api.Http.GetByteArrayAsync($"{path}/log");
        Assert.True(log.AsSpan().SequenceEqual(plain));

        using var request = new HttpRequestMessage(HttpMethod.Get, $"{path}/log") { Headers = { AcceptEncoding = { new("gzip") } } };
        using var packed = await app.Api.Http.SendAsync(request);
        Assert.Equal("gzip", packed.Content.Headers.ContentEncoding.Single());
        await using var gzip = new GZipStream(await packed.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        await gzip.CopyToAsync(unpacked);
        Assert.True(log.AsSpan().SequenceEqual(unpacked.GetBuffer().AsSpan(0, (int)unpacked.Length)));
    }

    [Fact]
    public async Task What_is_longer_than_the_limits_is_cut_and_marked_and_the_run_succeeds()
    {
        await using var agent = await AnsweringServer.StartAsync(async http =>
        {
            await http.Response.WriteAsync($"{{\"execution_log\":[\"{new string('l', 17 << 20)}\"],\"response\":\"{new string('r', 3 << 20)}\",\"metadata\":{{\"cost_usd\":0.5}}}}");
        });
        await using var app = await TestApp.StartAsync(azurite);
        await app.Api.RegisterAgentAsync("alice", agent.Address);
        await app.Api.CreateScheduleAsync("alice");
        await app.TickAsync(TimeSpan.FromMinutes(1));
        var path = $"agents/alice/runs/{Assert.Single(await app.Api.RunsAsync("alice"))["runId"]}";
        var run = await app.Api.GetAsync(path);
        Assert.Equal(("succeeded", 0.5m), ((string?)run["status"], (decimal?)run["costUsd"]));
        Assert.Equal((true, true, true), ((bool?)run["responseCut"], (bool?)run["responseTruncated"], (bool?)run["logTruncated"]));
        Assert.Equal(10_000, ((string?)run["response"])!.Length);
        Assert.InRange(((string?)run["summary"])!.Length, 1, 500);
        Assert.Equal(1 << 20, Encoding.UTF8.GetByteCount(await app.Api.Http.GetStringAsync($"{path}/response")));
        Assert.Equal(16 << 20, (await app.Api.Http.GetByteArrayAsync($"{path}/log")).Length);
    }

    private static byte[] LogOf16MiB()
    {
        var log = new byte[16 << 20];
        new Random(3).NextBytes(log);
        for (var i = 0; i < log.Length; i++)
        {
            log[i] = (byte)(log[i] % 7 == 0 ? ' ' : 'a' + log[i] % 26);
        }

        "[ 1.50, \"\\u0041"u8.CopyTo(log);
        "\" ,{ } ]"u8.CopyTo(log.AsSpan(log.Length - 8));
        return log;
    }
}
