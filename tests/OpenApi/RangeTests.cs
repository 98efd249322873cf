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
        using var caller = await ReadyApp.StandAsync(app);
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
        using var caller = await ReadyApp.StandAsync(app);
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
        using var caller = await ReadyApp.StandAsync(app);
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
                    var answer = await ReadyApp.TryAsync(() => caller.CallAsync(id, isPreview ? 200 : 400, query), wrong, $"{id}{query}");
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
}
