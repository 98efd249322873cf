using System.Net;
using System.Text;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>Another site in the caller's browser cannot use the caller's session.</summary>
[Trait("shows", "access-money")]
public sealed class CrossSiteTests(AzuriteFixture azurite)
{
    [Theory] // what the browser says of where a request comes from; another header; whether it is let through
    [InlineData("cross-site", null, false)]
    [InlineData("same-site", null, false)] // another host of the domain is not this app
    [InlineData("Same-Origin", null, false)]
    [InlineData("", null, false)]
    [InlineData(null, null, false)] // an old browser, or no browser
    [InlineData("same-origin", null, true)]
    [InlineData("none", null, true)] // typed into the address bar
    [InlineData(null, "X-AgentSched-Page: 1", true)]
    [InlineData(null, "X-AgentSched-Page: ", false)]
    [InlineData(null, "Authorization: Bearer eyJhbGciOi.JSUzI1NiIs.InR5cCI6", true)] // a token is no session: another site cannot send it
    [InlineData("cross-site", "Authorization: Basic YTpi", false)] // which it can
    [InlineData(null, "Authorization: Bearer ", false)]
    [InlineData(null, "X-ZUMO-AUTH: token", true)]
    public async Task A_session_counts_only_on_pages_of_the_app(string? site, string? header, bool expected)
    {
        await using var app = await StartAsync();
        using var browser = Principals.In(app, Principals.Of("root", role: "AgentSched.Admin"), site);
        if (header?.Split(": ") is [var name, var value])
        {
            browser.Http.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        }

        var before = await new Rows(app.Storage).ETagsAsync();
        foreach (var (method, path, body) in new (string, string, string?)[]
        {
            ("POST", "keys", """{"name":"eve","role":"admin"}"""), ("PATCH", "agents/alice", """{"sharedWith":["eve"]}"""), ("POST", "agents/alice/disable", null), ("GET", "agents/alice", null),
        })
        {
            var (status, problem) = await browser.TryAsync(new HttpMethod(method), path, body);
            Assert.Equal(expected, (int)status < 300);
            Assert.True(expected || (status == HttpStatusCode.Forbidden && ((string)problem!["detail"]!).Contains("X-AgentSched-Page", StringComparison.Ordinal)), $"{status} {problem}");
        }

        if (!expected)
        {
            Assert.Equal(before, await new Rows(app.Storage).ETagsAsync());
        }
    }

    [Fact]
    public async Task A_key_needs_no_page_and_what_needs_no_caller_neither()
    {
        await using var app = await StartAsync();
        app.Api.Http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        await app.Api.GetAsync("agents");
        using var browser = Principals.In(app, Principals.Of("ann"), "cross-site");
        await browser.GetAsync("health");
        await browser.GetAsync("openapi.json");
    }

    [Theory] // method, path, body, content type, status
    [InlineData("POST", "agents/alice/runs", """{"message":"x"}""", "text/plain", 415)] // what a form of another site can send
    [InlineData("POST", "agents/alice/runs", """{"message":"x"}""", "application/x-www-form-urlencoded", 415)]
    [InlineData("POST", "agents/alice/runs", """{"message":"x"}""", "multipart/form-data; boundary=x", 415)]
    [InlineData("POST", "agents/alice/runs", """{"message":"x"}""", null, 415)]
    [InlineData("POST", "agents/alice/runs", """{"message":"x"}""", "nonsense", 415)]
    [InlineData("POST", "agents/alice/runs", """{"message":"x"}""", "application/merge-patch+json", 415)]
    [InlineData("POST", "agents/alice/runs", """{"message":"x"}""", "Application/JSON; charset=utf-8", 202)]
    [InlineData("PATCH", "agents/alice", """{"maxConcurrent":2}""", "application/merge-patch+json", 200)]
    [InlineData("PATCH", "agents/alice", """{"maxConcurrent":2}""", "application/json", 200)]
    [InlineData("PATCH", "agents/alice", """{"maxConcurrent":2}""", "text/plain", 415)]
    [InlineData("POST", "agents/alice/disable", "", null, 200)] // no body has no type
    [InlineData("POST", "schedules/import?dryRun=true", Schedules, "application/json", 200)]
    [InlineData("POST", "schedules/import?dryRun=true", Schedules, "text/plain", 415)]
    [InlineData("POST", "schedules/import?dryRun=true&format=yaml", Schedules, "text/plain", 200)]
    [InlineData("POST", "schedules/import?dryRun=true", Schedules, "application/yaml", 200)]
    [InlineData("POST", "schedules/import?dryRun=true", Schedules, "text/yaml", 200)]
    [InlineData("POST", "schedules/import?dryRun=true&format=crontab&agent=alice", "0 9 * * * x\n", "text/plain", 200)]
    [InlineData("POST", "schedules/import?dryRun=true&format=crontab&agent=alice", "0 9 * * * x\n", "application/x-www-form-urlencoded", 415)]
    public async Task A_body_needs_its_content_type(string method, string path, string body, string? type, int expected)
    {
        await using var app = await StartAsync();
        var before = await new Rows(app.Storage).ETagsAsync();
        var (status, text) = await SendAsync(app.Api, method, path, body, type);
        Assert.True((int)status == expected, $"{status} {text}");
        if (expected == 415)
        {
            Assert.Contains("urn:agentsched:problem:media-type", text, StringComparison.Ordinal);
            Assert.Contains("Content-Type: application/", text.Replace("\\u0022", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.Equal(before, await new Rows(app.Storage).ETagsAsync());
        }
    }

    [Theory] // the hook's kind, what it is sent as, status
    [InlineData("context", "application/cloudevents+json", 202)]
    [InlineData("context", "application/cloudevents-batch+json", 202)]
    [InlineData("context", "text/plain", 202)]
    [InlineData("context", null, 202)]
    [InlineData("fields", "application/json", 202)]
    [InlineData("fields", null, 202)] // the token in the path is all that it goes by: no session is at stake
    [InlineData("fields", "text/plain", 415)]
    public async Task Hooks_of_any_JSON_take_any_content_type(string kind, string? type, int expected)
    {
        await using var app = await StartAsync();
        var id = await app.Api.CreateScheduleAsync("alice", cron: "@yearly");
        var hook = (string)(await app.Api.PostAsync($"agents/alice/schedules/{id}/hook", new { body = kind }, HttpStatusCode.Created))["token"]!;
        using var nobody = app.As(null);
        var (status, text) = await SendAsync(nobody, "POST", $"hooks/{hook}", """{"context":{"a":1}}""", type);
        Assert.True((int)status == expected, $"{status} {text}");
    }

    private const string Schedules = """[{"agent":"alice","name":"n","cron":"0 9 * * *","zone":"UTC","message":"x"}]""";

    private static async Task<(HttpStatusCode Status, string Text)> SendAsync(ApiClient api, string method, string path, string body, string? type)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var response = await api.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private async Task<TestApp> StartAsync()
    {
        var app = await TestApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["WEBSITE_AUTH_ENABLED"] = "True", ["AgentSched:PrincipalIssuers"] = Principals.Issuer });
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        return app;
    }
}
