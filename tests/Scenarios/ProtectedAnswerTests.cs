using System.IO.Compression;
using System.Net;
using System.Text;
using AgentSched.Api.Webhooks;
using AgentSched.Outbound.Guard;
using AgentSched.Storage.Secrets;
using AgentSched.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.Tests.Scenarios;

/// <summary>What answers, tokens and refusals do not give away.</summary>
[Trait("shows", "access-money")]
public sealed class ProtectedAnswerTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task No_answer_is_cached_guessed_or_executed()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var run = (string)(await app.Api.PostAsync("agents/alice/runs", new { message = "hi [log 100]" }, HttpStatusCode.Accepted))["runId"]!;
        await app.SettleAsync();
        using var nobody = app.As(null);
        foreach (var (api, method, path, status) in new (ApiClient, string, string, int)[]
        {
            (app.Api, "GET", "agents/alice", 200), (app.Api, "GET", "runs", 200), (app.Api, "GET", $"agents/alice/runs/{run}/log", 200), (app.Api, "GET", $"agents/alice/runs/{run}/response", 200),
            (app.Api, "GET", "events", 200), (app.Api, "POST", "keys", 415), (app.Api, "GET", "agents/nobody", 404), (app.Api, "GET", "agents?limit=0", 400), (app.Api, "DELETE", "health", 405),
            (nobody, "GET", "agents", 401), (nobody, "GET", "health", 200), (nobody, "GET", "nowhere", 404),
        })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = method == "POST" ? new StringContent("{}") : null };
            using var response = await api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            Assert.Equal(
                (path, status, "nosniff", "no-store", "default-src 'none'; frame-ancestors 'none'"),
                (path, (int)response.StatusCode, Header(response, "X-Content-Type-Options"), Header(response, "Cache-Control"), Header(response, "Content-Security-Policy")));
        }

        using var document = await nobody.Http.GetAsync("openapi.json", TestContext.Current.CancellationToken);
        Assert.Equal(("nosniff", "public, max-age=300"), (Header(document, "X-Content-Type-Options"), Header(document, "Cache-Control"))); // it has no caller's data
        using var page = await nobody.Http.GetAsync("docs", TestContext.Current.CancellationToken);
        Assert.Contains("script-src 'sha256-", Header(page, "Content-Security-Policy"), StringComparison.Ordinal);
    }

    [Theory] // the agent's kind and what it answers; the content types of the run's log and response
    [InlineData("trinity", """{"response":"<script>alert(1)</script>","execution_log":[{"a":"<script>"}]}""", "application/json", "text/plain")]
    [InlineData("openai", """{"choices":[{"message":{"content":"<script>alert(1)</script>"},"finish_reason":"stop"}]}""", "application/json", "text/plain")]
    [InlineData("openai", "data: {\"choices\":[{\"delta\":{\"content\":\"do\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]", "text/plain", "text/plain")]
    [InlineData("openai", "<html><script>alert(1)</script></html>", "text/plain", null)]
    public async Task The_text_of_an_agent_is_text_and_its_log_is_JSON_only_where_it_is(string kind, string answer, string log, string? response)
    {
        await using var server = await AnsweringServer.StartAsync(200, answer, "text/html");
        await using var app = await TestApp.StartAsync(azurite);
        await app.Api.PutAsync("agents/alice", new { url = server.Address, kind, model = kind == "openai" ? "m" : null }, HttpStatusCode.Created);
        var run = await RunAsync(app);
        Assert.Equal(log, (await TypeAsync(app, $"{run}/log")).Type);
        if (response is not null)
        {
            Assert.Equal(response, (await TypeAsync(app, $"{run}/response")).Type);
        }
    }

    [Fact]
    public async Task A_log_whose_end_is_lost_is_not_sent_as_JSON()
    {
        var entries = string.Join(',', Enumerable.Repeat($"\"{new string('x', 1_000_000)}\"", 17));
        await using var server = await AnsweringServer.StartAsync(200, $$"""{"response":"done","execution_log":[{{entries}}]}""");
        await using var app = await TestApp.StartAsync(azurite);
        await app.Api.RegisterAgentAsync("alice", server.Address);
        var run = await RunAsync(app);
        var (type, text) = await TypeAsync(app, $"{run}/log");
        Assert.Equal(("text/plain", 16 << 20), (type, text.Length));
        Assert.StartsWith("[\"xxx", text, StringComparison.Ordinal); // the same bytes, from the first on
        using var request = new HttpRequestMessage(HttpMethod.Get, $"agents/alice/runs/{run}/log") { Headers = { AcceptEncoding = { new("gzip") } } };
        using var packed = await app.Api.Http.SendAsync(request, TestContext.Current.CancellationToken);
        await using var unpacked = new GZipStream(await packed.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), CompressionMode.Decompress);
        Assert.Equal(text, await new StreamReader(unpacked).ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_hook_s_token_names_nothing_and_those_of_earlier_versions_are_still_good()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var id = await app.Api.CreateScheduleAsync("alice", cron: "@yearly");
        var token = (string)(await app.Api.PostAsync($"agents/alice/schedules/{id}/hook", expected: HttpStatusCode.Created))["token"]!;
        var content = Encoding.Latin1.GetString(Convert.FromBase64String(Padded(token["hook_".Length..])));
        Assert.All(["alice", "main", id], name => Assert.DoesNotContain(name, content, StringComparison.Ordinal));
        using var nobody = app.As(null);
        await nobody.PostAsync($"hooks/{token}", expected: HttpStatusCode.Accepted);

        // What such a token was: the names and their MAC.
        var target = (await app.Services.GetRequiredService<HookTokens>().OpenAsync(token, default))!;
        var names = $"{target.Tenant}|{target.Agent}|{target.Schedule}|{target.Version}";
        var mac = await app.Services.GetRequiredService<TokenKey>().MacAsync($"hook/{names}", default);
        var earlier = "hook_" + Convert.ToBase64String([.. Encoding.UTF8.GetBytes(names), .. mac]).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        await nobody.PostAsync($"hooks/{earlier}", expected: HttpStatusCode.Accepted);
        await app.Api.DeleteAsync($"agents/alice/schedules/{id}/hook");
        Assert.Equal(HttpStatusCode.NotFound, (await nobody.TryAsync(HttpMethod.Post, $"hooks/{earlier}", null)).Status);
    }

    [Fact]
    public async Task A_refusal_tells_a_user_nothing_of_the_addresses_inside()
    {
        await using var app = await TestApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["AgentSched:AllowedAgentNetworks"] = "" });
        app.Services.GetRequiredService<NetworkGuard>().Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("10.1.2.3")]);
        using var ann = await app.CallerAsync("ann");
        const string Body = """{"name":"alice","url":"http://db.corp.example/"}""";
        var (_, toUser) = await ann.TryAsync(HttpMethod.Post, "agents", Body);
        Assert.StartsWith("db.corp.example does not lead to a public address", (string?)toUser!["errors"]!["url"]![0], StringComparison.Ordinal);
        Assert.DoesNotContain("10.1.2.3", toUser.ToJsonString(), StringComparison.Ordinal);
        var (_, toAdmin) = await app.Api.TryAsync(HttpMethod.Post, "agents", Body);
        Assert.StartsWith("db.corp.example resolves to 10.1.2.3", (string?)toAdmin!["errors"]!["url"]![0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scheduler")]
    [InlineData("system")]
    [InlineData("hook")]
    public async Task No_key_can_be_called_like_the_app_itself(string name)
    {
        await using var app = await TestApp.StartAsync(azurite);
        var (status, problem) = await app.Api.TryAsync(HttpMethod.Post, "keys", $$"""{"name":"{{name}}"}""");
        Assert.Equal((HttpStatusCode.BadRequest, true), (status, problem!["errors"]!["name"]![0]!.ToString().StartsWith($"\"{name}\" is reserved", StringComparison.Ordinal)));
    }

    private static async Task<string> RunAsync(TestApp app)
    {
        var run = (string)(await app.Api.PostAsync("agents/alice/runs", new { message = "hi", retries = 0 }, HttpStatusCode.Accepted))["runId"]!;
        await app.SettleAsync();
        return run;
    }

    private static async Task<(string? Type, string Text)> TypeAsync(TestApp app, string path)
    {
        using var response = await app.Api.Http.GetAsync($"agents/alice/runs/{path}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static string Padded(string base64Url) => base64Url.Replace('-', '+').Replace('_', '/').PadRight((base64Url.Length + 3) / 4 * 4, '=');

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}
