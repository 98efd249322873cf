using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;
using AgentSched.Api.OpenApi;

namespace AgentSched.Tests.Api.OpenApi;

/// <summary>One thing wrong with a body, as its schema tells right from wrong.</summary>
/// <param name="Field">The field that is to be named: <c>limits.dayUsd</c>, <c>chain[0].on</c>.</param>
/// <param name="Value">What stands at the body's own field. Null with <paramref name="IsGone"/>: nothing does.</param>
/// <param name="IsGone">The field is taken away.</param>
internal sealed record Mutation(string Field, JsonNode? Value, bool IsGone = false)
{
    public override string ToString() => $"{Field}{(IsGone ? " is missing" : $" = {Shorten(Value?.ToJsonString() ?? "null")}")}";

    /// <summary>Every way in which one field of an object can leave what the schema allows.</summary>
    public static IEnumerable<Mutation> Of(JsonObject schema)
    {
        var (fields, required) = Shape(schema);
        return fields.SelectMany(field => Wrong(field.Value).Select(wrong => wrong with { Field = field.Key + wrong.Field }))
            .Concat(required.Select(name => new Mutation(name, Value: null, IsGone: true)))
            .Append(new Mutation("noSuchField", 1));
    }

    /// <summary>The body with this one thing wrong.</summary>
    public JsonObject In(JsonObject body)
    {
        var name = Field.Split('.', '[')[0];
        body.Remove(name);
        if (!IsGone)
        {
            body[name] = Value?.DeepClone();
        }

        return body;
    }

    /// <summary>Values that a schema forbids; the field is what is to be named, from the schema's own place on.</summary>
    private static IEnumerable<Mutation> Wrong(JsonObject schema)
    {
        var (whole, types) = Open(schema);
        return new[] { WrongType(types), WrongWord(whole), Said(whole["x-wrong"]) }.OfType<JsonNode>()
            .Concat(types.Contains("string") && whole["enum"] is null ? WrongTexts(whole) : [])
            .Concat(types.Contains("integer") || types.Contains("number") ? WrongNumbers(whole, types.Contains("integer")) : [])
            .Select(value => new Mutation(string.Empty, value))
            .Concat(types.Contains("array") ? WrongLists(whole) : [])
            .Concat(types.Contains("object") ? WrongObjects(whole) : []);
    }

    private static JsonNode? WrongType(HashSet<string> types) => types.Count == 0 ? null
        : !types.Contains("boolean") ? true
        : !types.Contains("string") ? "yes"
        : null;

    private static JsonNode? WrongWord(JsonObject schema) => schema["enum"] is null ? null : "noSuchWord";

    private static IEnumerable<JsonNode> WrongTexts(JsonObject schema)
    {
        if ((int?)schema["maxLength"] is { } most)
        {
            yield return new string('a', most + 1);
        }

        if ((int?)schema["minLength"] > 0)
        {
            yield return string.Empty;
        }

        if ((string?)schema["pattern"] is { } pattern)
        {
            yield return new[] { "!", "-", " " }.First(text => !Regex.IsMatch(text, pattern));
        }

        if ((string?)schema["format"] is "date-time" or "duration" or "date" or "uri")
        {
            yield return "neither here nor there";
        }

        if ((string?)schema["x-minimum"] is { } shortest && XmlConvert.ToTimeSpan(shortest) > TimeSpan.Zero)
        {
            yield return XmlConvert.ToString(XmlConvert.ToTimeSpan(shortest) - TimeSpan.FromMilliseconds(1));
        }

        if ((string?)schema["x-maximum"] is { } longest)
        {
            yield return XmlConvert.ToString(XmlConvert.ToTimeSpan(longest) + TimeSpan.FromSeconds(1));
        }
    }

    private static IEnumerable<JsonNode> WrongNumbers(JsonObject schema, bool isWhole)
    {
        if ((long?)schema["minimum"] is { } least)
        {
            yield return least - 1;
        }

        if ((long?)schema["maximum"] is { } most)
        {
            yield return most + 1;
        }

        if (isWhole)
        {
            yield return 1.5;
        }
    }

    private static IEnumerable<Mutation> WrongLists(JsonObject schema)
    {
        if (schema["items"] is not JsonObject items)
        {
            yield break;
        }

        if ((int?)schema["maxItems"] is { } most)
        {
            yield return new Mutation(string.Empty, new JsonArray([.. Enumerable.Range(0, most + 1).Select(_ => Right(items))]));
        }

        foreach (var wrong in Wrong(items))
        {
            yield return new Mutation("[0]" + wrong.Field, new JsonArray(wrong.Value?.DeepClone()));
        }
    }

    private static IEnumerable<Mutation> WrongObjects(JsonObject schema)
    {
        if ((int?)schema["x-maxLength"] is { } most)
        {
            yield return new Mutation(string.Empty, new JsonObject { ["text"] = new string('a', most) });
        }

        if (Shape(schema).Fields.Count == 0)
        {
            yield break;
        }

        foreach (var wrong in Of(schema))
        {
            yield return new Mutation("." + wrong.Field, wrong.In(Right(schema)!.AsObject()));
        }
    }

    /// <summary>Something that a schema allows.</summary>
    public static JsonNode? Right(JsonObject schema)
    {
        var (whole, _) = Open(schema);
        if ((whole["examples"]?[0] ?? whole["enum"]?[0] ?? whole["const"]) is { } said)
        {
            return said.DeepClone();
        }

        var (fields, required) = Shape(whole);
        return fields.Count == 0 ? "2026-12-24" : new JsonObject(required.Select(name => KeyValuePair.Create(name, Right(fields[name]))));
    }

    public static (JsonObject Whole, HashSet<string> Types) Open(JsonObject schema)
    {
        if (schema["anyOf"]?[0] is JsonObject only)
        {
            return Open(only);
        }

        var whole = (string?)schema["$ref"] is { } reference ? ApiDocument.Resolve(reference) : schema;
        return (whole, whole["type"] switch
        {
            JsonArray several => [.. several.Select(t => (string)t!)],
            JsonValue one => [(string)one!],
            _ => [],
        });
    }

    public static (Dictionary<string, JsonObject> Fields, HashSet<string> Required) Shape(JsonObject schema)
    {
        var whole = Open(schema).Whole;
        var fields = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        var required = new HashSet<string>(whole["required"]?.AsArray().Select(name => (string)name!) ?? [], StringComparer.Ordinal);
        foreach (var (name, field) in whole["properties"]?.AsObject() ?? [])
        {
            fields[name] = field!.AsObject();
        }

        foreach (var part in whole["allOf"]?.AsArray() ?? [])
        {
            var (more, needed) = Shape(part!.AsObject());
            required.UnionWith(needed);
            foreach (var (name, field) in more)
            {
                fields.TryAdd(name, field);
            }
        }

        return (fields, required);
    }

    private static JsonNode? Said(JsonNode? node) => node?.DeepClone();

    private static string Shorten(string text) => text.Length <= 50 ? text : $"{text[..50]}… ({text.Length})";
}
