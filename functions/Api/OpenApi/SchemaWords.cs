using System.Text.Json.Nodes;

namespace AgentSched.Api.OpenApi;

/// <summary>Describes types and limits of a schema in words.</summary>
internal static class SchemaWords
{
    private const string Components = "#/components/schemas/";

    /// <summary>Resolves the references of a schema.</summary>
    /// <returns>The schema; the component that describes it, if it is an object; whether null is allowed, too.</returns>
    public static (JsonObject Whole, string? Component, bool IsNullable) Open(JsonObject schema)
    {
        var isNullable = false;
        if (schema["anyOf"]?.AsArray() is [JsonObject only, ..])
        {
            (schema, isNullable) = (only, true);
        }

        if (schema["items"] is JsonObject items && (string?)items["$ref"] is { } ofItems && HasFields(ApiDocument.Resolve(ofItems)))
        {
            return (schema, ofItems[Components.Length..], isNullable);
        }

        if ((string?)schema["$ref"] is not { } reference)
        {
            return (schema, null, isNullable);
        }

        var target = ApiDocument.Resolve(reference);
        return (target, HasFields(target) ? reference[Components.Length..] : null, isNullable);
    }

    public static string TypeOf(JsonObject schema, bool isNullable)
    {
        var types = schema["type"] switch
        {
            JsonArray several => several.Select(type => (string)type!).ToList(),
            JsonValue one => [(string)one!],
            _ => [],
        };
        var words = types.Where(type => type != "null").Select(type => Word(type, schema)).ToList();
        var nullable = isNullable || types.Contains("null");
        return (words.Count == 0 ? schema["const"] is null ? "anything" : "always" : string.Join(" or ", words)) + (nullable ? " or null" : string.Empty);
    }

    /// <summary>Allowed values, in words. Null: all of the type.</summary>
    public static string? RangeOf(JsonObject schema)
    {
        var parts = new List<string?>
        {
            schema["const"] is { } always ? $"`{always}`" : null,
            schema["enum"]?.AsArray() is { } words ? string.Join(", ", words.Where(word => word is not null).Select(word => $"`{word}`")) : null,
            Between(schema["minimum"], schema["maximum"], string.Empty),
            Between(schema["x-minimum"], schema["x-maximum"], string.Empty),
            Between(schema["minLength"], schema["maxLength"] ?? schema["x-maxLength"], " characters"),
            Between(schema["minItems"], schema["maxItems"], " entries"),
            schema["items"] is JsonObject { } items && RangeOf(Open(items).Whole) is { } each ? $"each {each}" : null,
            (string?)schema["pattern"] is { } pattern ? $"`{pattern}`" : null,
        };
        var range = string.Join("; ", parts.OfType<string>());
        return range.Length == 0 ? null : range;
    }

    private static bool HasFields(JsonObject schema) => (schema["properties"] ?? schema["allOf"]) is not null;

    private static string Word(string type, JsonObject schema) => (type, (string?)schema["format"]) switch
    {
        ("string", "date-time") => "instant",
        ("string", "duration") => "duration",
        ("string", "date") => "day",
        ("string", "uri") => "address",
        ("string", _) => schema["enum"] is null ? "string" : "word",
        ("integer", _) => "whole number",
        ("boolean", _) => "true or false",
        ("array", _) when schema["items"] is JsonObject items => $"list of {Plural(Open(items).Whole)}",
        ("array", _) => "list",
        _ => type,
    };

    private static string Plural(JsonObject items)
    {
        var one = TypeOf(items, isNullable: false);
        return one == "anything" ? one : one + "s";
    }

    private static string? Between(JsonNode? least, JsonNode? most, string unit) => (least, most) switch
    {
        (null, null) => null,
        (null, _) => $"at most {most}{unit}",
        (_, null) => $"{least}{unit} or more",
        _ => $"{least}–{most}{unit}",
    };
}
