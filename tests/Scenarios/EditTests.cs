using System.Net;
using System.Text.Json.Nodes;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>Schedules that change: by PUT and PATCH, under entity tags, once per idempotency key, paused, deleted, restored.</summary>
[Trait("shows", "schedules")]
public sealed class EditTests(AzuriteFixture azurite)
{
    private const string Schedules = "agents/alice/schedules";

    [Fact]
    public async Task A_patch_changes_what_it_names_and_null_gives_the_default_back()
    {
        await using var app = await StartAsync();
        var id = await app.Api.CreateScheduleAsync("alice");
        var patched = await PatchAsync(app, id, """{"message":"say goodbye","tags":["night","eu"],"context":{"a":1,"b":{"c":2}},"overlap":"bufferAll","retries":0}""");
        Assert.Equal(("nightly", "say goodbye", "bufferAll", 0), ((string?)patched["name"], (string?)patched["message"], (string?)patched["overlap"], (int?)patched["retries"]));
        patched = await PatchAsync(app, id, """{"context":{"b":{"d":3},"a":null},"overlap":null,"tags":null}""");
        Assert.Equal("""{"b":{"c":2,"d":3}}""", patched["context"]!.ToJsonString());
        Assert.Equal(("skip", 0, "say goodbye"), ((string?)patched["overlap"], patched["tags"]!.AsArray().Count, (string?)patched["message"]));
        var (status, problem) = await app.Api.TryAsync(HttpMethod.Patch, $"{Schedules}/{id}", """{"message":null,"colour":"red","retries":9}""");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(["colour", "message", "retries"], problem!["errors"]!.AsObject().Select(e => e.Key));
        Assert.Equal("say goodbye", (string?)(await app.Api.GetAsync($"{Schedules}/{id}"))["message"]);
    }

    [Fact]
    public async Task A_put_replaces_everything_and_may_repeat_what_a_get_answered()
    {
        await using var app = await StartAsync();
        var id = await app.Api.CreateScheduleAsync("alice");
        await PatchAsync(app, id, """{"description":"old","jitter":"PT10S","maxRuns":7}""");
        var read = await app.Api.GetAsync($"{Schedules}/{id}");
        Assert.Equal(("old", "PT10S", 7), ((string?)read["description"], (string?)read["jitter"], (int?)read["maxRuns"]));
        var same = await app.Api.PutAsync($"{Schedules}/{id}", read);
        Assert.Equal(("old", "PT10S", 7, 3), ((string?)same["description"], (string?)same["jitter"], (int?)same["maxRuns"], (int?)same["version"]));
        var bare = await app.Api.PutAsync($"{Schedules}/{id}", new { name = "other", every = "PT1H", message = "x" });
        Assert.Equal(("other", null, null, null), ((string?)bare["name"], (string?)bare["description"], (string?)bare["cron"], (string?)bare["jitter"]));
        Assert.Equal(id, (string?)bare["id"]);
        await app.Api.CreateScheduleAsync("alice", "nightly"); // the old name is free
    }

    [Fact]
    public async Task A_write_with_an_old_entity_tag_changes_nothing_and_runs_do_not_move_the_tag()
    {
        await using var app = await StartAsync();
        var id = await app.Api.CreateScheduleAsync("alice");
        var (_, tag) = await SendAsync(app, HttpMethod.Get, id, null, null);
        await app.TickAsync(TimeSpan.FromMinutes(1));
        Assert.Single(app.Agent.Calls);
        Assert.Equal((HttpStatusCode.OK, "\"2\""), await SendAsync(app, HttpMethod.Patch, id, """{"description":"mine"}""", tag)); // a run came and went in between
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await SendAsync(app, HttpMethod.Patch, id, """{"description":"theirs"}""", tag)).Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await SendAsync(app, HttpMethod.Put, id, """{"name":"n","cron":"@daily","zone":"UTC","message":"x"}""", tag)).Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await SendAsync(app, HttpMethod.Delete, id, null, tag)).Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await SendAsync(app, HttpMethod.Patch, id, """{"description":"weak"}""", "W/\"2\"")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(app, HttpMethod.Patch, id, """{"description":"?"}""", "2")).Status);
        Assert.Equal("mine", (string?)(await app.Api.GetAsync($"{Schedules}/{id}"))["description"]);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(app, HttpMethod.Patch, id, """{"description":"any"}""", "*")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(app, HttpMethod.Delete, id, null, "\"3\", \"9\"")).Status);
    }

    [Fact]
    public async Task A_create_under_an_idempotency_key_makes_one_schedule_however_often_it_is_sent()
    {
        await using var app = await StartAsync();
        const string Body = """{"name":"once","cron":"@daily","zone":"UTC","message":"x"}""";
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => CreateAsync(app, Body, "key-1")));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Created, a.Status));
        Assert.Single(answers.Select(a => (string?)a.Body!["id"]).Distinct());
        Assert.Single((await app.Api.GetAsync(Schedules))["items"]!.AsArray());
        Assert.Equal(HttpStatusCode.Conflict, (await CreateAsync(app, Body.Replace("once", "twice", StringComparison.Ordinal), "key-1")).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await CreateAsync(app, Body, "key-2")).Status); // the name
        Assert.Equal(HttpStatusCode.Created, (await CreateAsync(app, Body.Replace("once", "twice", StringComparison.Ordinal), "key-2")).Status);
    }

    [Fact]
    public async Task Of_many_creates_at_once_the_name_goes_to_one_and_the_quota_holds()
    {
        await using var app = await StartAsync(("AgentSched:MaxSchedulesPerOwner", "5"));
        var named = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CreateAsync(app, """{"name":"one","cron":"@daily","zone":"UTC","message":"x"}""", null)));
        Assert.Equal(1, named.Count(a => a.Status == HttpStatusCode.Created));
        var others = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => CreateAsync(app, $$"""{"name":"other {{i}}","cron":"@daily","zone":"UTC","message":"x"}""", null)));
        Assert.Equal(4, others.Count(a => a.Status == HttpStatusCode.Created));
        Assert.All(others.Where(a => a.Status != HttpStatusCode.Created), a => Assert.Contains("5 schedules", (string?)a.Body!["detail"], StringComparison.Ordinal));
        Assert.Equal(5, (await app.Api.GetAsync(Schedules))["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_quota_that_a_crash_left_too_high_mends_itself()
    {
        await using var app = await StartAsync(("AgentSched:MaxSchedulesPerOwner", "2"));
        await app.Api.CreateScheduleAsync("alice", "a");
        var owner = (await new Rows(app.Storage).AllAsync()).Where(r => r.PartitionKey == "o|main|admin").ToList();
        await app.Table.UpdateEntityAsync(new Azure.Data.Tables.TableEntity("o|main|admin", "quota") { ["Schedules"] = 2 }, Azure.ETag.All);
        await app.Table.AddEntityAsync(new Azure.Data.Tables.TableEntity("o|main|admin", "n|ghost") // reserved; then the process died
        {
            ["Agent"] = "alice", ["ScheduleId"] = "aaaaaaaaaaaaaaaa", ["ReservedAt"] = app.Clock.GetUtcNow().AddHours(-1),
        });
        Assert.Equal(2, owner.Count);
        await app.Api.CreateScheduleAsync("alice", "b");
        Assert.Equal(HttpStatusCode.Conflict, (await CreateAsync(app, """{"name":"c","cron":"@daily","zone":"UTC","message":"x"}""", null)).Status);
        await app.Api.DeleteAsync($"{Schedules}/{(await app.Api.GetAsync(Schedules))["items"]![0]!["id"]}");
        await app.Api.CreateScheduleAsync("alice", "c");
    }

    [Fact]
    public async Task A_changed_spec_runs_nothing_twice_and_loses_nothing_that_came_due_before()
    {
        await using var app = await StartAsync();
        var id = await app.Api.CreateScheduleAsync("alice", cron: "*/10 * * * *");
        app.Clock.Set(DateTimeOffset.Parse("2026-01-05T09:10:30Z")); // due at 09:10; no tick came
        var changed = await PatchAsync(app, id, """{"cron":"*/5 * * * *"}""");
        Assert.Equal("2026-01-05T09:15:00Z", (string?)changed["nextDueTime"]);
        await app.SettleAsync();
        Assert.Equal("2026-01-05T09:10:00Z succeeded", await RunsAsync(app)); // the changed spec has that instant too
        app.Clock.Set(DateTimeOffset.Parse("2026-01-05T09:15:20Z"));
        await PatchAsync(app, id, """{"cron":"7 * * * *"}"""); // 09:15 came due under the old spec, and the new one does not want it
        await app.SettleAsync();
        Assert.Equal("2026-01-05T09:15:00Z cancelled, 2026-01-05T09:10:00Z succeeded", await RunsAsync(app));
        await app.TickAtAsync("2026-01-05T10:07:00Z");
        Assert.Equal("2026-01-05T10:07:00Z succeeded, 2026-01-05T09:15:00Z cancelled, 2026-01-05T09:10:00Z succeeded", await RunsAsync(app));
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Fact]
    public async Task An_edit_of_the_message_takes_effect_for_a_run_that_is_claimed_already()
    {
        await using var app = await StartAsync(("AgentSched:LookAhead", "00:01:10"), ("AgentSched:ResendAfter", "00:00:01"));
        var id = await app.Api.CreateScheduleAsync("alice", message: "old");
        await app.TickAsync();
        Assert.Single(await new Rows(app.Storage).OfKindAsync('r'));
        await PatchAsync(app, id, """{"message":"new"}""");
        await app.SweepAsync(TimeSpan.FromSeconds(62));
        await app.SettleAsync();
        Assert.Equal("new", Assert.Single(app.Agent.Calls).Message);
    }

    [Fact]
    public async Task A_paused_schedule_fires_again_by_itself()
    {
        await using var app = await StartAsync();
        var id = await app.Api.CreateScheduleAsync("alice", cron: "0 * * * *");
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Api.TryAsync(HttpMethod.Post, $"{Schedules}/{id}/pause", """{"until":"2026-01-05T08:00:00Z"}""")).Status);
        var paused = await app.Api.PostAsync($"{Schedules}/{id}/pause", new { until = "2026-01-05T12:00:00Z", note = "maintenance" });
        Assert.Equal(("2026-01-05T12:00:00Z", "maintenance", true), ((string?)paused["nextDueTime"], (string?)paused["note"], (bool?)paused["enabled"]));
        foreach (var hour in Enumerable.Range(10, 4))
        {
            app.Clock.Set(DateTimeOffset.Parse($"2026-01-05T{hour}:00:00Z"));
            await app.TickAsync();
        }

        Assert.Equal("2026-01-05T13:00:00Z succeeded, 2026-01-05T12:00:00Z succeeded", await RunsAsync(app));
        var enabled = await app.Api.PostAsync($"{Schedules}/{id}/enable");
        Assert.Equal((null, null), ((string?)enabled["pausedUntil"], (string?)enabled["note"]));
        var disabled = await app.Api.PostAsync($"{Schedules}/{id}/disable", new { note = "for good" });
        Assert.Equal(("for good", false), ((string?)disabled["note"], (bool?)disabled["enabled"]));
        Assert.Equal(HttpStatusCode.Conflict, (await app.Api.TryAsync(HttpMethod.Post, $"{Schedules}/{id}/pause", """{"until":"2027-01-01T00:00:00Z"}""")).Status);
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Theory]
    [InlineData("do it [status 500]", 3, "failed runs in a row")]
    [InlineData("do it [status 402]", 1, "402")] // who must pay first is not asked again and again
    public async Task A_schedule_pauses_by_itself_after_failures(string message, int runs, string note)
    {
        await using var app = await StartAsync();
        var id = await app.Api.CreateScheduleAsync("alice", message: message);
        await PatchAsync(app, id, """{"pauseAfterFailures":3,"retries":0}""");
        for (var minute = 1; minute <= 5; minute++)
        {
            await app.TickAsync(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(runs, (await app.Api.RunsAsync("alice")).Count);
        var paused = await app.Api.GetAsync($"{Schedules}/{id}");
        Assert.False((bool?)paused["enabled"]);
        Assert.Contains(note, (string?)paused["note"], StringComparison.Ordinal);
        Assert.Null(paused["nextDueTime"]);
        await new Rows(app.Storage).AssertAtRestAsync();
        Assert.Equal(0, (int?)(await app.Api.PostAsync($"{Schedules}/{id}/enable"))["failuresInARow"]);
    }

    [Fact]
    public async Task A_deleted_schedule_can_be_restored_and_its_name_may_be_another_s_by_then()
    {
        await using var app = await StartAsync();
        var id = await app.Api.CreateScheduleAsync("alice");
        await app.Api.DeleteAsync($"{Schedules}/{id}");
        Assert.Equal(HttpStatusCode.NotFound, (await app.Api.TryAsync(HttpMethod.Delete, $"{Schedules}/{id}", null)).Status);
        Assert.Equal(id, (string?)Assert.Single((await app.Api.GetAsync($"{Schedules}?deleted=true"))["items"]!.AsArray())!["id"]);
        var other = await app.Api.CreateScheduleAsync("alice");
        Assert.Equal(HttpStatusCode.Conflict, (await app.Api.TryAsync(HttpMethod.Post, $"{Schedules}/{id}/restore", null)).Status);
        await app.Api.DeleteAsync($"{Schedules}/{other}");
        var restored = await app.Api.PostAsync($"{Schedules}/{id}/restore");
        Assert.Equal(("2026-01-05T09:01:00Z", null), ((string?)restored["nextDueTime"], (string?)restored["deletedAt"]));
        await app.TickAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("2026-01-05T09:01:00Z succeeded", await RunsAsync(app));
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Fact]
    public async Task After_max_runs_there_is_nothing_due_until_the_limit_is_raised()
    {
        await using var app = await StartAsync();
        var id = await app.Api.CreateScheduleAsync("alice");
        await PatchAsync(app, id, """{"maxRuns":2}""");
        Assert.Equal(2, (await app.Api.GetAsync($"{Schedules}/{id}/preview"))["items"]!.AsArray().Count);
        for (var minute = 1; minute <= 4; minute++)
        {
            await app.TickAsync(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(2, app.Agent.Calls.Count);
        Assert.Null((await app.Api.GetAsync($"{Schedules}/{id}"))["nextDueTime"]);
        Assert.Equal("2026-01-05T09:05:00Z", (string?)(await PatchAsync(app, id, """{"maxRuns":3}"""))["nextDueTime"]);
        await app.Api.PostAsync($"{Schedules}/{id}/disable");
        await app.Api.PostAsync($"{Schedules}/{id}/enable"); // the count is kept
        Assert.Single((await app.Api.GetAsync($"{Schedules}/{id}/preview"))["items"]!.AsArray());
    }

    private async Task<TestApp> StartAsync(params (string Name, string Value)[] settings)
    {
        var app = await TestApp.StartAsync(azurite, settings: settings.ToDictionary(s => s.Name, s => (string?)s.Value));
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        return app;
    }

    private static async Task<JsonNode> PatchAsync(TestApp app, string id, string body)
    {
        var (status, answer) = await app.Api.TryAsync(HttpMethod.Patch, $"{Schedules}/{id}", body);
        Assert.True(status == HttpStatusCode.OK, answer?.ToJsonString());
        return answer!;
    }

    private static Task<(HttpStatusCode Status, JsonNode? Body)> CreateAsync(TestApp app, string body, string? key) =>
        app.Api.TryAsync(HttpMethod.Post, Schedules, body, key is null ? [] : [("Idempotency-Key", key)]);

    private static async Task<(HttpStatusCode Status, string? Tag)> SendAsync(TestApp app, HttpMethod method, string id, string? body, string? tag)
    {
        using var request = new HttpRequestMessage(method, $"{Schedules}/{id}") { Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        if (tag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", tag);
        }

        using var response = await app.Api.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, response.Headers.ETag?.ToString());
    }

    private static async Task<string> RunsAsync(TestApp app) => string.Join(", ", (await app.Api.RunsAsync("alice")).Select(r => $"{r["dueTime"]} {r["status"]}"));
}
