using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>Hooks: an address that runs a schedule without a key, until it is rotated or revoked.</summary>
[Trait("shows", "access")]
public sealed class WebhookInTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_hook_runs_its_schedule_with_its_context_over_the_schedule_s_and_tells_nothing_but_the_run()
    {
        await using var app = await TestApp.StartAsync(azurite);
        var id = await ScheduleAsync(app, """{"env":"prod","deploy":{"region":"west","dryRun":true},"note":"größer"}""");
        Assert.False((bool)(await app.Api.GetAsync($"agents/alice/schedules/{id}"))["hook"]!);
        var made = await app.Api.PostAsync($"agents/alice/schedules/{id}/hook", expected: HttpStatusCode.Created);
        Assert.Equal($"{app.Harness.Address}api/hooks/{made["token"]}", (string?)made["url"]);
        Assert.True((bool)(await app.Api.GetAsync($"agents/alice/schedules/{id}"))["hook"]!);

        var (status, body) = await CallAsync(app, made, """{"context":{"deploy":{"dryRun":false,"region":null},"commit":"4bf92f35"}}""");
        Assert.Equal((HttpStatusCode.Accepted, "runId status"), (status, string.Join(' ', body!.AsObject().Select(f => f.Key))));
        await app.SettleAsync();
        var run = await app.Api.GetAsync($"agents/alice/runs/{body!["runId"]}");
        Assert.Equal(("succeeded", "manual", id, "say hello"), ((string?)run["status"], (string?)run["trigger"], (string?)run["scheduleId"], (string?)run["message"]));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"env":"prod","deploy":{"dryRun":false},"note":"größer","commit":"4bf92f35"}"""), run["context"]), run["context"]!.ToJsonString());
        (_, body) = await CallAsync(app, made, body: null);
        Assert.Equal("größer", (string?)(await app.Api.GetAsync($"agents/alice/runs/{body!["runId"]}"))["context"]!["note"]); // its own, where none comes along
        await app.SettleAsync();
        Assert.Equal(
            ["hook", "hook"], (await app.Api.GetAsync("agents/alice/activities?type=runStarted"))["items"]!.AsArray().Select(e => (string?)e!["actor"]));
        Assert.Contains("\"fields\":[\"hook\"]", (await app.Api.GetAsync("agents/alice/activities?type=scheduleChanged"))["items"]![0]!["details"]!.ToJsonString(), StringComparison.Ordinal);
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Fact]
    public async Task Only_the_latest_token_is_good_and_none_once_the_hook_is_revoked_or_the_schedule_deleted()
    {
        await using var app = await TestApp.StartAsync(azurite);
        var id = await ScheduleAsync(app);
        var first = await MakeAsync(app, id);
        var second = await MakeAsync(app, id);
        Assert.NotEqual((string?)first["token"], (string?)second["token"]);
        Assert.Equal((404, 202), (await StatusAsync(first), await StatusAsync(second)));
        var (_, edited) = await app.Api.TryAsync(HttpMethod.Patch, $"agents/alice/schedules/{id}", """{"description":"d"}"""); // an edit keeps it
        Assert.True((bool)edited!["hook"]!);
        Assert.Equal(202, await StatusAsync(second));
        await app.Api.PutAsync($"agents/alice/schedules/{id}", edited);
        Assert.Equal(202, await StatusAsync(second));
        await app.Api.DeleteAsync($"agents/alice/schedules/{id}");
        Assert.Equal(404, await StatusAsync(second));
        await app.Api.PostAsync($"agents/alice/schedules/{id}/restore");
        Assert.Equal(202, await StatusAsync(second));
        await app.Api.DeleteAsync($"agents/alice/schedules/{id}/hook");
        await app.Api.DeleteAsync($"agents/alice/schedules/{id}/hook"); // safe to repeat
        Assert.Equal(404, await StatusAsync(second));
        Assert.Equal((404, 202), (await StatusAsync(second), await StatusAsync(await MakeAsync(app, id)))); // and stays dead
        await app.SettleAsync();
        await new Rows(app.Storage).AssertAtRestAsync();

        async Task<int> StatusAsync(JsonNode hook)
        {
            var status = (int)(await CallAsync(app, hook, body: null)).Status;
            await app.SettleAsync();
            return status;
        }
    }

    [Fact]
    public async Task Whatever_is_changed_in_a_token_the_answer_is_the_same_404()
    {
        await using var app = await TestApp.StartAsync(azurite);
        var token = (string)(await MakeAsync(app, await ScheduleAsync(app)))["token"]!;
        var other = (string)(await MakeAsync(app, await ScheduleAsync(app, name: "other")))["token"]!;
        var wrong = Enumerable.Range(0, token.Length).Select(at => token[..at] + (token[at] == 'A' ? 'B' : 'A') + token[(at + 1)..])
            .Concat(["hook_", "hook_!", "x", token[..^1], token + "A", token[..^43] + other[^43..], other[..^43] + token[^43..], "hook_" + new string('A', 500), Uri.EscapeDataString("../health")])
            .Where(text => text != token);
        var answers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in wrong)
        {
            var (status, body) = await CallAsync(app, new JsonObject { ["token"] = text }, body: null);
            Assert.True(status == HttpStatusCode.NotFound, $"{status}: {text} for {token}");
            answers.Add($"{body?["type"]} {body?["detail"]}");
        }

        Assert.Equal("urn:agentsched:problem:not-found this hook does not exist, or you may not see it", Assert.Single(answers));
        Assert.Empty(await app.Api.RunsAsync("alice"));
        Assert.Equal(HttpStatusCode.NotFound, (await CallAsync(app, new JsonObject { ["token"] = "nonsense" }, "{not json")).Status); // first the token, then the body
    }

    [Fact]
    public async Task A_repeat_under_an_idempotency_key_answers_the_first_run()
    {
        await using var app = await TestApp.StartAsync(azurite);
        var id = await ScheduleAsync(app);
        var hook = await MakeAsync(app, id);
        var first = (await CallAsync(app, hook, body: null, key: "push-17")).Body!["runId"]!;
        await app.SettleAsync();
        var (status, again) = await CallAsync(app, hook, body: null, key: "push-17");
        Assert.Equal((HttpStatusCode.Accepted, (string?)first, "succeeded"), (status, (string?)again!["runId"], (string?)again["status"]));
        Assert.Equal((string?)first, (string?)(await CallAsync(app, await MakeAsync(app, id), body: null, key: "push-17")).Body!["runId"]); // also with a new token
        Assert.NotEqual((string?)first, (string?)(await CallAsync(app, await MakeAsync(app, id), body: null, key: "push-18")).Body!["runId"]);
        await app.SettleAsync();
        Assert.Equal(2, app.Agent.Calls.Count);
    }

    [Theory]
    [InlineData("""{"message":"do something else"}""", "message")]
    [InlineData("""{"context":"text"}""", "context")]
    [InlineData("""{"context":{},"key":1}""", "key")]
    [InlineData("[]", null)]
    [InlineData("{", null)]
    public async Task A_body_that_cannot_be_is_a_problem_and_runs_nothing(string body, string? field)
    {
        await using var app = await TestApp.StartAsync(azurite);
        var hook = await MakeAsync(app, await ScheduleAsync(app));
        var (status, problem) = await CallAsync(app, hook, body);
        Assert.Equal((HttpStatusCode.BadRequest, field), (status, problem!["errors"]?.AsObject().Single().Key));
        Assert.Empty(await app.Api.RunsAsync("alice"));
    }

    [Fact]
    public async Task A_context_too_long_with_the_schedule_s_own_a_disabled_agent_and_a_full_queue_are_refused()
    {
        await using var app = await TestApp.StartAsync(azurite);
        var id = await ScheduleAsync(app, JsonSerializer.Serialize(new { a = new string('x', 20_000) }));
        var hook = await MakeAsync(app, id);
        var (status, problem) = await CallAsync(app, hook, JsonSerializer.Serialize(new { context = new { b = new string('y', 20_000) } }));
        Assert.Equal((HttpStatusCode.BadRequest, "has 40015 characters when merged with the schedule's own; at most 30000 are allowed"), (status, (string?)problem!["errors"]!["context"]![0]));
        await app.Api.PostAsync("agents/alice/disable");
        Assert.Equal(HttpStatusCode.Conflict, (await CallAsync(app, hook, body: null)).Status);
        await app.Api.PostAsync("agents/alice/enable");
        await app.Api.PutAsync("agents/alice", new { url = app.Agent.Address, queueDepth = 0 });
        var busy = (string)(await app.Api.PostAsync("agents/alice/runs", new { message = "[slow 60s]" }, HttpStatusCode.Accepted))["runId"]!;
        Assert.Equal(HttpStatusCode.TooManyRequests, (await CallAsync(app, hook, body: null)).Status);
        Assert.Contains(await app.Api.RunsAsync("alice"), run => (string?)run["reason"] == "queueFull"); // recorded all the same
        await app.Api.PostAsync($"agents/alice/runs/{busy}/cancel");
    }

    [Fact]
    public async Task The_address_is_the_one_that_the_deployment_says()
    {
        await using var app = await TestApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["AgentSched:PublicUrl"] = "https://agents.example" });
        Assert.StartsWith("https://agents.example/api/hooks/hook_", (string?)(await MakeAsync(app, await ScheduleAsync(app)))["url"], StringComparison.Ordinal);
    }

    private static async Task<string> ScheduleAsync(TestApp app, string? context = null, string name = "nightly")
    {
        await app.Api.TryAsync(HttpMethod.Put, "agents/alice", $$"""{"url":"{{app.Agent.Address}}"}""");
        return (string)(await app.Api.PostAsync(
            "agents/alice/schedules", new { name, cron = "@yearly", zone = "UTC", message = "say hello", context = context is null ? null : JsonNode.Parse(context) }, HttpStatusCode.Created))["id"]!;
    }

    private static Task<JsonNode> MakeAsync(TestApp app, string schedule) => app.Api.PostAsync($"agents/alice/schedules/{schedule}/hook", expected: HttpStatusCode.Created);

    /// <summary>Without any key but the token in the path.</summary>
    private static async Task<(HttpStatusCode Status, JsonNode? Body)> CallAsync(TestApp app, JsonNode hook, string? body, string? key = null)
    {
        using var nobody = app.As(null);
        return await nobody.TryAsync(HttpMethod.Post, $"hooks/{hook["token"]}", body, key is null ? [] : [("Idempotency-Key", key)]);
    }
}
