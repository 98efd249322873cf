using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using AgentSched.Api.OpenApi;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Api.OpenApi;

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
        var before = await new Rows(app.Storage).ETagsAsync();
        var (sent, wrong) = (0, new ConcurrentQueue<string>());
        await SideBySide.EachAsync(Bodies().SelectMany(one => Mutation.Of(one.Schema).Select(mutation => (one.Id, Mutation: mutation, Told: one.Body(mutation)))), async one =>
        {
            Interlocked.Increment(ref sent);
            var (errors, otherwise) = await ErrorsAsync(caller, one.Id, one.Told.Body);
            if (errors?[one.Told.Prefix + one.Mutation.Field] is null)
            {
                wrong.Enqueue($"{one.Id}: {one.Mutation}: {otherwise ?? $"named are {errors?.ToJsonString()}"}");
            }
        });

        output.WriteLine($"{sent} bodies with one thing wrong");
        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {sent} were not refused by name:\n{string.Join('\n', wrong)}");
        Assert.True(sent > 800);
        Assert.Equal(before, await new Rows(app.Storage).ETagsAsync()); // nothing was stored
    }

    [Fact]
    public async Task What_is_at_the_edge_of_its_documented_range_is_not_refused()
    {
        await using var app = await TestApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["AgentSecrets:ALICE_TOKEN"] = "s3cret", ["AgentSecretHosts:ALICE_TOKEN"] = "alice.example.com, 127.0.0.1" });
        using var caller = await ReadyApp.StandAsync(app);
        var before = await new Rows(app.Storage).ETagsAsync();
        var (sent, wrong) = (0, new ConcurrentQueue<string>());
        await SideBySide.EachAsync(Bodies().SelectMany(one => Edge.Of(one.Schema).Select(edge => (one.Id, Edge: edge, Told: one.Body(edge)))), async one =>
        {
            // Another field is not known, so all that is wrong is told, and nothing happens.
            Interlocked.Increment(ref sent);
            var (prefix, sample) = one.Told;
            (sample is JsonArray list ? list[0]! : sample).AsObject()["noSuchField"] = 1;
            var (errors, otherwise) = await ErrorsAsync(caller, one.Id, sample);
            if (errors?.AsObject().Any(error => error.Key.StartsWith(prefix + one.Edge.Field, StringComparison.Ordinal)) != false)
            {
                wrong.Enqueue($"{one.Id}: {one.Edge}: {otherwise ?? errors!.ToJsonString()}");
            }
        });

        output.WriteLine($"{sent} bodies with one field at its edge");
        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {sent} were refused:\n{string.Join('\n', wrong)}");
        Assert.True(sent > 500);
        Assert.Equal(before, await new Rows(app.Storage).ETagsAsync());
    }

    [Fact]
    public async Task A_query_parameter_out_of_its_documented_range_is_refused_by_name()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var caller = await ReadyApp.StandAsync(app);
        var (sent, wrong) = (0, new ConcurrentQueue<string>());
        var queries = from o in ApiDocument.Operations(ApiDocument.Root)
                      from parameter in Routes.ParametersOf(o.Path, o.Operation)
                      where (string?)parameter["in"] == "query"
                      let name = (string)parameter["name"]!
                      from mutation in Mutation.Of(new JsonObject { ["properties"] = new JsonObject { [name] = parameter["schema"]!.DeepClone() } })
                      where mutation.Field == name && mutation.Value is JsonValue v && v.GetValueKind() is not (System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False)
                      let text = mutation.Value!.ToString()
                      where text.Length > 0
                      select (Id: (string)o.Operation["operationId"]!, Name: name, Query: $"?{name}={Uri.EscapeDataString(text)}");
        await SideBySide.EachAsync(queries, async one =>
        {
            Interlocked.Increment(ref sent);
            var isPreview = one.Id == "previewSpec" && one.Name != "count"; // what is wrong with a spec is its answer
            var answer = await ReadyApp.TryAsync(() => caller.CallAsync(one.Id, isPreview ? 200 : 400, one.Query), wrong, one.Id + one.Query);
            if (answer is not null && answer.Json["errors"]?[one.Name] is null && answer.Json["errors"]?[one.Name + "[0]"] is null)
            {
                wrong.Enqueue($"{one.Id}{one.Query}: {answer.Text}");
            }
        });

        output.WriteLine($"{sent} queries with one thing wrong");
        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {sent} were not refused by name:\n{string.Join('\n', wrong)}");
        Assert.True(sent > 30);
    }

    /// <summary>Each documented JSON body: its operation, the schema of its fields, and the example with one of them otherwise.</summary>
    private static IEnumerable<(string Id, JsonObject Schema, Func<Mutation, (string Prefix, JsonNode Body)> Body)> Bodies() =>
        from o in ApiDocument.Operations(ApiDocument.Root)
        where o.Operation["requestBody"] is not null && ApiDocument.NeedsKey(o.Operation)
        let schema = o.Operation["requestBody"]!["content"]!["application/json"]!["schema"]!.AsObject()
        where (bool?)schema["additionalProperties"] != true // a message of another protocol
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
}
