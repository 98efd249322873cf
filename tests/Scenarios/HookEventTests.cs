using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>Hooks for systems that post their own JSON, and their handshakes.</summary>
[Trait("shows", "access")]
[Trait("shows", "right-answers")]
public sealed class HookEventTests(AzuriteFixture azurite)
{
    private static readonly string Half = new('x', 32_000);

    /// <summary>What is posted to a hook of a schedule with the context {"env":"prod"}; the status; the run's context.</summary>
    private static readonly (string? Body, int Status, string? Context)[] Events =
    [
        ("""{"ref":"refs/heads/main","deleted":false,"base":null}""", 202, """{"env":"prod","event":{"ref":"refs/heads/main","deleted":false,"base":null}}"""),
        ("""[{"id":"1","data":{"n":1.0}},{"id":"2"}]""", 202, """{"env":"prod","event":[{"id":"1","data":{"n":1.0}},{"id":"2"}]}"""),
        ("""{"context":{"env":"test"}}""", 202, """{"env":"prod","event":{"context":{"env":"test"}}}"""), // not the app's own field here
        ("""{"event":"push","env":"test"}""", 202, """{"env":"prod","event":{"event":"push","env":"test"}}"""),
        ("{}", 202, """{"env":"prod","event":{}}"""),
        ("[]", 202, """{"env":"prod","event":[]}"""),
        (null, 202, """{"env":"prod"}"""),
        ($$"""{"a":"{{Half}}","b":"{{Half}}"}""", 202, $$$"""{"env":"prod","event":{"a":"{{{Half}}}","b":"{{{Half}}}"}}"""), // longer than one column
        ($$"""{"a":"{{Half}}","b":"{{Half}}","c":"{{Half}}"}""", 413, null),
        ("5", 400, null),
        ("\"text\"", 400, null),
        ("payload=%7B%7D", 400, null), // a form
        ("{", 400, null),
        ("""{"a":1,"a":2}""", 400, null),
        ("""{"a":"\ud800"}""", 400, null),
        (new string('[', 40) + new string(']', 40), 400, null),
    ];

    [Fact]
    public async Task Any_JSON_object_or_list_becomes_the_event_of_the_context_unchanged()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        await app.Api.PutAsync("agents/alice", new { url = app.Agent.Address, queueDepth = 100 });
        var (_, hook) = await HookAsync(app, "context");
        using var nobody = app.As(null);
        var wrong = new List<string>();
        foreach (var (body, status, context) in Events)
        {
            var (answered, answer) = await nobody.TryAsync(HttpMethod.Post, $"hooks/{hook}", body);
            await app.SettleAsync();
            var run = answered == HttpStatusCode.Accepted ? await app.Api.GetAsync($"agents/alice/runs/{answer!["runId"]}") : null;
            if ((int)answered != status || (status == 202 && ((string?)run!["status"] != "succeeded" || run["context"]!.ToJsonString() != JsonNode.Parse(context!)!.ToJsonString())))
            {
                wrong.Add($"{Start(body)}: {answered} {Start(answer?.ToJsonString())} {Start(run?["context"]?.ToJsonString())}");
            }
        }

        Assert.Equal([], wrong);
        Assert.Equal(Events.Count(e => e.Status == 202), (await app.Api.RunsAsync("alice")).Count);
        await app.AssertAtRestAsync();
    }

    [Theory] // hook, method, what is posted, whether Event Grid validates, status, answer
    [InlineData("context", "GET", null, false, 200, """{"ready":true}""")]
    [InlineData("context", "HEAD", null, false, 200, "")]
    [InlineData("context", "POST", """[{"eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","data":{"validationCode":"512d38b6"}}]""", true, 200, """{"validationResponse":"512d38b6"}""")]
    [InlineData("context", "POST", """[{"data":{}}]""", true, 400, null)]
    [InlineData("context", "PUT", null, false, 405, null)]
    [InlineData("fields", "GET", null, false, 405, null)]
    [InlineData("fields", "HEAD", null, false, 405, null)]
    [InlineData("fields", "POST", """[{"data":{"validationCode":"512d38b6"}}]""", true, 400, null)]
    public async Task A_handshake_is_answered_and_runs_nothing(string kind, string method, string? body, bool validates, int status, string? expected)
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var (_, hook) = await HookAsync(app, kind);
        using var nobody = new HttpClient { BaseAddress = app.Harness.Address };
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/api/hooks/{hook}") { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        if (validates)
        {
            request.Headers.Add("aeg-event-type", "SubscriptionValidation");
        }

        using var response = await nobody.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)response.StatusCode);
        if (expected is not null)
        {
            Assert.Equal(expected, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        Assert.Empty(await app.Api.RunsAsync("alice"));
    }

    [Fact]
    public async Task The_kind_of_a_hook_is_that_of_its_latest_token_and_edits_keep_it()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var (id, hook) = await HookAsync(app, "context");
        using var nobody = app.As(null);
        await app.Api.TryAsync(HttpMethod.Patch, $"agents/alice/schedules/{id}", """{"description":"d"}""");
        Assert.Equal(HttpStatusCode.OK, (await nobody.TryAsync(HttpMethod.Get, $"hooks/{hook}", null)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Api.TryAsync(HttpMethod.Post, $"agents/alice/schedules/{id}/hook", """{"body":"any"}""")).Status);
        var plain = (string)(await app.Api.PostAsync($"agents/alice/schedules/{id}/hook", expected: HttpStatusCode.Created))["token"]!;
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed), ((await nobody.TryAsync(HttpMethod.Get, $"hooks/{hook}", null)).Status, (await nobody.TryAsync(HttpMethod.Get, $"hooks/{plain}", null)).Status));
        Assert.Equal(HttpStatusCode.BadRequest, (await nobody.TryAsync(HttpMethod.Post, $"hooks/{plain}", """{"ref":"main"}""")).Status); // as before
    }

    [Fact]
    public async Task A_run_with_a_long_event_is_replayed_with_all_of_it()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var (_, hook) = await HookAsync(app, "context");
        using var nobody = app.As(null);
        var (_, first) = await nobody.TryAsync(HttpMethod.Post, $"hooks/{hook}", $$"""{"a":"{{Half}}","b":"{{Half}}"}""");
        await app.SettleAsync();
        var again = (await app.Api.PostAsync($"agents/alice/runs/{first!["runId"]}/replay", expected: HttpStatusCode.Accepted))["runId"];
        await app.SettleAsync();
        Assert.Equal(Half, (string?)(await app.Api.GetAsync($"agents/alice/runs/{again}"))["context"]!["event"]!["b"]);
        Assert.Equal(2, app.Agent.Calls.Count);
    }

    private static async Task<(string Id, string Token)> HookAsync(TestApp app, string body)
    {
        var id = (string)(await app.Api.PostAsync(
            "agents/alice/schedules", new { name = "nightly", cron = "@yearly", zone = "UTC", message = "say hello", context = new { env = "prod" } }, HttpStatusCode.Created))["id"]!;
        var hook = await app.Api.PostAsync($"agents/alice/schedules/{id}/hook", new { body }, HttpStatusCode.Created);
        Assert.Equal(body, (string?)hook["body"]);
        return (id, (string)hook["token"]!);
    }

    private static string Start(string? text) => text is null ? "none" : text.Length <= 200 ? text : text[..200];
}
