using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AgentSched.Tests.Scenarios;
using AgentSched.Tests.Support;
using Azure.Storage.Queues;
using StandardWebhooks;
using StandardWebhooks.Diagnostics;

namespace AgentSched.Tests.Host;

/// <summary>What comes in from outside and goes out: events, webhooks, large bodies, many requests at once, messages that nobody can read.</summary>
[Collection(nameof(SharedHost))]
[Trait("shows", "one-world")]
public sealed class OutsideTests(SharedHost host)
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_of_live_events_that_is_cut_off_goes_on_where_it_was()
    {
        await host.Api.RegisterAgentAsync("watched", host.Agent.Address, maxConcurrent: 4, queueDepth: 20);
        await using var source = new EventSource(host.Api, "events?agent=watched");
        Assert.Equal(HttpStatusCode.OK, await source.OpenAsync());
        var one = await host.RunAsync("watched", "one");
        await Eventually.SeeAsync(() => Task.FromResult(Ended(source, one)), Wait, () => host.App.Output);
        await source.CutAsync();
        var two = await host.RunAsync("watched", "nobody looks");
        await host.EndAsync("watched", two);
        Assert.Equal(HttpStatusCode.OK, await source.OpenAsync());
        await Eventually.SeeAsync(() => Task.FromResult(Ended(source, two)), Wait, () => host.App.Output);
        Assert.True(await source.Ended.WaitAsync(Wait, Cancel)); // after its time the stream ends cleanly
        var ids = source.Events.Select(e => e.Id).ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.Equal(4, source.Events.Count(e => e.Name == "agent_activity")); // two starts, two ends, each once
    }

    [Fact]
    [Trait("shows", "doors")]
    public async Task An_assistant_makes_a_schedule_from_plain_English_sees_it_run_and_reads_its_log()
    {
        await host.Api.RegisterAgentAsync("assisted", host.Agent.Address);
        await using var mcp = await McpSession.OpenAsync(host.Address, TestApp.AdminKey);
        var spec = (await mcp.CallAsync("parse_english", new { text = "every minute", zone = "UTC" }))["spec"]!;
        var made = await mcp.CallAsync("create_schedule", new { agent = "assisted", name = "assisted", message = "Report. [log 2000]", cron = spec["cron"], zone = spec["zone"], maxRuns = 1 });
        var run = await Eventually.SeeAsync(
            async () => (await mcp.CallAsync("list_runs", new { schedule = made["id"], status = "succeeded" }))["items"]!.AsArray().FirstOrDefault(), TimeSpan.FromSeconds(120), () => host.App.Output);
        Assert.Contains("Report.", (string?)(await mcp.CallAsync("read_log", new { agent = "assisted", run = run["runId"] }))["text"], StringComparison.Ordinal);
        Assert.True((bool?)(await mcp.CallAsync("delete_schedule", new { agent = "assisted", schedule = "assisted", confirm = true }))["done"]);
    }

    [Fact]
    public async Task Webhooks_go_out_signed_and_a_hook_comes_in()
    {
        await host.Api.RegisterAgentAsync("hooked", host.Agent.Address);
        await using var receiver = await AnsweringServer.StartAsync(204);
        var webhook = await host.Api.PostAsync("agents/hooked/webhooks", new { url = new Uri(receiver.Address, "hook"), on = new[] { "succeeded" } }, HttpStatusCode.Created);
        var id = await host.Api.CreateScheduleAsync("hooked", "hooked", cron: "0 0 1 1 *");
        var hook = await host.Api.PostAsync($"agents/hooked/schedules/{id}/hook", expected: HttpStatusCode.Created);
        Assert.Equal($"{host.Address}api/hooks/{hook["token"]}", (string?)hook["url"]);
        using var nobody = new HttpClient();
        using var content = new StringContent("""{"context":{"commit":"4bf92f35"}}""", Encoding.UTF8, "application/json");
        using var response = await nobody.PostAsync(new Uri((string)hook["url"]!), content, Cancel);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var run = (string)JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!["runId"]!;
        Assert.Equal("4bf92f35", (string?)(await host.EndAsync("hooked", run))["context"]!["commit"]);
        var posted = await Eventually.SeeAsync(() => Task.FromResult(receiver.Requests.IsEmpty ? null : receiver.Requests), Wait, () => host.App.Output);
        var (line, headers, body) = Assert.Single(posted);
        Assert.Equal(("POST /hook", run), (line, (string?)JsonNode.Parse(body)!["run"]!["runId"]));
        Assert.True(WebhookTests.IsSignedWith((string)webhook["secret"]!, headers, body));

        // As receivers do who use a library of Standard Webhooks; it looks at the time, too.
        new StandardWebhook((string)webhook["secret"]!).Verify(body, headers);
        Assert.Throws<WebhookVerificationException>(() => new StandardWebhook((string)webhook["secret"]!).Verify($"{body} ", headers));
        var rotated = await host.Api.PostAsync($"agents/hooked/webhooks/{webhook["id"]}/rotate");
        await host.Api.PostAsync($"agents/hooked/webhooks/{webhook["id"]}/test");
        var (_, later, test) = receiver.Requests.Last();
        new StandardWebhook((string)rotated["secret"]!).Verify(test, later); // this library looks at the first signature alone
        Assert.True(WebhookTests.IsSignedWith((string)webhook["secret"]!, later, test));
        await host.AssertAtRestAsync();
    }

    /// <remarks>In real time: the queue's own delay and its polling are what an event could be late by.</remarks>
    [Fact]
    [Trait("shows", "access-money")]
    public async Task A_receiver_that_says_when_to_come_back_is_taken_at_its_word()
    {
        const int Asked = 8;
        var (times, since) = (new System.Collections.Concurrent.ConcurrentQueue<TimeSpan>(), System.Diagnostics.Stopwatch.StartNew());
        await using var receiver = await AnsweringServer.StartAsync(http =>
        {
            times.Enqueue(since.Elapsed);
            (http.Response.StatusCode, http.Response.Headers.RetryAfter) = (times.Count == 1 ? 503 : 204, $"{Asked}");
            return Task.CompletedTask;
        });
        await host.Api.RegisterAgentAsync("receiver", host.Agent.Address);
        await host.Api.PostAsync("agents/receiver/webhooks", new { url = receiver.Address, on = new[] { "succeeded" } }, HttpStatusCode.Created);
        await host.EndAsync("receiver", await host.RunAsync("receiver", "hi"));
        await Eventually.SeeAsync(() => Task.FromResult(times.Count == 2 ? times : null), Wait, () => host.App.Output);
        var (first, second) = (times.First(), times.Last());
        TestContext.Current.TestOutputHelper?.WriteLine($"asked for {Asked} s, came after {(second - first).TotalSeconds:0.0} s");
        Assert.InRange((second - first).TotalSeconds, Asked - 0.1, Asked + 60); // a second or two, where nothing else runs beside it
        await host.AssertAtRestAsync();
    }

    [Theory] // bytes, path, content type: all are answered before they are stored, after they were read
    [InlineData(1 << 20, "agents/large/runs", "application/json")]
    [InlineData(5 << 20, "schedules/import", "application/json")]
    [InlineData(50_000_000, "agents/large/runs", "application/json")]
    [InlineData(50_000_000, "schedules/import", "application/yaml")]
    public async Task A_body_that_is_too_large_is_refused_in_words(int bytes, string path, string type)
    {
        await host.Api.PutAsync("agents/large", new { url = host.Agent.Address, enabled = true }, expected: (await host.Api.TryAsync(HttpMethod.Get, "agents/large", null)).Status == HttpStatusCode.OK ? HttpStatusCode.OK : HttpStatusCode.Created);
        using var content = new StringContent($$"""{"message":"{{new string('x', bytes)}}"}""", Encoding.UTF8, type);
        using var response = await host.Api.Http.PostAsync(path, content, Cancel);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.StartsWith("a body may have at most ", (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_of_16_MiB_is_kept_and_read()
    {
        await host.Api.RegisterAgentAsync("talkative", host.Agent.Address);
        var run = await host.RunAsync("talkative", "go [log 16700000]");
        Assert.True((bool)(await host.EndAsync("talkative", run))["hasLog"]!);
        Assert.InRange((await host.Api.Http.GetByteArrayAsync($"agents/talkative/runs/{run}/log", Cancel)).Length, 16_000_000, 16 << 20);
    }

    [Fact]
    public async Task Sixteen_creates_at_once_by_one_owner_all_succeed()
    {
        await host.Api.RegisterAgentAsync("crowded", host.Agent.Address);
        foreach (var wave in Enumerable.Range(0, 96).Chunk(16))
        {
            await Task.WhenAll(wave.Select(i => host.Api.CreateScheduleAsync("crowded", $"crowd {i}", "0 0 1 1 *")));
        }

        Assert.Equal(96, (await host.Api.GetAsync("agents/crowded/schedules?limit=200"))["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_message_that_always_fails_fails_its_run_and_one_that_nobody_can_read_is_recorded_and_gone()
    {
        await host.Api.RegisterAgentAsync("poisoned", host.Agent.Address);
        await host.Api.PostAsync("agents/poisoned/schedules", new { name = "poisoned", at = DateTimeOffset.UtcNow.AddSeconds(60).ToString("s"), zone = "UTC", message = "say hello" }, HttpStatusCode.Created);
        var claimed = await Eventually.SeeAsync(async () => (await new Rows(host.Storage).OfKindAsync('r')).SingleOrDefault(r => r.GetString("Agent") == "poisoned"), Wait);
        var (runs, poison) = (new QueueClient(host.Storage, "runs"), new QueueClient(host.Storage, "runs-poison"));
        await runs.SendMessageAsync($$"""{"shard":"{{claimed.PartitionKey}}","dueTime":"2026-01-05T09:01:00Z","runs":["{{claimed.GetString("RunId")}}","no id"]}""", Cancel); // fails at every receipt
        await runs.SendMessageAsync("neither base64 nor JSON", Cancel);
        await poison.SendMessageAsync("""{"shard":"x","runs":null}""", Cancel);
        var run = await host.EndAsync("poisoned", claimed.GetString("RunId")!, "failed");
        Assert.Equal("poisoned", (string?)run["reason"]);
        await Eventually.SeeAsync(() => Task.FromResult(Unreadable() >= 3 ? "all" : null), Wait, () => host.App.Output);
        await Eventually.SeeAsync(
            async () => (await poison.GetPropertiesAsync(Cancel)).Value.ApproximateMessagesCount == 0 && (await runs.GetPropertiesAsync(Cancel)).Value.ApproximateMessagesCount <= 1 ? "empty" : null, Wait, () => host.App.Output);
        Assert.Equal(3, Unreadable()); // each once
        Assert.Empty(host.CallsOf(claimed.GetString("RunId")!));

        int Unreadable() => host.App.Output.Split('\n').Count(line => line.Contains("is not a valid request to start runs; it is deleted", StringComparison.Ordinal));
    }

    private static string? Ended(EventSource source, string run) =>
        source.Events.Any(e => ((string?)e.Data["related_run_id"], (string?)e.Data["activity_type"]) == (run, "runCompleted")) ? run : null;
}
