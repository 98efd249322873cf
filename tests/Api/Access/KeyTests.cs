using System.Net;
using System.Text.Json.Nodes;
using AgentSched.Storage.Account;
using AgentSched.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.Tests.Api.Access;

[Trait("shows", "access")]
public sealed class KeyTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Each_tenant_has_its_keys_and_the_deployment_s_admins_have_them_all()
    {
        await using var app = await TestApp.StartAsync(azurite);
        var root = await app.Api.PostAsync("keys", new { name = "root", role = "admin", tenant = "t2" }, HttpStatusCode.Created);
        await app.Api.PostAsync("keys", new { name = "ann" }, HttpStatusCode.Created);
        using var theirs = app.As((string)root["key"]!);
        var made = await theirs.PostAsync("keys", new { name = "ann", tenant = "t2" }, HttpStatusCode.Created); // its own may be named
        Assert.Equal("t2", (string?)made["tenant"]);

        Assert.Equal(["t2 ann user", "t2 root admin"], Shown(await theirs.GetAsync("keys")));
        Assert.Equal(["main ann user"], Shown(await app.Api.GetAsync("keys")));
        Assert.Equal(["t2 ann user", "t2 root admin"], Shown(await app.Api.GetAsync("keys?tenant=t2")));
        await app.Api.DeleteAsync($"keys/{made["id"]}");
        await app.Api.DeleteAsync($"keys/{made["id"]}"); // safe to repeat

        static IEnumerable<string> Shown(JsonNode list) => list["items"]!.AsArray().Select(k => $"{k!["tenant"]} {k["name"]} {k["role"]}").Order(StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("""{"name":"ann","tenant":"a|b"}""", "tenant")]
    [InlineData("""{"name":"ann","tenant":"Main"}""", "tenant")]
    [InlineData("""{"name":"ann","tenant":""}""", "tenant")]
    [InlineData("""{"name":"a b"}""", "name")]
    [InlineData("""{"name":"ann","role":"root"}""", "role")]
    [InlineData("""{"name":"ann","expiresAt":"2026-01-05T09:00:00Z"}""", "expiresAt")] // now
    [InlineData("""{"name":"ann","expiresAt":"tomorrow"}""", "expiresAt")]
    public async Task What_is_wrong_is_told_by_field(string body, string field)
    {
        await using var app = await TestApp.StartAsync(azurite);
        var (status, answer) = await app.Api.TryAsync(HttpMethod.Post, "keys", body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal([field], answer!["errors"]!.AsObject().Select(e => e.Key));
    }

    [Fact]
    public async Task A_wrong_secret_and_an_id_that_nobody_has_cost_the_same()
    {
        await using var app = await TestApp.StartAsync(azurite);
        var issued = (string)(await app.Api.PostAsync("keys", new { name = "ann" }, HttpStatusCode.Created))["key"]!;
        var counter = app.Services.GetRequiredService<RequestCounter>();
        foreach (var key in (string[])[issued[..^1] + (issued[^1] == 'x' ? 'y' : 'x'), "ask_nobody_abcdefghijklmnopqrstuvwxyzABCDEF0123", TestApp.AdminKey[..^1] + "9"])
        {
            var before = counter.Counts.GetValueOrDefault("table GET");
            using var api = app.As(key);
            Assert.Equal(HttpStatusCode.Unauthorized, (await api.TryAsync(HttpMethod.Get, "agents", null)).Status);
            Assert.Equal(1, counter.Counts.GetValueOrDefault("table GET") - before);
        }
    }
}
