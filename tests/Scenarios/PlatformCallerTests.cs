using System.Net;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>Callers whom the platform authenticated are their ids; what a directory calls them decides nothing.</summary>
[Trait("shows", "access-money")]
public sealed class PlatformCallerTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Who_is_called_like_the_first_admin_s_key_is_not_its_user()
    {
        await using var app = await StartAsync();
        await app.Api.PutAsync("agents/roots", new { url = app.Agent.Address }, HttpStatusCode.Created);
        using var mallory = Principals.In(app, Principals.Of("admin", name: "admin"));
        Assert.Empty((await mallory.GetAsync("agents"))["items"]!.AsArray());
        foreach (var (method, path) in new[] { ("GET", "agents/roots"), ("PATCH", "agents/roots"), ("DELETE", "agents/roots"), ("POST", "agents/roots/runs"), ("GET", "owners/admin/limits") })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await mallory.TryAsync(new HttpMethod(method), path, method == "GET" ? null : """{"message":"x"}""")).Status);
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await mallory.TryAsync(HttpMethod.Get, "keys", null)).Status);
        await mallory.PutAsync("agents/mallorys", new { url = app.Agent.Address }, HttpStatusCode.Created);
        Assert.Equal(Principals.OwnerOf("admin"), (string?)(await mallory.GetAsync("agents/mallorys"))["owner"]);
        var me = await mallory.GetAsync("me");
        Assert.Equal((Principals.OwnerOf("admin"), "admin", "user", "main"), ((string?)me["name"], (string?)me["displayName"], (string?)me["role"], (string?)me["tenant"]));
        var entry = (await mallory.GetAsync("agents/mallorys/activities"))["items"]![0]!;
        Assert.Equal(Principals.OwnerOf("admin"), (string?)entry["actor"]); // in the feed, too, nobody is taken for another
    }

    [Fact]
    public async Task Who_gets_another_name_keeps_everything_and_who_gets_the_name_gets_nothing()
    {
        await using var app = await StartAsync();
        const string Id = "1b4e28ba-2fa1-11d2-883f-0016d3cca427";
        using (var ann = Principals.In(app, Principals.Of("ann@contoso.com", objectId: Id)))
        {
            await ann.PutAsync("agents/alice", new { url = app.Agent.Address }, HttpStatusCode.Created);
            await ann.CreateScheduleAsync("alice");
        }

        using var married = Principals.In(app, Principals.Of("ann.smith@contoso.com", objectId: Id));
        Assert.Single((await married.GetAsync("schedules"))["items"]!.AsArray());
        using var successor = Principals.In(app, Principals.Of("ann@contoso.com"));
        Assert.Empty((await successor.GetAsync("schedules"))["items"]!.AsArray());
        Assert.Equal(HttpStatusCode.NotFound, (await successor.TryAsync(HttpMethod.Get, "agents/alice", null)).Status);
    }

    [Fact]
    public async Task An_agent_is_shared_with_a_caller_of_the_platform_by_its_name_and_no_key_can_take_it()
    {
        await using var app = await StartAsync();
        var name = Principals.OwnerOf("ben@contoso.com");
        using var ben = Principals.In(app, Principals.Of("ben@contoso.com"));
        await app.Api.PutAsync("agents/alice", new { url = app.Agent.Address, sharedWith = new[] { (string)(await ben.GetAsync("me"))["name"]! } }, HttpStatusCode.Created);
        await ben.GetAsync("agents/alice");
        var (_, problem) = await app.Api.TryAsync(HttpMethod.Post, "keys", $$"""{"name":"{{name}}"}""");
        Assert.NotNull(problem!["errors"]!["name"]);

        // An owner may be anybody of the directory, whom this app cannot know, and of its own keys only those that there are.
        await app.Api.PutAsync("agents/bens", new { url = app.Agent.Address, owner = name }, HttpStatusCode.Created);
        await app.Api.PutAsync($"owners/{name}/limits", new { dayUsd = 5 });
        Assert.Equal(5, (decimal?)(await ben.GetAsync($"owners/{name}/limits"))["dayUsd"]);
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Api.TryAsync(HttpMethod.Put, "agents/nobodys", $$"""{"url":"{{app.Agent.Address}}","owner":"ben@contoso.com"}""")).Status);
    }

    [Theory]
    [InlineData("https://login.microsoftonline.com/11111111-86f1-41af-91ab-2d7cd011db47/v2.0")]
    [InlineData("https://evil.example/")]
    public async Task A_token_of_another_issuer_is_nobody_s_whatever_it_claims(string issuer)
    {
        await using var app = await StartAsync();
        using var stranger = Principals.In(app, Principals.Of("root", issuer: issuer, role: "AgentSched.Admin"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.TryAsync(HttpMethod.Get, "keys", null)).Status);
        using var root = Principals.In(app, Principals.Of("root", role: "AgentSched.Admin"));
        await root.GetAsync("keys");
    }

    [Fact]
    public async Task Without_allowed_issuers_only_keys_are_accepted()
    {
        await using var app = await TestApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["WEBSITE_AUTH_ENABLED"] = "True" });
        using var root = Principals.In(app, Principals.Of("root", role: "AgentSched.Admin"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await root.TryAsync(HttpMethod.Get, "keys", null)).Status);
        await app.Api.GetAsync("keys");
    }

    /// <remarks>Rows of an earlier version bear the sign-in names of callers of the platform.</remarks>
    [Fact]
    public async Task A_deployment_moves_from_names_to_ids_agent_by_agent()
    {
        var storage = azurite.TakeConnectionString();
        await using (var before = await StartAsync(storage, nameClaim: "preferred_username"))
        {
            using var ann = Principals.In(before, Principals.Of("Ann@Contoso.com"));
            await ann.PutAsync("agents/alice", new { url = before.Agent.Address }, HttpStatusCode.Created);
            await ann.CreateScheduleAsync("alice");
            Assert.Equal("ann@contoso.com", (string?)(await ann.GetAsync("me"))["name"]);
            using var mallory = Principals.In(before, Principals.Of("admin"));
            Assert.Equal(HttpStatusCode.Unauthorized, (await mallory.TryAsync(HttpMethod.Get, "agents", null)).Status); // not even then
        }

        await using var app = await StartAsync(storage);
        using var moved = Principals.In(app, Principals.Of("Ann@Contoso.com"));
        Assert.Empty((await moved.GetAsync("agents"))["items"]!.AsArray());
        var schedules = await app.Api.GetAsync("schedules/export");
        var id = (string)(await app.Api.GetAsync("schedules"))["items"]![0]!["id"]!;
        await app.Api.TryAsync(HttpMethod.Patch, "agents/alice", $$"""{"owner":"{{Principals.OwnerOf("Ann@Contoso.com")}}"}""");
        await app.Api.DeleteAsync($"agents/alice/schedules/{id}");
        var (status, answer) = await moved.TryAsync(HttpMethod.Post, "schedules/import", schedules.ToJsonString());
        Assert.True(status == HttpStatusCode.OK, $"{answer}");
        Assert.Equal(Principals.OwnerOf("Ann@Contoso.com"), (string?)(await moved.GetAsync("schedules"))["items"]![0]!["owner"]);
    }

    private Task<TestApp> StartAsync(string? storage = null, string? nameClaim = null) => TestApp.StartAsync(
        azurite,
        storage: storage,
        settings: new Dictionary<string, string?> { ["WEBSITE_AUTH_ENABLED"] = "True", ["AgentSched:PrincipalIssuers"] = Principals.Issuer, ["AgentSched:PrincipalNameClaim"] = nameClaim });
}
