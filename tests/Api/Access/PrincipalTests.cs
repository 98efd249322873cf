using System.Net;
using System.Text;
using AgentSched.Api.Door;
using AgentSched.Model.Access;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Api.Access;

[Trait("shows", "access")]
public sealed class PrincipalTests(AzuriteFixture azurite)
{
    private const string Ann = """{"auth_typ":"aad","name_typ":"name","role_typ":"roles","claims":[{"typ":"name","val":"Eve"},{"typ":"preferred_username","val":"Ann@Contoso.com"}]}""";
    private const string Root = """{"role_typ":"r","claims":[{"typ":"preferred_username","val":"root"},{"typ":"r","val":"AgentSched.Admin"}]}""";

    [Theory]
    [InlineData("ann", "ann")]
    [InlineData("Ann@Contoso.com", "ann@contoso.com")]
    [InlineData("1b4e28ba-2fa1-11d2-883f-0016d3cca427", "1b4e28ba-2fa1-11d2-883f-0016d3cca427")]
    [InlineData("ann+x@contoso.com", "ann-x@contoso.com-*")]
    [InlineData("Ann Smith", "ann-smith-*")]
    [InlineData("Ännchen", "nnchen-*")]
    public void A_name_of_the_directory_becomes_a_name_of_ours(string name, string expected)
    {
        var mapped = OwnerName.Of(name);
        Assert.Matches(OwnerName.Shape(), mapped);
        Assert.Equal(expected, expected.EndsWith('*') ? mapped[..^16] + "*" : mapped); // 16 digits of a hash
    }

    [Fact]
    public void No_two_names_of_a_directory_meet()
    {
        string[] names = ["ann+x@a.com", "ann-x@a.com", "ann x@a.com", OwnerName.Of("ann+x@a.com"), "Ännchen", "änn", new('x', 64), new('x', 65), "", "@", "-"];
        Assert.Equal(names.Length, names.Select(OwnerName.Of).Distinct(StringComparer.Ordinal).Count());
        Assert.All(names, name => Assert.Matches(OwnerName.Shape(), OwnerName.Of(name)));
    }

    [Theory] // claims, and who it is: tenant, name, role; or nobody
    [InlineData("""[{"typ":"preferred_username","val":"ann"}]""", "main ann User")]
    [InlineData("""[{"typ":"preferred_username","val":"ann"},{"typ":"roles","val":"Other"},{"typ":"roles","val":"AgentSched.Admin"}]""", "main ann Admin")]
    [InlineData("""[{"typ":"preferred_username","val":"ann"},{"typ":"roles","val":"agentsched.admin"}]""", "main ann User")]
    [InlineData("""[{"typ":"name","val":"ann"}]""", null)] // people choose what they are called
    [InlineData("""[{"typ":"name","val":"ann"},{"typ":"oid","val":"7f"}]""", "main 7f User")]
    [InlineData("""[{"typ":"preferred_username","val":"ann"},{"typ":"preferred_username","val":"ben"}]""", null)]
    [InlineData("""[{"typ":"preferred_username","val":""}]""", null)]
    [InlineData("[]", null)]
    public void The_claims_say_who_it_is(string claims, string? expected)
    {
        var principal = PrincipalReader.Parse(Encode($$"""{"role_typ":"roles","claims":{{claims}}}"""))!;
        var caller = PrincipalReader.ToCaller(principal, new AccessOptions());
        Assert.Equal(expected, caller is null ? null : $"{caller.Tenant} {caller.Name} {caller.Role}");
    }

    [Theory]
    [InlineData("nonsense!")]
    [InlineData("bm9uc2Vuc2U=")]
    [InlineData("W10=")]
    [InlineData("e30=")]
    [InlineData("eyJjbGFpbXMiOjV9")]
    [InlineData("eyJjbGFpbXMiOls1XX0=")]
    [InlineData("eyJjbGFpbXMiOlt7InR5cCI6NSwidmFsIjoiYSJ9XX0=")]
    public void What_the_platform_does_not_send_is_nobody(string header) => Assert.Null(PrincipalReader.Parse(header));

    [Fact]
    public async Task Where_the_platform_authenticates_its_callers_come_without_a_key()
    {
        await using var app = await TestApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["WEBSITE_AUTH_ENABLED"] = "True" });
        using var ann = As(app, key: null, Encode(Ann));
        using var root = As(app, key: null, Encode(Root));
        using var nobody = As(app, key: null, "nonsense");
        using var eve = app.As(null);
        await ann.PutAsync("agents/alice", new { url = app.Agent.Address }, HttpStatusCode.Created);
        Assert.Equal("ann@contoso.com", (string?)(await root.GetAsync("agents/alice"))["owner"]);
        await root.GetAsync("keys");
        Assert.Equal(HttpStatusCode.Forbidden, (await ann.TryAsync(HttpMethod.Get, "keys", null)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.TryAsync(HttpMethod.Get, "agents", null)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await eve.TryAsync(HttpMethod.Get, "agents", null)).Status);

        // A key decides where there is one, also a wrong one; another bearer token is the platform's, which has read it.
        using var admin = As(app, TestApp.AdminKey, Encode(Ann));
        await admin.GetAsync("keys");
        using var wrong = As(app, TestApp.AdminKey[..^1] + "9", Encode(Root));
        Assert.Equal(HttpStatusCode.Unauthorized, (await wrong.TryAsync(HttpMethod.Get, "keys", null)).Status);
        using var withToken = As(app, "eyJhbGciOi.JSUzI1NiIs.InR5cCI6", Encode(Root));
        await withToken.GetAsync("keys");
    }

    [Fact]
    public async Task Elsewhere_its_headers_mean_nothing()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var root = As(app, key: null, Encode(Root));
        Assert.Equal(HttpStatusCode.Unauthorized, (await root.TryAsync(HttpMethod.Get, "keys", null)).Status);
    }

    private static ApiClient As(TestApp app, string? key, string principal)
    {
        var api = app.As(key);
        api.Http.DefaultRequestHeaders.Add("X-MS-CLIENT-PRINCIPAL", principal);
        return api;
    }

    private static string Encode(string json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json));
}
