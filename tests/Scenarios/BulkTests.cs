using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>Many schedules at once: switched, deleted, taken out and taken in again.</summary>
[Trait("shows", "runs")]
[Trait("shows", "schedules")]
public sealed class BulkTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Schedules_of_a_tag_are_disabled_enabled_and_deleted_and_a_dry_run_changes_nothing()
    {
        await using var app = await StartAsync();
        foreach (var (agent, name, tag) in new[] { ("alice", "a", "night"), ("bob", "b", "Night"), ("alice", "c", "day") })
        {
            await CreateAsync(app.Api, agent, name, tag);
        }

        Assert.Equal("a done, b done", await BulkAsync(app.Api, new { action = "disable", tag = "night", note = "holidays", dryRun = true }));
        Assert.Equal("a true, b true, c true", await EnabledAsync(app));
        Assert.Equal("a done, b done", await BulkAsync(app.Api, new { action = "disable", tag = "night", note = "holidays" }));
        Assert.Equal("a false, b false, c true", await EnabledAsync(app));
        Assert.Equal("a unchanged, b unchanged", await BulkAsync(app.Api, new { action = "disable", tag = "night" }));
        Assert.Equal("a done, b done", await BulkAsync(app.Api, new { action = "enable", tag = "night" }));
        Assert.Equal("a done, b done", await BulkAsync(app.Api, new { action = "delete", tag = "night" }));
        Assert.Equal("c true", await EnabledAsync(app));
        Assert.Equal("", await BulkAsync(app.Api, new { action = "delete", tag = "night" }));
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Fact]
    public async Task What_cannot_be_changed_is_listed_with_the_reason_and_the_others_are_changed()
    {
        await using var app = await StartAsync();
        var ann = await app.CallerAsync("ann");
        var bea = await app.CallerAsync("bea");
        await ann.PutAsync("agents/carol", new { url = app.Agent.Address, sharedWith = new[] { "bea" } }, HttpStatusCode.Created);
        var (own, others, hidden) = (await CreateAsync(ann, "carol", "own", "t"), await CreateAsync(bea, "carol", "hers", "t"), await CreateAsync(app.Api, "alice", "hidden", "t"));
        await ann.PostAsync($"agents/carol/schedules/{own}/disable");
        var answer = await ann.PostAsync("schedules/bulk", new
        {
            action = "enable",
            ids = new object[] { new { agent = "carol", id = others }, new { agent = "alice", id = hidden }, new { agent = "carol", id = own }, new { agent = "carol", id = own }, new { agent = "x", id = "y" } },
        });
        Assert.Equal(["refused 403", "refused 404", "done ", "refused 404"], answer["items"]!.AsArray().Select(i => $"{i!["outcome"]} {i["status"]}"));
        Assert.Contains("belongs to bea", (string?)answer["items"]![0]!["problem"], StringComparison.Ordinal);
        Assert.Equal("own done", await BulkAsync(ann, new { action = "disable", tag = "t" })); // by tag: only what the caller may change
        Assert.True((bool?)(await bea.GetAsync($"agents/carol/schedules/{others}"))["enabled"]);
    }

    [Theory]
    [InlineData("{}", "action,tag")]
    [InlineData("""{"action":"start","tag":"t"}""", "action")]
    [InlineData("""{"action":"enable","tag":"t","ids":[]}""", "tag")]
    [InlineData("""{"action":"enable","tag":"t","note":"n"}""", "note")]
    [InlineData("""{"action":"delete","ids":[{"agent":"a"},{"id":1,"agent":"b"},3],"x":1}""", "ids[0].id,ids[1].id,ids[2],x")]
    public async Task A_bulk_request_that_is_not_clear_is_told_field_by_field(string body, string fields)
    {
        await using var app = await StartAsync();
        var (status, problem) = await app.Api.TryAsync(HttpMethod.Post, "schedules/bulk", body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(fields, string.Join(',', problem!["errors"]!.AsObject().Select(e => e.Key)));
    }

    [Theory]
    [InlineData("json")]
    [InlineData("yaml")]
    public async Task What_is_exported_is_imported_elsewhere_exactly_chains_included(string format)
    {
        await using var app = await StartAsync();
        var last = await PostAsync(app, "bob", """{"name":"report: \"ä\" 'x' #1","cron":"0 9 13 * FRI","zone":"Europe/Berlin","dayMatch":"or","message":"line 1\n\tline 2: {{previous.response}} \\ ☂😀 \u0085","context":{"n":1.50,"s":"null","deep":{"a":[true,null,"~"]}},"tags":["yes","0123"],"enabled":false,"note":"no"}""");
        await PostAsync(app, "alice", $$"""{"name":"null","every":"PT90M","anchor":"2026-01-01T00:00:00Z","startsAt":"2026-02-01T00:00:00Z","exclude":["2026-12-24/2026-12-26"],"jitter":"PT5M","maxRuns":7,"message":"m","overlap":"bufferAll","retries":0,"chain":[{"on":"finished","agent":"bob","schedule":"{{last}}"}]}""");
        await PostAsync(app, "alice", """{"name":"one-off","at":"2026-03-01T17:00","zone":"America/New_York","message":"m","timeout":"PT3M","allowedTools":["a"],"systemPrompt":"s","maxTurns":3,"pausedUntil":"2026-02-02T00:00:00Z","note":"later"}""");
        var (exported, type) = await ExportAsync(app.Api, $"format={format}");
        Assert.Equal(format == "yaml" ? "application/yaml" : "application/json", type);

        await using var other = await StartAsync();
        Assert.Equal("null created, one-off created, report: \"ä\" 'x' #1 created", await ImportAsync(other.Api, exported, format, "dryRun=true"));
        Assert.Empty((await other.Api.GetAsync("schedules"))["items"]!.AsArray());
        Assert.Equal("null created, one-off created, report: \"ä\" 'x' #1 created", await ImportAsync(other.Api, exported, format, ""));
        var again = JsonNode.Parse((await ExportAsync(other.Api, "")).Text)!.AsArray();
        var before = JsonNode.Parse((await ExportAsync(app.Api, "")).Text)!.AsArray();
        Assert.Equal((string?)again[2]!["id"], (string?)again[0]!["chain"]![0]!["schedule"]); // the new id, not the old one
        foreach (var (entry, old) in again.Zip(before))
        {
            entry!["id"] = old!["id"]!.DeepClone();
        }

        again[0]!["chain"]![0]!["schedule"] = last;
        Assert.Equal(before.ToJsonString(), again.ToJsonString());
        await new Rows(other.Storage).AssertAtRestAsync();
    }

    [Fact]
    public async Task An_upsert_replaces_by_id_or_name_leaves_alone_what_is_the_same_and_creates_the_rest()
    {
        await using var app = await StartAsync();
        var (a, b) = (await CreateAsync(app.Api, "alice", "a", "t"), await CreateAsync(app.Api, "bob", "b", "t"));
        var (text, _) = await ExportAsync(app.Api, "");
        var list = JsonNode.Parse(text)!.AsArray();
        list[0]!["name"] = "a2"; // by its id
        list.Add(new JsonObject { ["agent"] = "alice", ["name"] = "fresh", ["cron"] = "@daily", ["zone"] = "UTC", ["message"] = "m" });
        Assert.Equal("a2 replaced, b unchanged, fresh created", await ImportAsync(app.Api, list.ToJsonString(), "json", "mode=upsert&dryRun=true"));
        Assert.Equal("a2 replaced, b unchanged, fresh created", await ImportAsync(app.Api, list.ToJsonString(), "json", "mode=upsert"));
        Assert.Equal("a2", (string?)(await app.Api.GetAsync($"agents/alice/schedules/{a}"))["name"]);
        Assert.Equal(1, (int?)(await app.Api.GetAsync($"agents/bob/schedules/{b}"))["version"]);
        const string ByName = """[{"agent":"bob","name":"B","cron":"@daily","zone":"UTC","message":"new"}]""";
        Assert.Equal("B replaced", await ImportAsync(app.Api, ByName, "json", "mode=upsert"));
        Assert.Equal("new", (string?)(await app.Api.GetAsync($"agents/bob/schedules/{b}"))["message"]);
        Assert.Equal("[0].name", await ImportErrorsAsync(app.Api, ByName, "json"));
        var twice = new JsonArray(list[0]!.DeepClone(), list[0]!.DeepClone());
        twice[1]!["name"] = "another";
        Assert.Equal("[1]", await ImportErrorsAsync(app.Api, twice.ToJsonString(), "json", "mode=upsert")); // the same id
        Assert.Equal("[0].agent", await ImportErrorsAsync(app.Api, ByName.Replace("bob", "alice", StringComparison.Ordinal), "json", "mode=upsert"));
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once_and_then_nothing_is_imported()
    {
        await using var app = await StartAsync();
        const string Yaml = """
            - agent: alice
              name: good
              cron: "@daily"
              zone: UTC
              message: m
            - agent: nobody
              name: 7
              cron: 61 9 * * *
              zone: UTC
              message: m
            - {agent: alice, name: GOOD, every: PT1H, message: m, colour: red, colour: blue}
            - {agent: alice, name: circle, id: x, every: PT1H, message: m, retries: 9}
            """;
        Assert.Equal("[1].agent,[1].cron,[1].name,[2].colour,[3].retries", await ImportErrorsAsync(app.Api, Yaml, "yaml"));
        const string Circle = """
            - {agent: alice, id: aaaaaaaaaaaaaaaa, name: one, every: PT1H, message: m, chain: [{on: failed, schedule: bbbbbbbbbbbbbbbb}]}
            - {agent: alice, id: bbbbbbbbbbbbbbbb, name: two, every: PT1H, message: m, chain: [{on: failed, schedule: aaaaaaaaaaaaaaaa}]}
            - {agent: alice, name: TWO, every: PT1H, message: m}
            """;
        Assert.Equal("[2].name", await ImportErrorsAsync(app.Api, Circle, "yaml"));
        Assert.Equal("[0].chain,[1].chain", await ImportErrorsAsync(app.Api, Circle.Replace("TWO", "three", StringComparison.Ordinal), "yaml"));
        Assert.Empty((await app.Api.GetAsync("schedules"))["items"]!.AsArray());
    }

    [Theory]
    [InlineData("yaml", "a: &x [1]\nb: [*x, *x]", 400, "anchors are not allowed")]
    [InlineData("yaml", "- *x", 400, "aliases are not allowed")]
    [InlineData("yaml", "- !!str 1", 400, "tags are not allowed")]
    [InlineData("yaml", "- [a, b", 400, "invalid or unsupported YAML")]
    [InlineData("yaml", "--- []\n--- []", 400, "invalid or unsupported YAML")]
    [InlineData("yaml", "- {[a]: b}", 400, "a key must be a string")]
    [InlineData("yaml", "just text", 400, "is a string, not a list of schedules")]
    [InlineData("yaml", "[]", 400, "has 0 entries")]
    [InlineData("json", "{}", 400, "is an object, not a list of schedules")]
    [InlineData("json", "[7, {}]", 400, "is a number, not a schedule")]
    [InlineData("json", "- a: b", 400, "is invalid JSON")]
    [InlineData("yaml", "deep", 400, "more than 32 levels deep")]
    [InlineData("json", "large", 413, "at most 4194304 bytes")]
    public async Task A_body_that_is_no_list_of_schedules_is_told_and_breaks_nothing(string format, string body, int status, string told)
    {
        await using var app = await StartAsync();
        body = body switch
        {
            "deep" => new string('[', 5000),
            "large" => new string(' ', 5 << 20),
            _ => body,
        };
        var (code, answer) = await PostImportAsync(app.Api, body, format, "");
        Assert.Equal(status, (int)code);
        Assert.Contains(told, answer, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostImportAsync(app.Api, "[]", "json", "mode=replace")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Api.TryAsync(HttpMethod.Get, "schedules/export?format=xml", null)).Status);
    }

    [Fact]
    public async Task An_import_beyond_the_quota_imports_nothing()
    {
        await using var app = await TestApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["AgentSched:MaxSchedulesPerOwner"] = "2" });
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        await app.Api.CreateScheduleAsync("alice", "first");
        const string Two = """[{"agent":"alice","name":"x","every":"PT1H","message":"m"},{"agent":"alice","name":"y","every":"PT1H","message":"m"}]""";
        var (status, answer) = await PostImportAsync(app.Api, Two, "json", "");
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("3 schedules", answer, StringComparison.Ordinal);
        Assert.Single((await app.Api.GetAsync("schedules"))["items"]!.AsArray());
    }

    private async Task<TestApp> StartAsync()
    {
        var app = await TestApp.StartAsync(azurite);
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        await app.Api.RegisterAgentAsync("bob", app.Agent.Address);
        return app;
    }

    private static async Task<string> CreateAsync(ApiClient api, string agent, string name, string tag) =>
        (string)(await api.PostAsync($"agents/{agent}/schedules", new { name, cron = "0 0 1 1 *", zone = "UTC", message = "m", tags = new[] { tag } }, HttpStatusCode.Created))["id"]!;

    private static async Task<string> PostAsync(TestApp app, string agent, string body)
    {
        var (status, answer) = await app.Api.TryAsync(HttpMethod.Post, $"agents/{agent}/schedules", body);
        Assert.True(status == HttpStatusCode.Created, answer?.ToJsonString());
        return (string)answer!["id"]!;
    }

    private static async Task<string> BulkAsync(ApiClient api, object body) => Outcomes(await api.PostAsync("schedules/bulk", body));

    private static string Outcomes(JsonNode answer) => string.Join(", ", answer["items"]!.AsArray().Select(i => $"{i!["name"]} {i["outcome"]}"));

    private static async Task<string> EnabledAsync(TestApp app) =>
        string.Join(", ", (await app.Api.GetAsync("schedules"))["items"]!.AsArray().Select(s => $"{s!["name"]} {s["enabled"]!.ToJsonString()}"));

    private static async Task<(string Text, string? Type)> ExportAsync(ApiClient api, string query)
    {
        using var response = await api.Http.GetAsync($"schedules/export?{query}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response.Content.Headers.ContentType?.MediaType);
    }

    private static async Task<string> ImportAsync(ApiClient api, string body, string format, string query)
    {
        var (status, answer) = await PostImportAsync(api, body, format, query);
        Assert.True(status == HttpStatusCode.OK, answer);
        return Outcomes(JsonNode.Parse(answer)!);
    }

    private static async Task<string> ImportErrorsAsync(ApiClient api, string body, string format, string query = "")
    {
        var (status, answer) = await PostImportAsync(api, body, format, query);
        Assert.True(status == HttpStatusCode.BadRequest, answer);
        return string.Join(',', JsonNode.Parse(answer)!["errors"]!.AsObject().Select(e => e.Key));
    }

    private static async Task<(HttpStatusCode Status, string Answer)> PostImportAsync(ApiClient api, string body, string format, string query)
    {
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue($"application/{format}"));
        using var response = await api.Http.PostAsync($"schedules/import?{query}", content, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
