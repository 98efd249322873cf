using System.Net;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>Keys, and who sees what.</summary>
[Trait("shows", "access")]
public sealed class AccessTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task An_issued_key_opens_until_it_expires_or_is_revoked()
    {
        await using var app = await TestApp.StartAsync(azurite);
        var issued = await app.Api.PostAsync("keys", new { name = "ann", expiresAt = "2026-01-06T00:00:00Z" }, HttpStatusCode.Created);
        using var ann = app.As((string)issued["key"]!);
        await ann.GetAsync("agents");
        var listed = Assert.Single((await app.Api.GetAsync("keys"))["items"]!.AsArray())!;
        Assert.Equal(("ann", "user"), ((string?)listed["name"], (string?)listed["role"]));
        Assert.NotNull(listed["lastUsedAt"]);
        Assert.DoesNotContain(((string)issued["key"]!)[^40..], listed.ToJsonString(), StringComparison.Ordinal);

        app.Clock.Set(DateTimeOffset.Parse("2026-01-06T00:00:00Z"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await ann.TryAsync(HttpMethod.Get, "agents", null)).Status);

        var second = await app.Api.PostAsync("keys", new { name = "ann" }, HttpStatusCode.Created);
        using var again = app.As((string)second["key"]!);
        await again.GetAsync("agents");
        await app.Api.DeleteAsync($"keys/{second["id"]}");
        Assert.Equal(HttpStatusCode.Unauthorized, (await again.TryAsync(HttpMethod.Get, "agents", null)).Status);
    }

    [Fact]
    public async Task A_key_may_come_in_a_header_of_its_own()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var api = app.As(null);
        api.Http.DefaultRequestHeaders.Add("X-Api-Key", TestApp.AdminKey);
        await api.GetAsync("agents");
    }

    [Fact]
    public async Task Who_takes_over_a_name_does_not_see_what_was_done_under_it_before()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var ann = await app.CallerAsync("ann");
        using var ben = await app.CallerAsync("ben");
        await ann.PutAsync("agents/alice", new { url = app.Agent.Address }, HttpStatusCode.Created);
        Assert.Empty((await ben.GetAsync("agents"))["items"]!.AsArray());
        var before = await ann.PostAsync("agents/alice/runs", new { message = "secret plans" }, HttpStatusCode.Accepted);
        await app.SettleAsync();
        await ann.DeleteAsync("agents/alice");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await ben.PutAsync("agents/alice", new { url = app.Agent.Address, sharedWith = new[] { "ann" } }, HttpStatusCode.Created);
        await ben.PostAsync("agents/alice/runs", new { message = "mine" }, HttpStatusCode.Accepted);
        await app.SettleAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await ben.TryAsync(HttpMethod.Get, $"agents/alice/runs/{before["runId"]}", null)).Status);
        Assert.Single(await ben.RunsAsync("alice"));
        Assert.Empty(await ann.RunsAsync("alice")); // hers were of another agent
        Assert.Single(await app.Api.RunsAsync("alice"));
    }
}
