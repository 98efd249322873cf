using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml;
using AgentSched.Outbound.Guard;
using AgentSched.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.Tests.Scenarios;

/// <summary>Agents are registered, read, changed, shared, given away, probed, spoken with and deleted.</summary>
public sealed class AgentLifeTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task An_agent_is_changed_under_its_entity_tag_which_runs_do_not_move()
    {
        await using var app = await TestApp.StartAsync(azurite);
        Assert.Equal((HttpStatusCode.Created, "\"1\""), await SendAsync(app.Api, "PUT", "agents/alice", $$"""{"url":"{{app.Agent.Address}}"}"""));
        await app.Api.CreateScheduleAsync("alice");
        await app.TickAsync(TimeSpan.FromMinutes(1)); // moves the row
        Assert.Equal((HttpStatusCode.OK, "\"1\""), await SendAsync(app.Api, "GET", "agents/alice", null));
        Assert.Equal((HttpStatusCode.OK, "\"2\""), await SendAsync(app.Api, "PATCH", "agents/alice", """{"maxConcurrent":4,"model":"opus"}""", "\"1\""));
        foreach (var (method, body) in new[] { ("PATCH", """{"maxConcurrent":5}"""), ("PUT", """{"url":"http://127.0.0.1:1"}"""), ("DELETE", null), ("POST", null) })
        {
            var path = method == "POST" ? "agents/alice/disable" : "agents/alice";
            Assert.Equal(HttpStatusCode.PreconditionFailed, (await SendAsync(app.Api, method, path, body, "\"1\"")).Status);
        }

        Assert.Equal(HttpStatusCode.PreconditionFailed, (await SendAsync(app.Api, "PUT", "agents/nobody", """{"url":"http://127.0.0.1:1"}""", "*")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(app.Api, "PATCH", "agents/alice", "{}", "1")).Status); // no entity tag
        var agent = await app.Api.GetAsync("agents/alice");
        Assert.Equal((4, "opus", 3), ((int?)agent["maxConcurrent"], (string?)agent["model"], (int?)agent["queueDepth"]));
        Assert.Equal((HttpStatusCode.OK, "\"3\""), await SendAsync(app.Api, "PATCH", "agents/alice", """{"maxConcurrent":null,"model":null}""", "\"2\""));
        agent = await app.Api.GetAsync("agents/alice");
        Assert.Equal((1, null), ((int?)agent["maxConcurrent"], (string?)agent["model"])); // null: the default
    }

    [Fact]
    public async Task What_was_read_may_be_sent_back_as_it_is()
    {
        await using var app = await TestApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["AgentSecrets:key"] = "s3cret", ["AgentSecretHosts:key"] = "127.0.0.1" });
        var made = await app.Api.PutAsync(
            "agents/alice",
            new { kind = "openai", url = app.Agent.Address, model = "m", secret = "key", sharedWith = new[] { "bob", "bob", "ann@example.com" }, priceUsdPerMillionTokensIn = 0.15, priceUsdPerMillionTokensOut = 0.6, timeout = "PT2M" },
            HttpStatusCode.Created);
        Assert.Equal(["bob", "ann@example.com"], made["sharedWith"]!.AsArray().Select(name => (string?)name));
        var again = await app.Api.PutAsync("agents/alice", await app.Api.GetAsync("agents/alice"));
        foreach (var field in made.AsObject())
        {
            Assert.True(JsonNode.DeepEquals(field.Value, again[field.Key]), $"{field.Key}: {field.Value} became {again[field.Key]}");
        }

        var bare = await app.Api.PutAsync("agents/alice", new { url = app.Agent.Address }); // PUT replaces the whole entry
        Assert.Equal(("trinity", null, null, null), ((string?)bare["kind"], bare["secret"], bare["model"], bare["priceUsdPerMillionTokensIn"]));
        Assert.Empty(bare["sharedWith"]!.AsArray());
    }

    [Theory] // what a request says → what is wrong with it
    [InlineData("""{"kind":"robot"}""", "kind: \"robot\" is not one of trinity, openai, webhook")]
    [InlineData("""{"priceUsdPerMillionTokensIn":1,"priceUsdPerMillionTokensOut":1}""", "priceUsdPerMillionTokensIn: is for agents of kind openai only")]
    [InlineData("""{"kind":"openai","priceUsdPerMillionTokensIn":1}""", "priceUsdPerMillionTokensOut: is required if the other price is set")]
    [InlineData("""{"kind":"openai","priceUsdPerMillionTokensIn":-1,"priceUsdPerMillionTokensOut":1}""", "priceUsdPerMillionTokensIn: -1 is outside 0–1000000 USD")]
    [InlineData("""{"kind":"openai","url":"http://127.0.0.1/v1?key=1"}""", "url: must have no user, query or fragment")]
    [InlineData("""{"kind":"webhook","url":"http://127.0.0.1/#a"}""", "url: must have no user and no fragment")]
    [InlineData("""{"url":"http://0xA9FEA9FE/"}""", "url: 169.254.169.254 is not a public address")]
    [InlineData("""{"name":"bob"}""", "name: is \"alice\" and cannot be changed")]
    [InlineData("""{"owner":"No Name"}""", "owner: \"No Name\" is not a name of")]
    [InlineData("""{"sharedWith":["ok","No Name"]}""", "sharedWith[1]: \"No Name\" is not a name of")]
    [InlineData("""{"timeout":"PT3H"}""", "timeout: PT3H is outside PT1S–PT2H")]
    [InlineData("""{"model":"  "}""", "model: \"  \" is not a model's name")]
    [InlineData("""{"prices":1}""", "prices: is not a known field")]
    public async Task What_is_wrong_with_an_edit_is_told_by_field(string patch, string expected)
    {
        await using var app = await TestApp.StartAsync(azurite);
        await app.Api.RegisterAgentAsync("alice", new Uri("http://127.0.0.1:1"));
        var (status, body) = await app.Api.TryAsync(HttpMethod.Patch, "agents/alice", patch);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        var errors = body!["errors"]!.AsObject().SelectMany(field => field.Value!.AsArray().Select(message => $"{field.Key}: {message}"));
        Assert.StartsWith(expected, Assert.Single(errors), StringComparison.Ordinal);
        Assert.Equal("\"1\"", (await SendAsync(app.Api, "GET", "agents/alice", null)).ETag);
    }

    [Fact]
    public async Task An_agent_is_shared_and_given_away_by_its_owner_alone()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var ann = await app.CallerAsync("ann");
        using var bob = await app.CallerAsync("bob");
        await ann.RegisterAgentAsync("alice", app.Agent.Address);
        await TryAsync(bob, "GET", "agents/alice", null, HttpStatusCode.NotFound);
        await TryAsync(bob, "PATCH", "agents/alice", """{"sharedWith":["bob"]}""", HttpStatusCode.NotFound);
        await TryAsync(bob, "DELETE", "agents/alice", null, HttpStatusCode.NotFound);
        await TryAsync(bob, "PUT", "agents/carol", """{"url":"http://127.0.0.1:1","owner":"ann"}""", HttpStatusCode.BadRequest); // in nobody else's name

        await TryAsync(ann, "PATCH", "agents/alice", """{"sharedWith":["bob"]}""", HttpStatusCode.OK);
        await TryAsync(bob, "GET", "agents/alice", null, HttpStatusCode.OK);
        await TryAsync(bob, "POST", "agents/alice/health", null, HttpStatusCode.OK);
        await TryAsync(bob, "PATCH", "agents/alice", """{"owner":"bob"}""", HttpStatusCode.Forbidden);
        await TryAsync(bob, "POST", "agents/alice/disable", null, HttpStatusCode.Forbidden);
        await TryAsync(bob, "DELETE", "agents/alice", null, HttpStatusCode.Forbidden);

        await TryAsync(ann, "PATCH", "agents/alice", """{"owner":"bob"}""", HttpStatusCode.BadRequest); // a gift would count in bob's limits, and cost him money
        await TryAsync(app.Api, "PATCH", "agents/alice", """{"owner":"bob","sharedWith":["ann"]}""", HttpStatusCode.OK);
        await TryAsync(ann, "PATCH", "agents/alice", """{"owner":"ann"}""", HttpStatusCode.Forbidden);
        await TryAsync(bob, "PATCH", "agents/alice", """{"sharedWith":[]}""", HttpStatusCode.OK);
        await TryAsync(ann, "GET", "agents/alice", null, HttpStatusCode.NotFound);
        await TryAsync(app.Api, "PATCH", "agents/alice", """{"owner":"ann"}""", HttpStatusCode.OK); // an admin may
        await TryAsync(app.Api, "PUT", "agents/carol", """{"url":"http://127.0.0.1:1","owner":"ann"}""", HttpStatusCode.Created);
        Assert.Equal(["alice", "carol"], (await ann.GetAsync("agents"))["items"]!.AsArray().Select(agent => (string?)agent!["name"]));
    }

    [Fact]
    public async Task An_agent_is_deleted_when_nothing_needs_it_any_more()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var ids = new List<string>();
        foreach (var name in new[] { "one", "two", "three", "four" })
        {
            ids.Add(await app.Api.CreateScheduleAsync("alice", name, cron: "0 9 * * *"));
        }

        var refused = await TryAsync(app.Api, "DELETE", "agents/alice", null, HttpStatusCode.Conflict);
        Assert.EndsWith("and more; delete them first", (string?)refused!["detail"], StringComparison.Ordinal);
        foreach (var id in ids)
        {
            await app.Api.DeleteAsync($"agents/alice/schedules/{id}");
        }

        await app.Api.DeleteAsync("agents/alice");
        await TryAsync(app.Api, "GET", "agents/alice", null, HttpStatusCode.NotFound);
        await TryAsync(app.Api, "DELETE", "agents/alice", null, HttpStatusCode.NotFound);
        Assert.Empty((await app.Api.GetAsync("agents"))["items"]!.AsArray());
        Assert.DoesNotContain(await new Rows(app.Storage).AllAsync(), row => row.RowKey.StartsWith("g|", StringComparison.Ordinal));
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address); // the name is free
        Assert.Single((await app.Api.GetAsync("agents"))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_delete_that_crashes_half_way_leaves_nothing_that_anybody_sees()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var row = Assert.Single(await new Rows(app.Storage).OfKindAsync('g'));
        await app.Table.DeleteEntityAsync(row.PartitionKey, row.RowKey); // the first of its two writes
        Assert.Empty((await app.Api.GetAsync("agents"))["items"]!.AsArray());
        await TryAsync(app.Api, "GET", "agents/alice", null, HttpStatusCode.NotFound);
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        Assert.Single((await app.Api.GetAsync("agents"))["items"]!.AsArray());
        await app.Api.DeleteAsync("agents/alice");
        Assert.DoesNotContain(await new Rows(app.Storage).AllAsync(), left => left.RowKey.StartsWith("g|", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_agent_with_a_run_under_way_is_not_deleted()
    {
        var hold = new TaskCompletionSource();
        await using var app = await TestApp.StartAsync(azurite, onTask: _ => hold.Task);
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        var id = await app.Api.CreateScheduleAsync("alice");
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.Harness.RunTimerAsync("DispatchTimer", TestContext.Current.CancellationToken);
        await app.Agent.WaitForCallsAsync(1, TestContext.Current.CancellationToken);
        await app.Api.DeleteAsync($"agents/alice/schedules/{id}");
        var refused = await TryAsync(app.Api, "DELETE", "agents/alice", null, HttpStatusCode.Conflict);
        Assert.Contains("1 running or waiting run(s)", (string?)refused!["detail"], StringComparison.Ordinal);
        hold.SetResult();
        await app.SettleAsync();
        await app.Api.DeleteAsync("agents/alice");
    }

    [Fact]
    public async Task A_disabled_agent_is_not_called_and_the_run_says_so()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        await app.Api.CreateScheduleAsync("alice");
        Assert.False((bool?)(await app.Api.PostAsync("agents/alice/disable"))["enabled"]);
        Assert.Equal((HttpStatusCode.OK, "\"2\""), await SendAsync(app.Api, "POST", "agents/alice/disable", null)); // again: nothing happens
        await app.TickAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("agentDisabled", (string?)Assert.Single(await app.Api.RunsAsync("alice"))["reason"]);
        Assert.True((bool?)(await app.Api.PostAsync("agents/alice/enable"))["enabled"]);
        Assert.Empty(app.Agent.Calls);
    }

    [Theory]
    [InlineData("trinity", "/", true, "GET", "/health", 200)]
    [InlineData("trinity", "/", false, "GET", "/health", 503)]
    [InlineData("trinity", "/v1", true, "GET", "/v1/api/health", 404)] // the first said 404, too
    [InlineData("openai", "/", true, "GET", "/v1/models", 200)]
    [InlineData("openai", "/v2", true, "GET", "/v2/models", 404)]
    [InlineData("webhook", "/webhook", true, "HEAD", "/webhook", 200)]
    [InlineData("webhook", "/elsewhere", true, "HEAD", "/elsewhere", 404)] // somebody is there: more cannot be asked of a webhook
    public async Task The_health_probe_of_each_kind_is_called_and_its_latency_told(string kind, string path, bool healthy, string method, string probe, int status)
    {
        await using var app = await TestApp.StartAsync(azurite);
        app.Agent.Healthy = healthy;
        await app.Api.PutAsync("agents/alice", new { kind, url = new Uri(app.Agent.Address, path) }, HttpStatusCode.Created);
        var report = await app.Api.PostAsync("agents/alice/health");
        Assert.Equal((status == 200 || kind == "webhook", status), ((bool?)report["healthy"], (int?)report["status"]));
        Assert.Equal($"{method} {new Uri(app.Agent.Address, probe)}", (string?)report["probe"]);
        Assert.InRange(XmlConvert.ToTimeSpan((string)report["latency"]!), TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(5));
        Assert.Contains($"answered {status}", (string?)report["sentence"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_that_is_not_there_is_unhealthy_and_that_is_no_error_of_ours()
    {
        await using var app = await TestApp.StartAsync(azurite);
        await app.Api.RegisterAgentAsync("alice", new Uri("http://127.0.0.1:1"));
        var report = await app.Api.PostAsync("agents/alice/health");
        Assert.Equal((false, null), ((bool?)report["healthy"], (int?)report["status"]));
        Assert.Contains("could not be reached", (string?)report["sentence"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_may_chat_with_a_trinity_agent_and_see_how_full_its_context_is()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var said = await app.Api.PostAsync("agents/alice/chat", new { message = "hello" });
        Assert.Equal(("You said: hello", 1000, 0.01m), ((string?)said["response"], (long?)said["contextTokens"], (decimal?)said["costUsd"]));
        var session = await app.Api.GetAsync("agents/alice/chat/session");
        Assert.Equal(("demo", 1, 1000, 200_000), ((string?)session["sessionId"], (int?)session["messages"], (long?)session["contextTokens"], (long?)session["contextWindow"]));

        await TryAsync(app.Api, "POST", "agents/alice/chat", "{}", HttpStatusCode.BadRequest);
        await app.Api.PutAsync("agents/bob", new { kind = "webhook", url = app.Agent.Address }, HttpStatusCode.Created);
        await TryAsync(app.Api, "POST", "agents/bob/chat", """{"message":"x"}""", HttpStatusCode.Conflict);
        await app.Api.RegisterAgentAsync("carol", new Uri("http://127.0.0.1:1"));
        var failed = await TryAsync(app.Api, "POST", "agents/carol/chat", """{"message":"x"}""", HttpStatusCode.BadGateway);
        Assert.Contains("could not be reached", (string?)failed!["detail"], StringComparison.Ordinal);
        await TryAsync(app.Api, "GET", "agents/carol/chat/session", null, HttpStatusCode.BadGateway);
    }

    [Fact]
    [Trait("shows", "runs")]
    public async Task A_name_that_leads_elsewhere_after_it_was_saved_is_neither_called_nor_probed()
    {
        await using var app = await TestApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["AgentSched:AllowedAgentNetworks"] = "" });
        var guard = app.Services.GetRequiredService<NetworkGuard>();
        guard.Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("10.0.0.1")]);
        var url = $"http://agent.example:{app.Agent.Address.Port}/";
        var refused = await TryAsync(app.Api, "PUT", "agents/alice", $$"""{"url":"{{url}}"}""", HttpStatusCode.BadRequest);
        Assert.Contains("agent.example resolves to 10.0.0.1", (string?)refused!["detail"], StringComparison.Ordinal);

        guard.Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("93.184.216.34")]);
        await app.Api.RegisterAgentAsync("alice", new Uri(url));
        guard.Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]); // where the agent is, and may not be
        await app.Api.CreateScheduleAsync("alice");
        await app.TickAsync(TimeSpan.FromMinutes(1));
        var run = Assert.Single(await app.Api.RunsAsync("alice"));
        Assert.Equal(("failed", "addressRefused"), ((string?)run["status"], (string?)run["reason"]));
        Assert.Equal("agent.example has no allowed address", (string?)(await app.Api.PostAsync("agents/alice/health"))["sentence"]);
        Assert.Empty(app.Agent.Calls);
    }

    private static async Task<JsonNode?> TryAsync(ApiClient api, string method, string path, string? body, HttpStatusCode expected)
    {
        var (status, answer) = await api.TryAsync(new HttpMethod(method), path, body);
        Assert.True(status == expected, $"{method} {path} {body}: {status}, expected {expected}: {answer}");
        return answer;
    }

    private static async Task<(HttpStatusCode Status, string? ETag)> SendAsync(ApiClient api, string method, string path, string? body, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        using var response = await api.Http.SendAsync(request);
        return (response.StatusCode, response.Headers.ETag?.ToString());
    }
}
