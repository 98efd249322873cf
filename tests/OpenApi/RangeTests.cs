using System.Text.Json.Nodes;
using AgentSched.OpenApi;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.OpenApi;

/// <summary>
/// What the document forbids, the app refuses: each documented body with one field out of its range, of a wrong type, missing or unknown
/// is a 400 that names the field. So limits cannot change in the code and not in the document, or the other way round.
/// </summary>
[Trait("shows", "access")]
public sealed class RangeTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    [Fact]
    public async Task What_is_out_of_its_documented_range_is_refused_by_name()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var caller = await ReadyAsync(app);
        var before = await RowsAsync(app);
        var (sent, wrong) = (0, new List<string>());
        foreach (var (id, schema, body) in Bodies())
        {
            foreach (var mutation in Mutation.Of(schema))
            {
                sent++;
                var field = body(mutation).Prefix + mutation.Field;
                var (errors, otherwise) = await ErrorsAsync(caller, id, body(mutation).Body);
                wrong.AddRange(errors?[field] is not null ? [] : [$"{id}: {mutation}: {otherwise ?? $"named are {errors?.ToJsonString()}"}"]);
            }
        }

        output.WriteLine($"{sent} bodies with one thing wrong");
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {sent} were not refused by name:\n{string.Join('\n', wrong)}");
        Assert.True(sent > 800);
        Assert.Equal(before, await RowsAsync(app)); // nothing was stored
    }

    [Fact]
    public async Task What_is_at_the_edge_of_its_documented_range_is_not_refused()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var caller = await ReadyAsync(app);
        var before = await RowsAsync(app);
        var (sent, wrong) = (0, new List<string>());
        foreach (var (id, schema, body) in Bodies())
        {
            foreach (var edge in Edge.Of(schema))
            {
                // Another field is not known, so all that is wrong is told, and nothing happens.
                sent++;
                var (prefix, sample) = body(edge);
                (sample is JsonArray list ? list[0]! : sample).AsObject()["noSuchField"] = 1;
                var (errors, otherwise) = await ErrorsAsync(caller, id, sample);
                var named = errors?.AsObject().Select(error => error.Key).Where(name => name.StartsWith(prefix + edge.Field, StringComparison.Ordinal)).ToList();
                wrong.AddRange(named is [] ? [] : [$"{id}: {edge}: {otherwise ?? errors!.ToJsonString()}"]);
            }
        }

        output.WriteLine($"{sent} bodies with one field at its edge");
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {sent} were refused:\n{string.Join('\n', wrong)}");
        Assert.True(sent > 500);
        Assert.Equal(before, await RowsAsync(app));
    }

    [Fact]
    public async Task A_query_parameter_out_of_its_documented_range_is_refused_by_name()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var caller = await ReadyAsync(app);
        var (sent, wrong) = (0, new List<string>());
        foreach (var (path, _, operation) in ApiDocument.Operations(ApiDocument.Root))
        {
            var id = (string)operation["operationId"]!;
            foreach (var parameter in Routes.ParametersOf(path, operation).Where(p => (string?)p["in"] == "query"))
            {
                var name = (string)parameter["name"]!;
                var schema = new JsonObject { ["properties"] = new JsonObject { [name] = parameter["schema"]!.DeepClone() } };
                var texts = Mutation.Of(schema).Where(m => m.Field == name && m.Value is JsonValue v && v.GetValueKind() is not (System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False));
                foreach (var text in texts.Select(m => m.Value!.ToString()).Where(t => t.Length > 0))
                {
                    sent++;
                    var query = $"?{name}={Uri.EscapeDataString(text)}";
                    var isPreview = id == "previewSpec" && name != "count"; // what is wrong with a spec is its answer
                    var answer = await TryAsync(() => caller.CallAsync(id, isPreview ? 200 : 400, query), wrong, $"{id}{query}");
                    if (answer is not null && answer.Json["errors"]?[name] is null && answer.Json["errors"]?[name + "[0]"] is null)
                    {
                        wrong.Add($"{id}{query}: {answer.Text}");
                    }
                }
            }
        }

        output.WriteLine($"{sent} queries with one thing wrong");
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {sent} were not refused by name:\n{string.Join('\n', wrong)}");
        Assert.True(sent > 30);
    }

    [Fact]
    public async Task Who_has_no_key_asks_for_what_is_not_there_or_sends_what_is_no_JSON_gets_the_documented_problem()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var caller = await ReadyAsync(app);
        var wrong = new List<string>();
        foreach (var (path, _, operation) in ApiDocument.Operations(ApiDocument.Root).Where(o => ApiDocument.NeedsKey(o.Operation)))
        {
            var id = (string)operation["operationId"]!;
            await TryAsync(() => caller.CallAsync(id, 401, key: string.Empty), wrong, id);
            await TryAsync(() => caller.CallAsync(id, 401, key: "ask_test_abcdefghijklmnopqrstuvwxyzABCDEF9999"), wrong, id);
            foreach (var (name, unknown) in new[] { ("agent", "nobody"), ("id", "0000000000000000"), ("runId", "000000000000000000000000"), ("backfillId", "0000000000000000") })
            {
                if (path.Contains($"{{{name}}}", StringComparison.Ordinal) && (id, name) != ("putAgent", "agent"))
                {
                    await TryAsync(() => caller.CallAsync(id, 404, place: (name, unknown)), wrong, id);
                }
            }

            if (operation["requestBody"] is not null)
            {
                await TryAsync(() => caller.CallAsync(id, 400, body: "{"), wrong, id);
                await TryAsync(() => caller.CallAsync(id, 413, body: new string(' ', 5 << 20)), wrong, id);
            }

            if (id != "restoreSchedule" && Routes.ParametersOf(path, operation).Any(p => (string?)p["name"] == "If-Match"))
            {
                await TryAsync(() => caller.CallAsync(id, 412, headers: [("If-Match", "\"999\"")]), wrong, id);
            }

            if (Routes.ParametersOf(path, operation).Any(p => (string?)p["name"] == "Idempotency-Key"))
            {
                await TryAsync(() => caller.CallAsync(id, 400, headers: [("Idempotency-Key", new string('k', 201))], body: id == "runCommand" ? new JsonObject { ["text"] = "@alice say hello" } : null), wrong, id);
            }
        }

        output.WriteLine($"{caller.Seen.Count} operations and statuses: {string.Join(", ", caller.Seen)}");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>An app with an agent, a schedule, a run that has ended and a backfill, which the paths name.</summary>
    private static async Task<Caller> ReadyAsync(TestApp app)
    {
        var caller = new Caller(app);
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        (caller.Place["agent"], caller.Place["owner"]) = ("alice", "ann");
        caller.Place["runId"] = (string)(await caller.CallAsync("runAgent", 202, body: new JsonObject { ["message"] = "hello" })).Json["runId"]!;
        await app.SettleAsync();
        caller.Place["id"] = (string)(await app.Api.PostAsync("agents/alice/schedules", new { name = "one", every = "P1D", message = "hello" }, System.Net.HttpStatusCode.Created))["id"]!;
        caller.Place["backfillId"] = (string)(await app.Api.PostAsync(
            $"agents/alice/schedules/{caller.Place["id"]}/backfill", new { from = "2026-01-01T00:00:00Z", to = "2026-01-02T00:00:00Z" }, System.Net.HttpStatusCode.Accepted))["id"]!;
        await app.SettleAsync();
        return caller;
    }

    /// <summary>Each documented JSON body: its operation, the schema of its fields, and the example with one of them otherwise.</summary>
    private static IEnumerable<(string Id, JsonObject Schema, Func<Mutation, (string Prefix, JsonNode Body)> Body)> Bodies() =>
        from o in ApiDocument.Operations(ApiDocument.Root)
        where o.Operation["requestBody"] is not null && ApiDocument.NeedsKey(o.Operation)
        let schema = o.Operation["requestBody"]!["content"]!["application/json"]!["schema"]!.AsObject()
        let isList = (string?)schema["type"] == "array"
        let example = Routes.ExampleOf(o.Operation)
        select (
            (string)o.Operation["operationId"]!,
            isList ? schema["items"]!.AsObject() : schema,
            (Func<Mutation, (string, JsonNode)>)(mutation => isList
                ? ("[0].", new JsonArray(mutation.In(example[0]!.DeepClone().AsObject())))
                : (string.Empty, mutation.In(example.DeepClone().AsObject()))));

    private static async Task<(JsonNode? Errors, string? Otherwise)> ErrorsAsync(Caller caller, string id, JsonNode body)
    {
        try
        {
            return ((await caller.CallAsync(id, 400, body: body)).Json["errors"], null);
        }
        catch (Xunit.Sdk.XunitException e)
        {
            return (null, e.Message);
        }
    }

    private static async Task<IReadOnlyList<string>> RowsAsync(TestApp app) =>
        [.. (await new Rows(app.Storage).AllAsync()).Select(row => $"{row.PartitionKey} {row.RowKey} {row.ETag}")];

    private static async Task<Answered?> TryAsync(Func<Task<Answered>> call, List<string> wrong, string what)
    {
        try
        {
            return await call();
        }
        catch (Xunit.Sdk.XunitException e)
        {
            wrong.Add($"{what}: {e.Message}");
            return null;
        }
    }
}
