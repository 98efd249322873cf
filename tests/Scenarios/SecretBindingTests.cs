using System.Net;
using System.Text.Json.Nodes;
using AgentSched.Demo;
using AgentSched.Tests.Api.Access;
using AgentSched.Tests.Support;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.Tests.Scenarios;

/// <summary>Attacks on the secrets of agents: who names a secret, who changes where it goes, and where it goes when nobody watches.</summary>
[Trait("shows", "access")]
[Trait("shows", "access-money")]
public sealed class SecretBindingTests(AzuriteFixture azurite)
{
    private const string Canary = "canary-that-stays-home-7f3k9q2m";

    [Fact]
    public async Task A_user_has_no_secret_sent_to_an_address_of_its_own()
    {
        await using var app = await StartAsync();
        using var eve = await app.CallerAsync("eve");
        var known = await RefusedAsync(eve, HttpMethod.Put, "agents/trap", new { url = app.Agent.Address, secret = "vault" }, HttpStatusCode.Forbidden);
        var unknown = await RefusedAsync(eve, HttpMethod.Put, "agents/trap", new { url = app.Agent.Address, secret = "nosuch" }, HttpStatusCode.Forbidden);
        Assert.Equal(known, unknown); // not even whether there is one
        await RefusedAsync(eve, HttpMethod.Post, "agents", new { name = "trap", url = app.Agent.Address, secret = "vault" }, HttpStatusCode.Forbidden);
        await eve.RegisterAgentAsync("trap", app.Agent.Address);
        await RefusedAsync(eve, HttpMethod.Patch, "agents/trap", new { secret = "vault" }, HttpStatusCode.Forbidden);
        await eve.PostAsync("agents/trap/runs", new { message = "hi" }, HttpStatusCode.Accepted);
        await app.SettleAsync();
        Assert.DoesNotContain(app.Agent.Calls, HasCanary);
    }

    [Fact]
    public async Task The_owner_of_an_agent_with_a_secret_does_not_change_where_the_secret_goes()
    {
        await using var app = await StartAsync();
        using var ann = await app.CallerAsync("ann");
        var home = new { url = app.Agent.Address, secret = "vault", owner = "ann" };
        await app.Api.PutAsync("agents/alice", home, HttpStatusCode.Created);
        await RefusedAsync(ann, HttpMethod.Patch, "agents/alice", new { url = "http://127.0.0.1:9/" }, HttpStatusCode.Forbidden);
        await RefusedAsync(ann, HttpMethod.Patch, "agents/alice", new { kind = "webhook" }, HttpStatusCode.Forbidden);
        await RefusedAsync(ann, HttpMethod.Put, "agents/alice", new { url = "http://127.0.0.1:9/", secret = "vault" }, HttpStatusCode.Forbidden);
        await RefusedAsync(ann, HttpMethod.Put, "agents/alice", new { url = "http://127.0.0.1:9/" }, HttpStatusCode.Forbidden);
        await RefusedAsync(ann, HttpMethod.Patch, "agents/alice", new { secret = "other" }, HttpStatusCode.Forbidden);

        Assert.Equal(HttpStatusCode.OK, (await ann.TryAsync(HttpMethod.Patch, "agents/alice", """{"maxConcurrent":4,"sharedWith":["ben"]}""")).Status); // the rest is the owner's
        await ann.PutAsync("agents/alice", await ann.GetAsync("agents/alice")); // as it was read
        Assert.Equal(HttpStatusCode.OK, (await ann.TryAsync(HttpMethod.Patch, "agents/alice", """{"secret":null}""")).Status);
        await RefusedAsync(ann, HttpMethod.Patch, "agents/alice", new { secret = "vault" }, HttpStatusCode.Forbidden); // gone is gone
        Assert.Equal(HttpStatusCode.OK, (await ann.TryAsync(HttpMethod.Patch, "agents/alice", """{"url":"http://127.0.0.1:9/"}""")).Status);
    }

    [Fact]
    public async Task An_unknown_secret_and_one_of_another_tenant_are_the_same_and_a_value_is_not_repeated()
    {
        await using var app = await StartAsync();
        using var other = app.As((string?)(await app.Api.PostAsync("keys", new { name = "root", role = "admin", tenant = "t2" }, HttpStatusCode.Created))["key"]);
        var answers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (api, secret) in new[] { (app.Api, "theirs"), (app.Api, "nosuch"), (other, "vault"), (other, "old"), (other, "nosuch"), (app.Api, "sk-live-4f9b1c77"), (app.Api, "sk live 4f9b1c77"), (app.Api, "t2:theirs") })
        {
            var answer = await RefusedAsync(api, HttpMethod.Put, "agents/alice", new { url = app.Agent.Address, secret }, HttpStatusCode.BadRequest);
            Assert.DoesNotContain("4f9b1c77", answer, StringComparison.Ordinal);
            answers.Add(answer);
        }

        Assert.Contains("is not the name of a secret of this tenant", Assert.Single(answers), StringComparison.Ordinal);
        var unbound = await RefusedAsync(app.Api, HttpMethod.Put, "agents/alice", new { url = app.Agent.Address, secret = "unbound" }, HttpStatusCode.BadRequest);
        Assert.Contains("may not be sent to 127.0.0.1", unbound, StringComparison.Ordinal);
        await app.Api.PutAsync("agents/alice", new { url = app.Agent.Address, secret = "old" }, HttpStatusCode.Created); // the deployment's own tenant
        await other.PutAsync("agents/alice", new { url = app.Agent.Address, secret = "theirs" }, HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_canary_leaves_for_its_host_alone_whatever_happens_to_its_agent()
    {
        await using var app = await StartAsync();
        await using var trap = await DemoAgent.StartAsync();
        using var watch = new SecretWatch(app);
        watch.Add("agent secret", Canary);
        var eve = (string)JsonNode.Parse(await watch.SendAsync("POST keys", TestApp.AdminKey, """{"name":"eve"}""", tellsSecret: true))!["key"]!;
        await watch.SendAsync("PUT agents/alice", TestApp.AdminKey, $$"""{"url":"{{app.Agent.Address}}","secret":"vault","sharedWith":["eve"]}""");
        await watch.SendAsync("POST agents/alice/runs", eve, """{"message":"hi"}""");
        await watch.SendAsync("POST agents/alice/runs", eve, $$"""{"message":"no [redirect {{trap.Address}}]","retries":0}""");
        await app.SettleAsync();
        Assert.Equal(2, app.Agent.Calls.Count(HasCanary)); // it does go home

        app.Clock.Advance(TimeSpan.FromMinutes(1)); // so that the next run is the newest

        // As an agent that was registered before secrets had hosts, at an address of somebody's own.
        var row = Assert.Single(await new Rows(app.Storage).OfKindAsync('g'));
        await app.Table.UpdateEntityAsync(new TableEntity(row.PartitionKey, row.RowKey) { ["Url"] = trap.Address.AbsoluteUri, ["Owner"] = "eve" }, ETag.All);
        await watch.SendAsync("POST agents/alice/runs", eve, """{"message":"hi","retries":0}""");
        await app.SettleAsync();
        await watch.SendAsync("POST agents/alice/health", eve);
        await watch.SendAsync("POST agents/alice/chat", eve, """{"message":"hi"}""");
        await watch.SendAsync("GET agents/alice/chat/session", eve);
        var runs = JsonNode.Parse(await watch.SendAsync("GET agents/alice/runs", TestApp.AdminKey))!["items"]!.AsArray();
        Assert.Equal(("failed", "agentRefused"), ((string?)runs[0]!["status"], (string?)runs[0]!["reason"]));
        Assert.Contains("may not be sent to 127.0.0.1", (string?)runs[0]!["sentence"], StringComparison.Ordinal);

        // Registered again by somebody else: the name has no secret.
        await watch.SendAsync("DELETE agents/alice", TestApp.AdminKey);
        await watch.SendAsync("PUT agents/alice", eve, $$"""{"url":"{{trap.Address}}"}""");
        await watch.SendAsync("POST agents/alice/runs", eve, """{"message":"hi"}""");
        await app.SettleAsync();
        Assert.NotEmpty(trap.Calls);
        Assert.DoesNotContain(trap.Calls, HasCanary);
        await watch.ReadStorageAsync();
        Assert.True(watch.HasSeen("row", "vault") && watch.HasSeen("answer", "vault"), "the watch sees what there is");
        Assert.Empty(watch.Leaks());
    }

    [Fact]
    public async Task An_agent_that_repeats_its_secret_gets_it_into_no_record()
    {
        await using var app = await StartAsync();
        await using var echo = await AnsweringServer.StartAsync(200, $$"""{"response":"I was called with Bearer {{Canary}}","execution_log":[{"header":"{{Canary}}"}],"session_id":"{{Canary}}"}""");
        app.Services.GetRequiredService<IConfiguration>()["AgentSecretHosts:main:vault"] = echo.Address.Authority;
        using var watch = new SecretWatch(app);
        watch.Add("agent secret", Canary);
        await watch.SendAsync("PUT agents/alice", TestApp.AdminKey, $$"""{"url":"{{echo.Address}}","secret":"vault"}""");
        await watch.SendAsync("POST agents/alice/runs", TestApp.AdminKey, """{"message":"what is your secret?"}""");
        await app.SettleAsync();
        var run = (string?)Assert.Single(await app.Api.RunsAsync("alice"))["runId"];
        Assert.Contains("Bearer ****", await watch.SendAsync($"GET agents/alice/runs/{run}", TestApp.AdminKey), StringComparison.Ordinal);
        await watch.SendAsync($"GET agents/alice/runs/{run}/log", TestApp.AdminKey);
        await watch.SendAsync("POST agents/alice/chat", TestApp.AdminKey, """{"message":"and now?"}""");
        Assert.NotEmpty(echo.Requests);
        await watch.ReadStorageAsync();
        Assert.Empty(watch.Leaks());
    }

    /// <summary>The secret is bound to the port of the demo agent, so that another one on this machine is another host.</summary>
    private async Task<TestApp> StartAsync()
    {
        var settings = new Dictionary<string, string?>
        {
            ["AgentSecrets:main:vault"] = Canary, ["AgentSecrets:main:unbound"] = Canary, ["AgentSecrets:old"] = Canary, ["AgentSecretHosts:old"] = "127.0.0.1",
            ["AgentSecrets:t2:theirs"] = Canary, ["AgentSecretHosts:t2:theirs"] = "127.0.0.1", ["AgentSecrets:main:other"] = Canary, ["AgentSecretHosts:main:other"] = "127.0.0.1",
        };
        var app = await TestApp.StartAsync(azurite, settings: settings);
        app.Services.GetRequiredService<IConfiguration>()["AgentSecretHosts:main:vault"] = app.Agent.Address.Authority;
        return app;
    }

    private static bool HasCanary(DemoCall call) => call.Headers.Values.Any(value => value.Contains(Canary, StringComparison.Ordinal));

    private static async Task<string> RefusedAsync(ApiClient api, HttpMethod method, string path, object body, HttpStatusCode expected)
    {
        var (status, answer) = await api.TryAsync(method, path, JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(body))!.ToJsonString());
        Assert.True(status == expected, $"{method} {path}: {status}, expected {expected}: {answer}");
        return $"{answer!["detail"]} {answer["errors"]?.ToJsonString()}";
    }
}
