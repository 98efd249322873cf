using System.Text.Json.Nodes;
using AgentSched.Api.OpenApi;
using Microsoft.OpenApi;

namespace AgentSched.Tests.Api.OpenApi;

/// <summary>The document says all there is, in full, and in words that others understand.</summary>
[Trait("shows", "access")]
public sealed class DocumentTests
{
    /// <summary>What a schema may say: keywords of JSON Schema and of OpenAPI that <see cref="SchemaCheck"/> and the page know.</summary>
    private static readonly string[] Keywords =
    [
        "$ref", "type", "format", "enum", "const", "default", "description", "examples", "properties", "required", "additionalProperties", "unevaluatedProperties",
        "propertyNames", "items", "minItems", "maxItems", "minLength", "maxLength", "pattern", "minimum", "maximum", "allOf", "anyOf", "oneOf",
        "x-minimum", "x-maximum", "x-maxLength", "x-wrong",
    ];

    [Fact]
    public void Every_HTTP_function_stands_in_the_document_and_no_other()
    {
        var (functions, document) = (Routes.OfFunctions(), Routes.OfDocument());
        Assert.True(
            functions.Order(StringComparer.Ordinal).SequenceEqual(document.Order(StringComparer.Ordinal)),
            $"""
            missing in functions/Api/OpenApi/*.yaml (add the operation to its slice's file, and a step to WalkTests): {string.Join(", ", functions.Except(document))}
            there, but no function: {string.Join(", ", document.Except(functions))}
            """);
        Assert.NotEmpty(functions);
    }

    [Fact]
    public void It_is_OpenAPI_3_1_to_the_reader_of_others()
    {
        var read = OpenApiDocument.Parse(ApiDocument.Root.ToJsonString(), "json");
        Assert.Equal([], read.Diagnostic!.Errors.Concat(read.Diagnostic.Warnings).Select(e => $"{e.Pointer}: {e.Message}"));
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
        Assert.Equal(Routes.OfDocument().Count, read.Document!.Paths.Sum(path => path.Value.Operations!.Count));
    }

    [Fact]
    public void Every_reference_leads_somewhere_and_every_component_is_referred_to()
    {
        var used = Nodes(ApiDocument.Root, "#").Select(n => (string?)n.Node["$ref"]).OfType<string>().Distinct().ToList();
        Assert.All(used, reference => ApiDocument.Resolve(reference));
        var all = ApiDocument.Root["components"]!.AsObject().Where(kind => kind.Key != "securitySchemes").SelectMany(kind => kind.Value!.AsObject().Select(c => $"#/components/{kind.Key}/{c.Key}"));
        Assert.Equal([], all.Except(used));
    }

    [Fact]
    public void Every_operation_says_what_it_does_who_may_and_what_it_answers() =>
        Assert.Equal([], ApiDocument.Operations(ApiDocument.Root).SelectMany(o =>
        {
            var missing = new List<string>();
            var responses = o.Operation["responses"]!.AsObject();
            Check(o.Operation["summary"] is not null, "a summary");
            Check(((string?)o.Operation["description"])?.Contains("Needs: ", StringComparison.Ordinal) == true, "a description with \"Needs: …\"");
            Check(o.Operation["tags"] is JsonArray { Count: 1 } tags && ApiDocument.Root["tags"]!.AsArray().Any(t => (string)t!["name"]! == (string)tags[0]!), "a tag that is listed");
            Check(responses.Any(r => r.Key[0] == '2'), "a success");
            Check(o.Operation["requestBody"] is not JsonObject body || body["content"]!.AsObject().All(c => c.Value!["example"] is not null), "an example of its body");
            Check(Routes.ParametersOf(o.Path, o.Operation).Where(p => (string?)p["in"] == "path").Select(p => $"{{{p["name"]}}}").Order().SequenceEqual(
                o.Path.Split('/').Where(part => part.StartsWith('{')).Order()), "the parameters of its path");
            return missing;

            void Check(bool holds, string what)
            {
                if (!holds)
                {
                    missing.Add($"{o.Method} {o.Path} lacks {what}");
                }
            }
        }));

    [Fact]
    public void Every_field_parameter_and_header_is_described_with_an_example() =>
        Assert.Equal([], Nodes(ApiDocument.Root, "#").Where(n => n.Node["$ref"] is null).SelectMany(n =>
            IsParameterOrHeader(n.At) ? new[] { n.Node["description"] is null ? $"{n.At} has no description" : null, n.Node["example"] is null ? $"{n.At} has no example" : null }
            : IsField(n.At) ? [n.Node["description"] is null ? $"{n.At} has no description" : null, HasExample(n.Node) ? null : $"{n.At} has no example"]
            : []).OfType<string>());

    [Fact]
    public void Every_object_says_whether_other_fields_may_stand_in_it_and_every_word_of_a_schema_is_known() =>
        Assert.Equal([], Schemas().SelectMany(s => s.Node.Select(k => k.Key).Except(Keywords, StringComparer.Ordinal).Select(word => $"{s.At} says {word}")
            .Append(s.Node["properties"] is null || IsPart(s) || s.Node["additionalProperties"] is not null || s.Node["unevaluatedProperties"] is not null ? null : $"{s.At} is open")
            .OfType<string>()));

    [Fact]
    public void Every_example_is_valid()
    {
        var wrong = new List<string>();
        foreach (var (at, schema) in Schemas())
        {
            wrong.AddRange((schema["examples"]?.AsArray() ?? []).Append(schema["default"]).Where(e => e is not null).SelectMany(e => SchemaCheck.Errors(e, schema).Select(error => $"{at} {error}")));
        }

        foreach (var (at, node) in Nodes(ApiDocument.Root, "#").Where(n => n.Node["schema"] is JsonObject && n.Node["example"] is not null))
        {
            wrong.AddRange(SchemaCheck.Errors(node["example"], node["schema"]!.AsObject()).Select(error => $"{at} {error}"));
        }

        Assert.Equal([], wrong);
    }

    private static bool IsField(string at) => at.Split('/') is [.., "properties", _] && at.Contains("/schema", StringComparison.Ordinal);

    private static bool IsParameterOrHeader(string at) => at.Split('/') is [.., "parameters" or "headers", _] && !at.Contains("/schema/", StringComparison.Ordinal);

    /// <summary>What is tells it all, or its parts do.</summary>
    private static bool HasExample(JsonObject schema) =>
        (schema["examples"] ?? schema["enum"] ?? schema["const"] ?? schema["anyOf"] ?? schema["allOf"] ?? schema["oneOf"] ?? schema["properties"] ?? schema["items"]?["$ref"] ?? schema["items"]?["properties"] ?? schema["items"]?["allOf"]) is not null;

    /// <summary>Parts that <c>allOf</c> puts together are closed by the whole.</summary>
    private static bool IsPart((string At, JsonObject Node) schema) =>
        schema.At.Split('/') is [.., "allOf", _]
        || Nodes(ApiDocument.Root, "#").Any(n => n.At.Split('/') is [.., "allOf", _] && (string?)n.Node["$ref"] == schema.At);

    private static IEnumerable<(string At, JsonObject Node)> Schemas() => Nodes(ApiDocument.Root, "#").Where(n => n.At.Split('/') switch
    {
        [.., "schema"] or [.., "items"] or [.., "additionalProperties"] or [.., "propertyNames"] => true,
        [.., "properties", _] => true,
        [.., "allOf" or "anyOf" or "oneOf", _] => true,
        ["#", "components", "schemas", _] => true,
        _ => false,
    } && !n.At.Contains("/example", StringComparison.Ordinal));

    private static IEnumerable<(string At, JsonObject Node)> Nodes(JsonNode node, string at)
    {
        var own = node is JsonObject self ? [(at, self)] : Enumerable.Empty<(string, JsonObject)>();
        var inner = node switch
        {
            JsonObject fields => fields.Where(f => f.Key is not ("example" or "examples" or "default")).Select(f => (f.Key, f.Value)),
            JsonArray list => list.Index().Select(i => ($"{i.Index}", i.Item)),
            _ => [],
        };
        return own.Concat(inner.Where(i => i.Item2 is not null).SelectMany(i => Nodes(i.Item2!, $"{at}/{i.Item1}")));
    }
}
