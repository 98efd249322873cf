using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AgentSched.Outbound.Guard;
using AgentSched.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.Tests.Scenarios;

/// <summary>What an agent's webhooks are told: each event, signed, until it is taken or given up; and nothing of it holds up a run.</summary>
[Trait("shows", "access")]
public sealed class WebhookTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Each_end_of_a_run_is_told_once_to_who_wants_it_and_the_signature_is_as_documented()
    {
        await using var app = await StartAsync();
        await using var receiver = await AnsweringServer.StartAsync(204);
        var all = await HookAsync(app, receiver, ["succeeded", "failed", "missed"]);
        await HookAsync(app, receiver, ["failed"], path: "failures");
        var done = await RunAsync(app, "hi");
        var failed = await RunAsync(app, "no [status 500]");
        await app.SettleAsync();
        var events = receiver.Requests.Select(r => (r.Line, Body: JsonNode.Parse(r.Body)!)).ToList();
        Assert.Equal(
            [$"POST /failures run.failed {failed}", $"POST /hook run.failed {failed}", $"POST /hook run.succeeded {done}"],
            events.Select(e => $"{e.Line} {e.Body["type"]} {e.Body["run"]!["runId"]}").Order());
        var (_, headers, text) = receiver.Requests.Single(r => r.Body.Contains("run.succeeded", StringComparison.Ordinal));
        Assert.True(IsSignedWith((string)all["secret"]!, headers, text));
        Assert.False(IsSignedWith($"whsec_{Convert.ToBase64String(new byte[32])}", headers, text));
        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$", headers["traceparent"].ToString());
        var told = JsonNode.Parse(text)!;
        Assert.Equal(
            ($"{done}-{all["id"]}", "2026-01-05T09:00:00Z", "main", "alice", "succeeded", null),
            ((string?)told["id"], (string?)told["createdAt"], (string?)told["tenant"], (string?)told["agent"], (string?)told["run"]!["status"], told["schedule"]));
        Assert.Equal((string?)told["id"], headers["webhook-id"].ToString());
        Assert.Null(told["run"]!["response"]); // the long texts are fetched by who wants them
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Fact]
    public async Task A_webhook_of_one_schedule_hears_of_no_other_and_of_what_was_missed_it_hears_in_one_event()
    {
        await using var app = await StartAsync();
        await using var receiver = await AnsweringServer.StartAsync(200);
        var mine = await app.Api.CreateScheduleAsync("alice", "mine", "*/5 * * * *");
        await app.Api.CreateScheduleAsync("alice", "other", "*/5 * * * *");
        await HookAsync(app, receiver, ["missed", "succeeded"], schedule: mine);
        await app.TickAsync(TimeSpan.FromMinutes(32));
        var events = receiver.Requests.Select(r => JsonNode.Parse(r.Body)!).OrderBy(e => (string?)e["type"], StringComparer.Ordinal).ToList();
        Assert.Equal(["run.missed", "run.succeeded"], events.Select(e => (string?)e["type"]));
        Assert.All(events, e => Assert.Equal((mine, "mine"), ((string?)e["schedule"]!["id"], (string?)e["schedule"]!["name"])));
        Assert.Equal(
            (5, "2026-01-05T09:05:00Z", "2026-01-05T09:25:00Z", "missed", "2026-01-05T09:25:00Z"),
            ((int?)events[0]["missed"]!["count"], (string?)events[0]["missed"]!["firstDueTime"], (string?)events[0]["missed"]!["lastDueTime"], (string?)events[0]["run"]!["status"], (string?)events[0]["run"]!["dueTime"]));
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Fact]
    public async Task What_is_not_taken_comes_again_under_the_same_id_is_given_up_in_the_end_and_can_be_replayed()
    {
        await using var app = await StartAsync();
        var status = 500;
        await using var receiver = await AnsweringServer.StartAsync(http =>
        {
            http.Response.StatusCode = status;
            return http.Response.WriteAsync("not today");
        });
        var webhook = await HookAsync(app, receiver, ["succeeded"]);
        var run = await RunAsync(app, "hi");
        await app.SettleAsync();
        Assert.Equal("succeeded", (string?)(await app.Api.GetAsync($"agents/alice/runs/{run}"))["status"]);
        for (var attempt = 1; attempt < 8; attempt++)
        {
            Assert.Equal(attempt, receiver.Requests.Count);
            await app.SweepAsync(); // before its time nothing is sent
            await app.SettleAsync();
            Assert.Equal(attempt, receiver.Requests.Count);
            await app.SweepAsync(TimeSpan.FromHours(14));
            await app.SettleAsync();
        }

        var ids = receiver.Requests.Select(r => r.Headers["webhook-id"].ToString()).ToList();
        Assert.Equal((8, 1), (ids.Count, ids.Distinct().Count()));
        Assert.Single(receiver.Requests.Select(r => r.Body).Distinct());
        Assert.Equal(8, receiver.Requests.Select(r => r.Headers["webhook-timestamp"].ToString()).Distinct().Count());
        Assert.All(receiver.Requests, r => Assert.True(IsSignedWith((string)webhook["secret"]!, r.Headers, r.Body)));
        await new Rows(app.Storage).AssertAtRestAsync();

        var dead = Assert.Single((await app.Api.GetAsync("agents/alice/webhooks/dead"))["items"]!.AsArray())!;
        Assert.Equal(
            (ids[0], (string?)webhook["id"], "run.succeeded", run, 8, 500, "answered 500: not today"),
            ((string?)dead["id"], (string?)dead["webhook"], (string?)dead["type"], (string?)dead["runId"], (int?)dead["attempts"], (int?)dead["lastStatus"], (string?)dead["lastError"]));
        status = 200;
        await app.Api.PostAsync($"agents/alice/webhooks/dead/{ids[0]}/replay", expected: HttpStatusCode.Accepted);
        await app.SettleAsync();
        Assert.Equal(9, receiver.Requests.Count);
        Assert.Equal(ids[0], receiver.Requests.Last().Headers["webhook-id"].ToString());
        Assert.Empty((await app.Api.GetAsync("agents/alice/webhooks/dead"))["items"]!.AsArray());
        await app.Api.PostAsync($"agents/alice/webhooks/dead/{ids[0]}/replay", expected: HttpStatusCode.NotFound);
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Fact]
    public async Task A_410_gives_up_at_once_a_dead_event_can_be_forgotten_and_goes_with_the_runs()
    {
        await using var app = await StartAsync();
        await using var receiver = await AnsweringServer.StartAsync(410);
        var webhook = await HookAsync(app, receiver, ["succeeded"]);
        var runs = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            runs.Add(await RunAsync(app, "hi"));
            await app.SettleAsync();
            app.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        runs.Reverse(); // newest first
        var page = await app.Api.GetAsync("agents/alice/webhooks/dead?limit=2");
        Assert.Equal(runs[..2], page["items"]!.AsArray().Select(e => (string)e!["runId"]!));
        var last = Assert.Single((await app.Api.GetAsync($"agents/alice/webhooks/dead?limit=2&continuation={page["continuation"]}"))["items"]!.AsArray())!;
        Assert.Equal((runs[2], 1), ((string?)last["runId"], (int?)last["attempts"]));
        await app.Api.DeleteAsync($"agents/alice/webhooks/dead/{last["id"]}");
        Assert.Equal(HttpStatusCode.NotFound, (await app.Api.TryAsync(HttpMethod.Delete, $"agents/alice/webhooks/dead/{last["id"]}", null)).Status);
        await app.Api.DeleteAsync($"agents/alice/webhooks/{webhook["id"]}");
        await app.Api.PostAsync($"agents/alice/webhooks/dead/{runs[0]}-{webhook["id"]}/replay", expected: HttpStatusCode.Conflict);
        Assert.Equal(2, (await new Rows(app.Storage).OfKindAsync('w')).Count);
        app.Clock.Advance(TimeSpan.FromDays(91));
        await app.Harness.RunTimerAsync("PurgeTimer", TestContext.Current.CancellationToken);
        Assert.Empty(await new Rows(app.Storage).OfKindAsync('w'));
    }

    [Fact]
    public async Task A_deleted_webhook_hears_nothing_more_also_of_what_was_on_its_way()
    {
        await using var app = await StartAsync();
        await using var receiver = await AnsweringServer.StartAsync(500);
        var webhook = await HookAsync(app, receiver, ["succeeded"]);
        await RunAsync(app, "hi");
        await app.SettleAsync();
        await app.Api.DeleteAsync($"agents/alice/webhooks/{webhook["id"]}");
        await RunAsync(app, "hi");
        await app.SweepAsync(TimeSpan.FromHours(1));
        await app.SettleAsync();
        Assert.Single(receiver.Requests);
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Fact]
    public async Task Webhooks_are_made_changed_rotated_and_tried_and_a_secret_is_told_once_and_stored_nowhere()
    {
        await using var app = await StartAsync();
        await using var receiver = await AnsweringServer.StartAsync(200, "\"thanks\"");
        var made = await HookAsync(app, receiver, ["failed", "succeeded", "failed"], description: "for the pager");
        var one = $"agents/alice/webhooks/{made["id"]}";
        Assert.Equal(["succeeded", "failed"], made["on"]!.AsArray().Select(e => (string)e!));
        Assert.Null((await app.Api.GetAsync(one))["secret"]);
        var tried = await app.Api.PostAsync($"{one}/test");
        Assert.Equal((true, 200, null, "\"thanks\""), ((bool?)tried["delivered"], (int?)tried["status"], (string?)tried["error"], (string?)tried["answer"]));
        var rotated = await app.Api.PostAsync($"{one}/rotate");
        Assert.NotEqual((string?)made["secret"], (string?)rotated["secret"]);
        await app.Api.PostAsync($"{one}/test");
        Assert.Equal(
            [(true, false), (true, true)], // for a day the former secret signs, too
            receiver.Requests.Select(r => (IsSignedWith((string)made["secret"]!, r.Headers, r.Body), IsSignedWith((string)rotated["secret"]!, r.Headers, r.Body))));
        Assert.Equal("test", (string?)JsonNode.Parse(receiver.Requests.First().Body)!["type"]);

        var (_, changed) = await app.Api.TryAsync(HttpMethod.Patch, one, """{"on":["missed"],"description":null}""");
        Assert.Equal(("missed", null), ((string?)Assert.Single(changed!["on"]!.AsArray()), (string?)changed["description"]));
        Assert.Equal((string?)made["url"], (string?)changed["url"]);
        await app.Api.PostAsync($"{one}/test");
        Assert.True(IsSignedWith((string)rotated["secret"]!, receiver.Requests.Last().Headers, receiver.Requests.Last().Body)); // an edit keeps the secret
        Assert.Single((await app.Api.GetAsync("agents/alice/webhooks"))["items"]!.AsArray());
        var secrets = new[] { (string)made["secret"]!, (string)rotated["secret"]! };
        Assert.DoesNotContain(await new Rows(app.Storage).AllAsync(), row => row.Select(c => c.Value).OfType<string>().Any(value => secrets.Any(secret => value.Contains(secret[6..], StringComparison.Ordinal))));
        Assert.Contains("\"fields\":[\"webhooks\"]", (await app.Api.GetAsync("agents/alice/activities?type=agentChanged"))["items"]![0]!["details"]!.ToJsonString(), StringComparison.Ordinal);

        await app.Api.PutAsync("agents/alice", new { url = app.Agent.Address, maxConcurrent = 2 }); // an edit of the agent leaves them alone
        Assert.Single((await app.Api.GetAsync("agents/alice/webhooks"))["items"]!.AsArray());
        for (var i = 1; i < 10; i++)
        {
            await HookAsync(app, receiver, ["failed"]);
        }

        var refused = await app.Api.PostAsync("agents/alice/webhooks", new { url = receiver.Address, on = new[] { "failed" } }, HttpStatusCode.Conflict);
        Assert.Contains("10 webhooks", (string?)refused["detail"], StringComparison.Ordinal);
    }

    [Fact]
    [Trait("shows", "doors")]
    public async Task After_a_rotation_both_secrets_sign_for_a_day_and_another_rotation_ends_the_one_before()
    {
        await using var app = await StartAsync();
        await using var receiver = await AnsweringServer.StartAsync(200);
        var made = await HookAsync(app, receiver, ["failed"]);
        var one = $"agents/alice/webhooks/{made["id"]}";
        Assert.Null(made["previousSecretUntil"]);
        var second = await app.Api.PostAsync($"{one}/rotate");
        Assert.Equal("2026-01-06T09:00:00Z", (string?)second["previousSecretUntil"]);
        Assert.Equal("yes yes", await SignedAsync(made, second));
        app.Clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal("yes yes", await SignedAsync(made, second));
        var third = await app.Api.PostAsync($"{one}/rotate");
        Assert.Equal("no yes yes", await SignedAsync(made, second, third));
        app.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal("no no yes", await SignedAsync(made, second, third));
        Assert.Equal((string?)third["previousSecretUntil"], (string?)(await app.Api.GetAsync(one))["previousSecretUntil"]);

        async Task<string> SignedAsync(params JsonNode[] webhooks)
        {
            await app.Api.PostAsync($"{one}/test");
            var (_, headers, body) = receiver.Requests.Last();
            return string.Join(' ', webhooks.Select(webhook => IsSignedWith((string)webhook["secret"]!, headers, body) ? "yes" : "no"));
        }
    }

    [Fact]
    [Trait("shows", "doors")]
    public async Task What_no_receiver_has_accepted_yet_is_listed_with_its_next_attempt()
    {
        await using var app = await StartAsync();
        await app.Api.RegisterAgentAsync("bob", app.Agent.Address);
        var status = 503;
        await using var receiver = await AnsweringServer.StartAsync(http =>
        {
            http.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        var webhook = await HookAsync(app, receiver, ["succeeded"]);
        await HookAsync(app, receiver, ["succeeded"], agent: "bob");
        List<string> runs = [];
        for (var i = 0; i < 3; i++)
        {
            runs.Add(await RunAsync(app, "hi"));
            await app.SettleAsync();
        }

        await app.Api.PostAsync("agents/bob/runs", new { message = "hi" }, HttpStatusCode.Accepted);
        await app.SettleAsync();
        var items = (await app.Api.GetAsync("agents/alice/webhooks/pending"))["items"]!.AsArray();
        Assert.Equal(runs.Order(), items.Select(item => (string)item!["runId"]!).Order());
        Assert.All(items, item => Assert.Equal(
            ((string?)webhook["id"], "run.succeeded", 1, 503, "answered 503"),
            ((string?)item!["webhook"], (string?)item["type"], (int?)item["attempts"], (int?)item["lastStatus"], (string?)item["lastError"])));
        Assert.All(items, item => Assert.InRange(DateTimeOffset.Parse((string)item!["nextAttemptAt"]!) - app.Clock.GetUtcNow(), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(11)));

        var page = await app.Api.GetAsync("agents/alice/webhooks/pending?limit=2");
        var rest = await app.Api.GetAsync($"agents/alice/webhooks/pending?limit=2&continuation={page["continuation"]}");
        Assert.Equal(items.Select(item => (string?)item!["id"]), page["items"]!.AsArray().Concat(rest["items"]!.AsArray()).Select(item => (string?)item!["id"]));
        Assert.Null(rest["continuation"]);

        status = 200;
        await app.SweepAsync(TimeSpan.FromMinutes(1));
        await app.SettleAsync();
        Assert.Empty((await app.Api.GetAsync("agents/alice/webhooks/pending"))["items"]!.AsArray());
    }

    [Fact]
    [Trait("shows", "doors")]
    public async Task A_webhook_that_is_asked_for_twice_under_one_key_is_made_once()
    {
        await using var app = await StartAsync();
        await using var receiver = await AnsweringServer.StartAsync(200);
        var body = $$"""{"url":"{{receiver.Address}}","on":["failed"]}""";
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => app.Api.TryAsync(HttpMethod.Post, "agents/alice/webhooks", body, ("Idempotency-Key", "pager"))));
        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.Created, (string?)answers[0].Body!["id"], (string?)answers[0].Body!["secret"]), (answer.Status, (string?)answer.Body!["id"], (string?)answer.Body["secret"])));
        Assert.Single((await app.Api.GetAsync("agents/alice/webhooks"))["items"]!.AsArray());
        Assert.Equal(HttpStatusCode.Created, (await app.Api.TryAsync(HttpMethod.Post, "agents/alice/webhooks", body, ("Idempotency-Key", "other"))).Status);
        var (status, problem) = await app.Api.TryAsync(HttpMethod.Post, "agents/alice/webhooks", body.Replace("failed", "missed", StringComparison.Ordinal), ("Idempotency-Key", "pager"));
        Assert.Equal((HttpStatusCode.Conflict, "this Idempotency-Key was used for another request; a new webhook needs a new key"), (status, (string?)problem!["detail"]));
        Assert.Equal(2, (await app.Api.GetAsync("agents/alice/webhooks"))["items"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("""{"on":["failed"]}""", "url")]
    [InlineData("""{"url":"https://example.com"}""", "on")]
    [InlineData("""{"url":"https://example.com","on":[]}""", "on")]
    [InlineData("""{"url":"https://example.com","on":["failed","born"]}""", "on[1]")]
    [InlineData("""{"url":"ftp://example.com","on":["failed"]}""", "url")]
    [InlineData("""{"url":"https://me:pw@example.com","on":["failed"]}""", "url")]
    [InlineData("""{"url":"http://10.1.2.3/","on":["failed"]}""", "url")]
    [InlineData("""{"url":"http://169.254.169.254/","on":["failed"]}""", "url")]
    [InlineData("""{"url":"https://example.com","on":["failed"],"schedule":"k3v9q2m7x4b8c1d5"}""", "schedule")]
    [InlineData("""{"url":"https://example.com","on":["failed"],"secret":"mine"}""", "secret")]
    public async Task A_webhook_that_cannot_be_is_refused_with_the_field(string body, string field)
    {
        await using var app = await StartAsync();
        app.Services.GetRequiredService<NetworkGuard>().Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("93.184.216.34")]);
        var (status, problem) = await app.Api.TryAsync(HttpMethod.Post, "agents/alice/webhooks", body);
        Assert.Equal((HttpStatusCode.BadRequest, field), (status, Assert.Single(problem!["errors"]!.AsObject()).Key));
        Assert.Empty((await app.Api.GetAsync("agents/alice/webhooks"))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_name_that_leads_into_our_own_network_by_the_time_of_the_post_is_not_reached_and_no_redirect_is_followed()
    {
        await using var app = await StartAsync(("AgentSched:AllowedAgentNetworks", "127.0.0.2/32")); // the agent's place, not the receiver's
        var guard = app.Services.GetRequiredService<NetworkGuard>();
        await using var receiver = await AnsweringServer.StartAsync(200);
        guard.Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("93.184.216.34")]);
        var made = await app.Api.PostAsync(
            "agents/alice/webhooks", new { url = $"http://receiver.example:{receiver.Address.Port}/", on = new[] { "failed" } }, HttpStatusCode.Created);
        guard.Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
        var tried = await app.Api.PostAsync($"agents/alice/webhooks/{made["id"]}/test");
        Assert.Equal((false, "receiver.example has no allowed address"), ((bool?)tried["delivered"], (string?)tried["error"]));
        Assert.Empty(receiver.Requests);

        guard.Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
        await using var open = await StartAsync();
        await using var redirecting = await AnsweringServer.StartAsync(http =>
        {
            (http.Response.StatusCode, http.Response.Headers.Location) = (307, receiver.Address.ToString());
            return Task.CompletedTask;
        });
        var other = await HookAsync(open, redirecting, ["failed"]);
        Assert.Equal(307, (int?)(await open.Api.PostAsync($"agents/alice/webhooks/{other["id"]}/test"))["status"]);
        Assert.Empty(receiver.Requests);
    }

    private async Task<TestApp> StartAsync(params (string, string)[] settings)
    {
        var app = await TestApp.StartAsync(azurite, settings: settings.ToDictionary(s => s.Item1, s => (string?)s.Item2));
        if (settings.Length == 0)
        {
            await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        }
        else
        {
            await app.Api.RegisterAgentAsync("alice", new Uri("http://127.0.0.2:9/"));
        }

        return app;
    }

    internal static async Task<JsonNode> HookAsync(TestApp app, AnsweringServer receiver, string[] on, string path = "hook", string? schedule = null, string? description = null, string agent = "alice") =>
        await app.Api.PostAsync($"agents/{agent}/webhooks", new { url = new Uri(receiver.Address, path), on, schedule, description }, HttpStatusCode.Created);

    private static async Task<string> RunAsync(TestApp app, string message) =>
        (string)(await app.Api.PostAsync("agents/alice/runs", new { message, retries = 0 }, HttpStatusCode.Accepted))["runId"]!;

    /// <summary>The check as docs/api.md tells receivers to do it.</summary>
    internal static bool IsSignedWith(string secret, IHeaderDictionary headers, string body)
    {
        var signed = $"{headers["webhook-id"]}.{headers["webhook-timestamp"]}.{body}";
        var expected = $"v1,{Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes(signed)))}";
        return headers["webhook-signature"].ToString().Split(' ').Contains(expected);
    }
}
