using System.Text.Json.Nodes;
using AgentSched.Base;

namespace AgentSched.Api.OpenApi;

/// <summary>A field or parameter as a row of the page's tables.</summary>
/// <param name="Name">Path of the field, for example <c>items[].agent</c>.</param>
/// <param name="Required">Whether a request must have it, or an answer always has it.</param>
/// <param name="Type">The type in words.</param>
/// <param name="Component">The component that describes the type. Null: none.</param>
/// <param name="Range">Allowed values, in words. Null: all of its type.</param>
/// <param name="Default">The default as JSON. Null: there is none.</param>
/// <param name="Example">An example as JSON. Null: there is none.</param>
/// <param name="Meaning">Description of the field.</param>
internal sealed record DocsField(string Name, bool Required, string Type, string? Component, string? Range, string? Default, string? Example, string Meaning)
{
    /// <summary>The fields of a schema, including those of inline objects and lists.</summary>
    public static IReadOnlyList<DocsField> Of(JsonObject schema, string prefix = "")
    {
        var fields = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        var required = new HashSet<string>(StringComparer.Ordinal);
        Collect(schema, fields, required);
        return [.. fields.SelectMany(field => Lines(prefix + field.Key, required.Contains(field.Key), field.Value))];
    }

    /// <summary>Describes a single field.</summary>
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
            // The first definition has the description, later ones only narrow it.
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
