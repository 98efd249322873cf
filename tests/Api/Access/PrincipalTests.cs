using System.Net;
using AgentSched.Api.Door;
using AgentSched.Model.Access;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Api.Access;

[Trait("shows", "access")]
public sealed class PrincipalTests(AzuriteFixture azurite)
{
    private const string ObjectId = "1b4e28ba-2fa1-11d2-883f-0016d3cca427";
    private const string Entra = $"entra:{Principals.Tenant}:{ObjectId}";
    private static readonly string Ann = Principals.Of("Ann@Contoso.com", name: "Eve");
    private static readonly string Root = Principals.Of("root", role: "AgentSched.Admin");

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

    [Theory] // claims besides the issuer, and who it is: name and role; or nobody
    [InlineData("tid oid preferred_username=admin", "entra User")] // what people are called decides nothing
    [InlineData("tid oid preferred_username=ann roles=Other roles=AgentSched.Admin", "entra Admin")]
    [InlineData("tid oid roles=agentsched.admin", "entra User")]
    [InlineData("tid preferred_username=ann", null)]
    [InlineData("oid preferred_username=ann", null)]
    [InlineData("tid oid=admin", null)] // no id
    [InlineData("tid oid oid=1b4e28ba-2fa1-11d2-883f-0016d3cca428", null)] // one of two
    [InlineData("preferred_username=ann sub=7f", null)]
    [InlineData("", null)]
    [Trait("shows", "access-money")]
    public void The_ids_of_the_directory_say_who_it_is(string claims, string? expected) => Assert.Equal(expected?.Replace("entra", Entra, StringComparison.Ordinal), Who(claims, new AccessOptions { PrincipalIssuers = Principals.Issuer }));

    [Theory] // issuer of the token; issuers that the deployment allows; whether it is somebody
    [InlineData(Principals.Issuer, Principals.Issuer, true)]
    [InlineData(Principals.Issuer + "/", Principals.Issuer, true)]
    [InlineData(Principals.Issuer, " https://other.example/ , " + Principals.Issuer + "/ ", true)]
    [InlineData(Principals.Issuer, "", false)] // none is allowed
    [InlineData("https://login.example/other/v2.0", Principals.Issuer, false)]
    [InlineData(Principals.Issuer + "0", Principals.Issuer, false)]
    [InlineData("", Principals.Issuer, false)]
    [InlineData(null, Principals.Issuer, false)]
    [Trait("shows", "access-money")]
    public void An_issuer_that_the_deployment_did_not_allow_is_refused(string? issuer, string allowed, bool expected) =>
        Assert.Equal(expected, Who("tid oid roles=AgentSched.Admin", new AccessOptions { PrincipalIssuers = allowed }, issuer) is not null);

    [Theory] // the claim that the deployment names, for rows of before; claims, and who it is
    [InlineData("preferred_username", "tid oid preferred_username=Ann@Contoso.com", "ann@contoso.com User")]
    [InlineData("preferred_username", "tid oid name=ann", null)]
    [InlineData("preferred_username", "preferred_username=ann preferred_username=ben", null)]
    [InlineData("preferred_username", "preferred_username=admin", null)] // the first admin's key has this name
    [InlineData("preferred_username", "preferred_username=Admin", null)]
    [InlineData("preferred_username", "preferred_username=scheduler", null)]
    [InlineData("preferred_username", "preferred_username=System", null)]
    [InlineData("upn", "upn=ann preferred_username=ben", "ann User")]
    [Trait("shows", "access-money")]
    public void A_deployment_can_keep_the_names_of_before(string claim, string claims, string? expected) =>
        Assert.Equal(expected, Who(claims, new AccessOptions { PrincipalIssuers = Principals.Issuer, PrincipalNameClaim = claim }));

    [Fact]
    [Trait("shows", "access-money")]
    public void No_key_can_have_the_name_of_a_caller_of_the_platform()
    {
        var name = OwnerName.OfPlatform(Principals.Tenant.ToUpperInvariant(), ObjectId)!;
        Assert.Equal($"entra:{Principals.Tenant}:{ObjectId}", name); // however the directory writes its ids
        Assert.Matches(OwnerName.Shape(), name);
        Assert.DoesNotMatch(OwnerName.KeyShape(), name);
        Assert.InRange(name.Length, 1, OwnerName.MaxLength);
        Assert.True(OwnerName.IsOfPlatform(name));
        Assert.False(OwnerName.IsOfPlatform("entra-ann"));
        foreach (var other in (string[])[name + "0", name[..^1], name.ToUpperInvariant(), $"entra:{Principals.Tenant}", "entra:ann", "other:" + name[6..], name + "\n"])
        {
            Assert.DoesNotMatch(OwnerName.Shape(), other);
        }
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
        await using var app = await TestApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["WEBSITE_AUTH_ENABLED"] = "True", ["AgentSched:PrincipalIssuers"] = Principals.Issuer });
        using var ann = As(app, key: null, Ann);
        using var root = As(app, key: null, Root);
        using var nobody = As(app, key: null, "nonsense");
        using var eve = app.As(null);
        await ann.PutAsync("agents/alice", new { url = app.Agent.Address }, HttpStatusCode.Created);
        Assert.Equal(Principals.OwnerOf("Ann@Contoso.com"), (string?)(await root.GetAsync("agents/alice"))["owner"]);
        await root.GetAsync("keys");
        Assert.Equal(HttpStatusCode.Forbidden, (await ann.TryAsync(HttpMethod.Get, "keys", null)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.TryAsync(HttpMethod.Get, "agents", null)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await eve.TryAsync(HttpMethod.Get, "agents", null)).Status);

        // A key decides where there is one, also a wrong one; another bearer token is the platform's, which has read it.
        using var admin = As(app, TestApp.AdminKey, Ann);
        await admin.GetAsync("keys");
        using var wrong = As(app, TestApp.AdminKey[..^1] + "9", Root);
        Assert.Equal(HttpStatusCode.Unauthorized, (await wrong.TryAsync(HttpMethod.Get, "keys", null)).Status);
        using var withToken = As(app, "eyJhbGciOi.JSUzI1NiIs.InR5cCI6", Root);
        await withToken.GetAsync("keys");
    }

    [Fact]
    public async Task Elsewhere_its_headers_mean_nothing()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var root = As(app, key: null, Root);
        Assert.Equal(HttpStatusCode.Unauthorized, (await root.TryAsync(HttpMethod.Get, "keys", null)).Status);
    }

    private static ApiClient As(TestApp app, string? key, string principal)
    {
        var api = app.As(key);
        api.Http.DefaultRequestHeaders.Add(Principals.Header, principal);
        api.Http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        return api;
    }

    /// <summary>Name and role of who has these claims: <c>tid</c> and <c>oid</c> stand for ids.</summary>
    private static string? Who(string claims, AccessOptions options, string? issuer = Principals.Issuer)
    {
        var read = claims.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(claim => claim.Split('=')).Select(parts => (parts[0], parts switch
        {
            [_, var value] => value,
            ["tid"] => Principals.Tenant,
            _ => ObjectId,
        }));
        var principal = PrincipalReader.Parse(Principals.Encode([("iss", issuer), .. read.Select(claim => (claim.Item1, (string?)claim.Item2))]))!;
        return PrincipalReader.ToCaller(principal, options) is { } caller ? $"{caller.Name} {caller.Role}" : null;
    }
}
