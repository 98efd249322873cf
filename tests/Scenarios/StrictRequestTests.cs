using System.Net;
using System.Text.Json.Nodes;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>What a request says and no operation reads is refused by name, and nothing changes.</summary>
[Trait("shows", "access")]
[Trait("shows", "right-answers")]
public sealed class StrictRequestTests(AzuriteFixture azurite)
{
    /// <summary>Method, path, body, status, the names that are refused. {id} and {run} are those of the world, {hook} is a hook's token.</summary>
    private static readonly (string Request, string? Body, int Status, string Named)[] Unread =
    [
        ("GET agents/alice/schedules?tags=reports", null, 400, "tags"),
        ("GET schedules?tags=", null, 400, "tags"),
        ("GET schedules?tag=", null, 200, ""), // empty: as if it were absent
        ("GET schedules?limit=&sort=&enabled=&continuation=", null, 200, ""),
        ("GET schedules?TAG=reports", null, 200, ""), // names of parameters have no case
        ("GET schedules?tag=a&tag=b", null, 400, "tag"), // one would be read, or none
        ("GET agents/alice/runs?state=failed&limit=999", null, 400, "limit state"), // all errors at once
        ("GET agents/alice/runs?status=failed&status=timedOut", null, 200, ""), // a list may be repeated
        ("GET agents/alice/runs?trigger=api,manual", null, 200, ""),
        ("GET agents/alice/runs?trigger=api,nobody", null, 400, "trigger"),
        ("GET usage?agents=alice&from=nonsense", null, 400, "agents from"),
        ("GET stats?windows=7d&window=1d", null, 400, "window windows"),
        ("GET activities/timeline?types=runFailed", null, 400, "types"),
        ("GET events?agents=alice", null, 400, "agents"),
        ("GET schedules/export?tags=a&format=xml", null, 400, "format tags"),
        ("GET keys?tenants=a", null, 400, "tenants"),
        ("GET agents/alice/schedules/{id}/preview?counts=3", null, 400, "counts"),
        ("GET agents/alice/schedules/{id}?fields=name", null, 400, "fields"),
        ("GET health?verbose=1", null, 400, "verbose"),
        ("POST agents/alice/schedules/{id}/trigger?dryRun=true", null, 400, "dryRun"),
        ("POST agents/alice/schedules/{id}/trigger", """{"message":"something else"}""", 400, "message"),
        ("POST agents/alice/schedules/{id}/trigger", """{"context":{"a":1},"timeout":"PT1M"}""", 400, "context timeout"),
        ("POST agents/alice/schedules/{id}/trigger?dryRun=true", """{"message":"x"}""", 400, "dryRun message"),
        ("POST agents/alice/schedules/{id}/trigger", "hello", 400, "?"), // no names in it
        ("POST agents/alice/schedules/{id}/trigger", "[]", 400, "?"),
        ("POST agents/alice/schedules/{id}/trigger", "{}", 202, ""), // says nothing
        ("POST agents/alice/schedules/{id}/enable", """{"until":"2027-01-01T00:00:00Z"}""", 400, "until"),
        ("POST agents/alice/schedules/{id}/restore", """{"name":"other"}""", 400, "?"), // there is no deleted one: 404, see below
        ("POST agents/alice/runs/{run}/replay", """{"message":"something else"}""", 400, "message"),
        ("POST agents/alice/runs/{run}/cancel", """{"reason":"x"}""", 400, "reason"),
        ("DELETE agents/alice/schedules/{id}", """{"purge":true}""", 400, "purge"),
        ("DELETE agents/alice/schedules/{id}?purge=true", null, 400, "purge"),
        ("GET agents/alice", """{"fields":["name"]}""", 400, "fields"),
        ("POST agents/alice/schedules/{id}/pause?until=2027-01-01T00:00:00Z", "{}", 400, "until until"),
        ("POST agents/alice/schedules?dryRun=true", """{"name":"x"}""", 400, "cron dryRun message zone"),
        ("PATCH agents/alice/schedules/{id}?dryRun=true", """{"description":"x"}""", 400, "dryRun"),
        ("POST schedules/import?mode=create&dry-run=true", "[]", 400, "dry-run"),
        ("POST hooks/{hook}?context=x", null, 400, "context"),
        ("GET cron/preview?cron=@daily&zone=UTC&timezone=UTC", null, 200, "timezone"), // what is wrong with a spec is the answer
    ];

    [Fact]
    public async Task Parameters_and_bodies_that_are_not_read_are_refused_by_name_and_change_nothing()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var (id, run, hook) = await WorldAsync(app);
        var wrong = new List<string>();
        foreach (var (request, body, status, named) in Unread)
        {
            var before = await new Rows(app.Storage).ETagsAsync();
            var (answered, answer) = await SendAsync(app, request.Replace("{id}", id, StringComparison.Ordinal).Replace("{run}", run, StringComparison.Ordinal).Replace("{hook}", hook, StringComparison.Ordinal), body);
            var names = answer?["errors"] is JsonObject errors ? string.Join(' ', errors.Select(e => e.Key).Order(StringComparer.Ordinal)) : status >= 400 ? "?" : "";
            if (request.Contains("/restore", StringComparison.Ordinal) ? answered != 404 : answered != status || names != string.Join(' ', named.Split(' ').Distinct()))
            {
                wrong.Add($"{request} {body}: {answered} {answer?.ToJsonString()}");
            }

            await app.SettleAsync();
            if (answered != 202 && !before.SequenceEqual(await new Rows(app.Storage).ETagsAsync()))
            {
                wrong.Add($"{request} {body} changed something");
            }
        }

        Assert.Equal([], wrong);
    }

    /// <summary>Method, path, the patch or body, status, the names that are refused. {next} is the schedule's next due time.</summary>
    private static readonly (string Request, string Body, int Status, string Named)[] ReadOnly =
    [
        ("PATCH agents/alice/schedules/{id}", """{"id":"0000000000000000"}""", 400, "id"),
        ("PATCH agents/alice/schedules/{id}", """{"id":"{id}","description":"a"}""", 200, ""), // unchanged
        ("PATCH agents/alice/schedules/{id}", """{"nextDueTime":"2030-01-01T00:00:00Z"}""", 400, "nextDueTime"),
        ("PATCH agents/alice/schedules/{id}", """{"nextDueTime":"{next}","description":"b"}""", 200, ""),
        ("PATCH agents/alice/schedules/{id}", """{"nextDueTime":null,"totals":{"runs":0},"version":1}""", 400, "nextDueTime totals version"),
        ("PATCH agents/alice/schedules/{id}", """{"owner":"ben","agent":"bob","human":"never"}""", 400, "agent human owner"),
        ("PATCH agents/alice/schedules/{id}", """{"hook":true,"deletedAt":null,"problem":null}""", 200, ""), // as they are
        ("PATCH agents/alice/schedules/{id}", """{"hook":false,"createdAt":"2020-01-01T00:00:00Z","cron":"61 * * * *"}""", 400, "createdAt cron hook"), // all at once
        ("PUT agents/alice/schedules/{id}", """{"id":"0000000000000000","name":"n","cron":"@daily","zone":"UTC","message":"m"}""", 400, "id"),
        ("PUT agents/alice/schedules/{id}", """{"nextDueTime":"2030-01-01T00:00:00Z","name":"nightly","cron":"@daily","zone":"UTC","message":"m"}""", 200, ""), // what was read can be sent back
        ("POST agents/alice/schedules", """{"agent":"bob","name":"n","cron":"@daily","zone":"UTC","message":"m"}""", 400, "agent"), // it would run alice
        ("POST agents/alice/schedules", """{"owner":"ben","name":"n","cron":"@daily","zone":"UTC","message":"m"}""", 400, "owner"),
        ("POST agents/alice/schedules/{id}/diff", """{"nextDueTime":"2030-01-01T00:00:00Z"}""", 400, "nextDueTime"),
        ("PATCH agents/alice", """{"running":3}""", 400, "running"),
        ("PATCH agents/alice", """{"running":0,"name":"alice","maxConcurrent":2}""", 200, ""),
        ("PATCH agents/alice", """{"createdAt":"2020-01-01T00:00:00Z","totals":null,"budget":{}}""", 400, "budget createdAt totals"),
        ("PATCH agents/alice/webhooks/{webhook}", """{"id":"000000000000","updatedAt":"2020-01-01T00:00:00Z"}""", 400, "id updatedAt"),
        ("PATCH agents/alice/webhooks/{webhook}", """{"id":"{webhook}","description":"d"}""", 200, ""),
    ];

    [Fact]
    public async Task A_patch_of_a_read_only_field_is_refused_unless_it_leaves_it_as_it_is()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var (id, _, _) = await WorldAsync(app);
        var webhook = (string)(await app.Api.PostAsync("agents/alice/webhooks", new { url = app.Agent.Address, on = new[] { "missed" } }, HttpStatusCode.Created))["id"]!;
        var next = (string)(await app.Api.GetAsync($"agents/alice/schedules/{id}"))["nextDueTime"]!;
        var wrong = new List<string>();
        foreach (var (request, body, status, named) in ReadOnly)
        {
            var before = await new Rows(app.Storage).ETagsAsync();
            string Filled(string text) => text.Replace("{id}", id, StringComparison.Ordinal).Replace("{webhook}", webhook, StringComparison.Ordinal).Replace("{next}", next, StringComparison.Ordinal);
            var (answered, answer) = await SendAsync(app, Filled(request), Filled(body));
            var names = string.Join(' ', answer?["errors"]?.AsObject().Select(e => e.Key) ?? []);
            if (answered != status || names != named || (status == 400 && !before.SequenceEqual(await new Rows(app.Storage).ETagsAsync())))
            {
                wrong.Add($"{request} {body}: {answered} {answer?.ToJsonString()}");
            }
        }

        Assert.Equal([], wrong);
    }

    /// <summary>Path, body, key, and the number of the run that is answered; 0: the key is another request's (409).</summary>
    private static readonly (string Path, string? Body, string Key, int Run)[] Repeats =
    [
        ("agents/alice/runs", """{"message":"one"}""", "a", 1),
        ("agents/alice/runs", """{"message":"one"}""", "a", 1),
        ("agents/alice/runs", """{"message":"two"}""", "a", 0),
        ("agents/alice/runs", """{"message":"one","retries":0}""", "a", 0),
        ("agents/alice/runs", """{"message":"two"}""", "b", 2),
        ("agents/alice/schedules/{id}/trigger", null, "a", 3), // another path is another scope
        ("agents/alice/schedules/{id}/trigger", null, "a", 3),
        ("hooks/{hook}", """{"context":{"n":1}}""", "a", 4),
        ("hooks/{hook}", """{"context":{"n":1}}""", "a", 4),
        ("hooks/{hook}", """{"context":{"n":2}}""", "a", 0),
        ("hooks/{hook}", null, "a", 0),
        ("agents/alice/runs/{run}/replay", null, "a", 5),
        ("agents/alice/runs/{run}/replay", null, "a", 5),
        ("commands", """{"text":"@alice say hello"}""", "a", 6),
        ("commands", """{"text":"@alice say goodbye"}""", "a", 0),
    ];

    [Fact]
    public async Task An_idempotency_key_with_another_body_is_a_conflict_and_starts_nothing()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var (id, run, hook) = await WorldAsync(app);
        var (wrong, runs) = (new List<string>(), new Dictionary<int, string>());
        foreach (var (path, body, key, number) in Repeats)
        {
            var (status, answer) = await app.Api.TryAsync(HttpMethod.Post, path.Replace("{id}", id, StringComparison.Ordinal).Replace("{run}", run, StringComparison.Ordinal).Replace("{hook}", hook, StringComparison.Ordinal), body, ("Idempotency-Key", key));
            var started = (string?)answer!["runId"];
            if (number == 0 ? status != HttpStatusCode.Conflict : status != HttpStatusCode.Accepted || runs.GetValueOrDefault(number, started!) != started)
            {
                wrong.Add($"{path} {body} {key}: {status} {answer.ToJsonString()}");
            }

            if (started is not null)
            {
                runs[number] = started;
            }

            await app.SettleAsync();
        }

        Assert.Equal([], wrong);
        Assert.Equal(6, runs.Values.Distinct().Count());
        Assert.Equal(6 + 1, app.Agent.Calls.Count); // and the world's own
    }

    /// <summary>Path, header, status, body.</summary>
    private static readonly (string Path, string Body, string Header, string Value, int Status)[] Preconditions =
    [
        ("agents/bob", """{"url":"{url}"}""", "If-None-Match", "*", 201),
        ("agents/bob", """{"url":"{url}","maxConcurrent":5}""", "If-None-Match", "*", 412),
        ("agents/bob", """{"url":"{url}","maxConcurrent":5}""", "If-None-Match", "\"1\"", 412),
        ("agents/bob", """{"url":"{url}","maxConcurrent":5}""", "If-None-Match", "W/\"1\"", 412), // the weak comparison
        ("agents/bob", """{"url":"{url}","maxConcurrent":5}""", "If-None-Match", "\"7\"", 200),
        ("agents/bob", """{"url":"{url}"}""", "If-None-Match", "nonsense", 400),
        ("agents/alice/schedules/{id}", """{"name":"nightly","cron":"@daily","zone":"UTC","message":"m"}""", "If-None-Match", "*", 412),
        ("agents/alice/schedules/0000000000000000", """{"name":"nightly","cron":"@daily","zone":"UTC","message":"m"}""", "If-None-Match", "*", 404), // a PUT creates no schedule
        ("owners/admin/limits", """{"dayUsd":1}""", "If-Match", "*", 412), // there are none
        ("owners/admin/limits", """{"dayUsd":1}""", "If-None-Match", "*", 200),
        ("owners/admin/limits", """{"dayUsd":2}""", "If-None-Match", "*", 412),
        ("owners/admin/limits", """{"dayUsd":3}""", "If-Match", "*", 200),
    ];

    [Fact]
    public async Task A_put_that_must_not_replace_is_refused_where_the_thing_exists()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var (id, _, _) = await WorldAsync(app);
        var wrong = new List<string>();
        foreach (var (path, body, header, value, status) in Preconditions)
        {
            var (answered, answer) = await app.Api.TryAsync(HttpMethod.Put, path.Replace("{id}", id, StringComparison.Ordinal), body.Replace("{url}", app.Agent.Address.ToString(), StringComparison.Ordinal), (header, value));
            if ((int)answered != status)
            {
                wrong.Add($"{path} {header} {value}: {answered} {answer?.ToJsonString()}");
            }
        }

        Assert.Equal([], wrong);
        Assert.Equal((5, 3m), ((int)(await app.Api.GetAsync("agents/bob"))["maxConcurrent"]!, (decimal)(await app.Api.GetAsync("owners/admin/limits"))["dayUsd"]!));
    }

    [Theory] // request, status, Allow
    [InlineData("GET", "/api/nowhere", 404, null)]
    [InlineData("GET", "/api", 404, null)]
    [InlineData("POST", "/api/agents/alice/schedules/x/y/z", 404, null)]
    [InlineData("DELETE", "/api/health", 405, "GET")]
    [InlineData("HEAD", "/api/health", 405, "GET")]
    [InlineData("OPTIONS", "/api/agents", 405, "GET, POST")]
    [InlineData("PUT", "/api/agents", 405, "GET, POST")]
    [InlineData("POST", "/api/agents/alice", 405, "DELETE, GET, PATCH, PUT")]
    [InlineData("PURGE", "/API/Agents/alice/", 405, "DELETE, GET, PATCH, PUT")]
    [InlineData("GET", "/api/hooks/hook_x", 404, null)] // the path and method exist, the hook does not
    [InlineData("GET", "/admin/functions", 404, "no problem")] // the host's own paths stay its own
    [InlineData("GET", "/runtime/webhooks/durabletask", 404, "no problem")]
    [InlineData("GET", "/", 404, "no problem")]
    public async Task Unmapped_paths_and_methods_answer_a_problem(string method, string path, int status, string? allow)
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var nobody = new HttpClient { BaseAddress = app.Harness.Address };
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await nobody.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)response.StatusCode);
        if (allow == "no problem")
        {
            Assert.Equal("", text);
            return;
        }

        Assert.Equal(allow, response.Content.Headers.Allow.Count == 0 ? null : string.Join(", ", response.Content.Headers.Allow));
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(method == "HEAD" ? null : status == 404 ? "urn:agentsched:problem:not-found" : "urn:agentsched:problem:method-not-allowed", text.Length == 0 ? null : (string?)JsonNode.Parse(text)!["type"]);
    }

    [Fact]
    public async Task A_list_of_triggers_finds_runs_of_each()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var (id, _, _) = await WorldAsync(app);
        await app.Api.PostAsync($"agents/alice/schedules/{id}/trigger", expected: HttpStatusCode.Accepted);
        await app.SettleAsync();
        foreach (var (query, expected) in new[] { ("api", 1), ("manual", 1), ("api,manual", 2), ("manual,api", 2), ("api&trigger=manual", 2), ("schedule", 0), ("schedule,api", 1), ("", 2) })
        {
            Assert.Equal((query, expected), (query, (await app.Api.AllAsync($"runs?trigger={query}")).Count));
        }
    }

    [Fact]
    public async Task Patches_of_a_webhook_at_the_same_time_are_all_kept_and_a_refused_create_names_no_place()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var path = $"agents/alice/webhooks/{(string)(await app.Api.PostAsync("agents/alice/webhooks", new { url = app.Agent.Address, on = new[] { "missed" } }, HttpStatusCode.Created))["id"]!}";
        for (var round = 0; round < 10; round++)
        {
            var (text, on) = ($"round {round}", round % 2 == 0 ? "failed" : "succeeded");
            var answers = await Task.WhenAll(
                app.Api.TryAsync(HttpMethod.Patch, path, $$"""{"description":"{{text}}"}"""),
                app.Api.TryAsync(HttpMethod.Patch, path, $$"""{"on":["{{on}}"]}"""),
                app.Api.TryAsync(HttpMethod.Patch, path, $$"""{"url":"{{app.Agent.Address}}{{round}}"}"""));
            Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
            var stored = await app.Api.GetAsync(path);
            Assert.Equal((text, on, $"{app.Agent.Address}{round}"), ((string)stored["description"]!, (string)stored["on"]![0]!, (string)stored["url"]!));
        }

        for (var more = 1; more <= 10; more++)
        {
            using var content = new StringContent($$"""{"url":"{{app.Agent.Address}}","on":["missed"]}""", System.Text.Encoding.UTF8, "application/json");
            using var response = await app.Api.Http.PostAsync("agents/alice/webhooks", content, TestContext.Current.CancellationToken);
            Assert.Equal((more < 10 ? HttpStatusCode.Created : HttpStatusCode.Conflict, more < 10), (response.StatusCode, response.Headers.Location is not null));
        }
    }

    /// <summary>A schedule, a run that has ended, and the schedule's hook.</summary>
    private static async Task<(string Id, string Run, string Hook)> WorldAsync(TestApp app)
    {
        var id = await app.Api.CreateScheduleAsync("alice", cron: "0 0 1 1 *");
        var run = (string)(await app.Api.PostAsync("agents/alice/runs", new { message = "hello" }, HttpStatusCode.Accepted))["runId"]!;
        var hook = (string)(await app.Api.PostAsync($"agents/alice/schedules/{id}/hook", expected: HttpStatusCode.Created))["token"]!;
        await app.SettleAsync();
        return (id, run, hook);
    }

    private static async Task<(int Status, JsonNode? Body)> SendAsync(TestApp app, string request, string? body)
    {
        var (status, answer) = await app.Api.TryAsync(new HttpMethod(request.Split(' ')[0]), request.Split(' ')[1], body);
        return ((int)status, answer);
    }
}
