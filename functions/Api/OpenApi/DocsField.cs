using System.Text.Json.Nodes;
using AgentSched.Base;

namespace AgentSched.Api.OpenApi;

/// <summary>A field or parameter as a line of the page.</summary>
/// <param name="Name">With the names of what it stands in: <c>items[].agent</c>.</param>
/// <param name="Required">Whether a request must have it, or an answer always has it.</param>
/// <param name="Type">In words.</param>
/// <param name="Thing">The component that tells more. Null: there is no more to tell.</param>
/// <param name="Range">What is allowed, in words. Null: all of its type.</param>
/// <param name="Default">As JSON. Null: there is none.</param>
/// <param name="Example">As JSON. Null: there is none.</param>
/// <param name="Meaning">A few sentences.</param>
internal sealed record DocsField(string Name, bool Required, string Type, string? Thing, string? Range, string? Default, string? Example, string Meaning)
{
    /// <summary>The fields of a schema, those of inline objects and lists among them.</summary>
    public static IReadOnlyList<DocsField> Of(JsonObject schema, string prefix = "")
    {
        var fields = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        var required = new HashSet<string>(StringComparer.Ordinal);
        Collect(schema, fields, required);
        return [.. fields.SelectMany(field => Lines(prefix + field.Key, required.Contains(field.Key), field.Value))];
    }

    /// <summary>One field by itself.</summary>
    public static DocsField One(string name, bool required, JsonObject schema)
    {
        var (whole, thing, isNullable) = SchemaWords.Open(schema);
        return new DocsField(
            name,
            required,
            SchemaWords.TypeOf(whole, isNullable),
            thing,
            SchemaWords.RangeOf(whole),
            whole["default"]?.ToJsonString(Json.Options),
            (whole["examples"]?[0])?.ToJsonString(Json.Options),
            (string?)schema["description"] ?? (string?)whole["description"] ?? string.Empty);
    }

    private static void Collect(JsonObject schema, Dictionary<string, JsonObject> fields, HashSet<string> required)
    {
        if ((string?)schema["$ref"] is { } reference)
        {
            Collect(ApiDocument.Resolve(reference), fields, required);
            return;
        }

        required.UnionWith(schema["required"]?.AsArray().Select(name => (string)name!) ?? []);
        foreach (var part in (schema["allOf"] ?? schema["oneOf"])?.AsArray() ?? [])
        {
            Collect(part!.AsObject(), fields, required);
        }

        foreach (var (name, field) in schema["properties"]?.AsObject() ?? [])
        {
            // The first tells the meaning, later ones only narrow it.
            if (!fields.TryAdd(name, field!.AsObject()) && (string?)field["$ref"] == "#/components/schemas/Present")
            {
                fields[name] = NeverNull(fields[name]);
            }
        }
    }

    private static JsonObject NeverNull(JsonObject schema)
    {
        var narrowed = schema.DeepClone().AsObject();
        if (narrowed["type"] is JsonArray types)
        {
            narrowed["type"] = types.First(type => (string?)type != "null")!.DeepClone();
        }

        return narrowed;
    }

    private static IEnumerable<DocsField> Lines(string name, bool required, JsonObject schema)
    {
        yield return One(name, required, schema);
        var inner = schema["items"] as JsonObject ?? schema;
        if (inner["$ref"] is not null || (inner["properties"] ?? inner["allOf"]) is null)
        {
            yield break;
        }

        foreach (var line in Of(inner, name + (inner == schema ? "." : "[].")))
        {
            yield return line;
        }
    }
}
