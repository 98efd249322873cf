using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;
using AgentSched.Api.OpenApi;

namespace AgentSched.Tests.Api.OpenApi;

/// <summary>
/// Validates JSON against a schema of the document: the part of JSON Schema that the document uses. Stricter than the standard in one
/// thing: where fields are described, a field that is not is an error, whatever else the schema says, unless it allows others by name.
/// </summary>
internal sealed class SchemaCheck
{
    private readonly List<string> _errors = [];

    /// <summary>What is wrong, with its place. Empty: nothing.</summary>
    public static IReadOnlyList<string> Errors(JsonNode? value, JsonObject schema)
    {
        var check = new SchemaCheck();
        check.Visit(value, schema, "$", closed: true);
        return check._errors;
    }

    /// <returns>The fields of an object that the schema describes; null: it describes none.</returns>
    private HashSet<string>? Visit(JsonNode? value, JsonObject schema, string at, bool closed)
    {
        HashSet<string>? described = null;
        if ((string?)schema["$ref"] is { } reference)
        {
            Join(ref described, Visit(value, ApiDocument.Resolve(reference), at, closed && schema["allOf"] is null));
        }

        CheckType(value, schema, at);
        CheckText(value, schema, at);
        CheckNumber(value, schema, at);
        foreach (var part in schema["allOf"]?.AsArray() ?? [])
        {
            Join(ref described, Visit(value, part!.AsObject(), at, closed: false));
        }

        CheckOneOf(value, schema, at, ref described);
        if (value is JsonArray list)
        {
            CheckList(list, schema, at);
        }

        if (value is JsonObject fields)
        {
            Join(ref described, CheckFields(fields, schema, at));
            if (closed && described is not null && schema["$ref"] is null)
            {
                _errors.AddRange(fields.Select(f => f.Key).Except(described, StringComparer.Ordinal).Select(name => $"{at}.{name} is not described"));
            }
        }

        return described;
    }

    private HashSet<string>? CheckFields(JsonObject fields, JsonObject schema, string at)
    {
        _errors.AddRange((schema["required"]?.AsArray() ?? []).Where(name => !fields.ContainsKey((string)name!)).Select(name => $"{at}.{name} is missing"));
        var properties = schema["properties"]?.AsObject();
        HashSet<string>? described = properties is null ? null : new HashSet<string>(properties.Select(p => p.Key), StringComparer.Ordinal);
        foreach (var (name, field) in fields)
        {
            if (schema["propertyNames"] is JsonObject names)
            {
                Visit(name, names, $"{at}.{name} (its name)", closed: true);
            }

            if (properties?[name] is JsonObject property)
            {
                Visit(field, property, $"{at}.{name}", closed: true);
            }
            else if (schema["additionalProperties"] is { } others && others.GetValueKind() != JsonValueKind.False)
            {
                (described ??= new HashSet<string>(StringComparer.Ordinal)).Add(name);
                if (others is JsonObject other)
                {
                    Visit(field, other, $"{at}.{name}", closed: true);
                }
            }
        }

        return described;
    }

    private void CheckOneOf(JsonNode? value, JsonObject schema, string at, ref HashSet<string>? described)
    {
        var choices = (schema["anyOf"] ?? schema["oneOf"])?.AsArray();
        if (choices is null)
        {
            return;
        }

        var tries = choices.Select(choice =>
        {
            var inner = new SchemaCheck();
            return (Found: inner.Visit(value, choice!.AsObject(), at, closed: true), Wrong: inner._errors);
        }).ToList();
        var fit = tries.Where(t => t.Wrong.Count == 0).ToList();
        if (fit.Count == 0 || (schema["oneOf"] is not null && fit.Count > 1))
        {
            _errors.Add($"{at} fits {fit.Count} of {tries.Count} choices: {string.Join(" | ", tries.Select(t => string.Join(", ", t.Wrong)))}");
        }

        foreach (var (found, _) in fit)
        {
            Join(ref described, found);
        }
    }

    private void CheckList(JsonArray list, JsonObject schema, string at)
    {
        Expect(list.Count >= ((int?)schema["minItems"] ?? 0) && list.Count <= ((int?)schema["maxItems"] ?? int.MaxValue), at, $"has {list.Count} entries");
        if (schema["items"] is JsonObject items)
        {
            foreach (var (index, item) in list.Index())
            {
                Visit(item, items, $"{at}[{index}]", closed: true);
            }
        }
    }

    private void CheckType(JsonNode? value, JsonObject schema, string at)
    {
        var types = schema["type"] switch
        {
            JsonArray several => several.Select(t => (string)t!).ToList(),
            JsonValue one => [(string)one!],
            _ => null,
        };
        Expect(types is null || types.Exists(type => IsOf(value, type)), at, $"is {value?.ToJsonString() ?? "null"}, not {string.Join(" or ", types ?? [])}");
        Expect(schema["enum"] is not JsonArray words || words.Any(word => JsonNode.DeepEquals(word, value)), at, $"{value?.ToJsonString() ?? "null"} is not one of {schema["enum"]?.ToJsonString()}");
        Expect(schema["const"] is not { } only || JsonNode.DeepEquals(only, value), at, $"{value?.ToJsonString() ?? "null"} is not {schema["const"]?.ToJsonString()}");
    }

    private static bool IsOf(JsonNode? value, string type) => (type, value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        ("null", JsonValueKind.Null) or ("string", JsonValueKind.String) or ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array)
            or ("number", JsonValueKind.Number) or ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => decimal.TryParse(value!.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && decimal.Truncate(number) == number,
        _ => false,
    };

    private void CheckNumber(JsonNode? value, JsonObject schema, string at)
    {
        if (value?.GetValueKind() == JsonValueKind.Number)
        {
            var number = decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);
            Expect(!(number < Limit("minimum")) && !(number > Limit("maximum")), at, $"{number} is outside {schema["minimum"]}–{schema["maximum"]}");
        }

        decimal? Limit(string name) => schema[name] is { } limit ? decimal.Parse(limit.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture) : null;
    }

    private void CheckText(JsonNode? value, JsonObject schema, string at)
    {
        if (value?.GetValueKind() != JsonValueKind.String)
        {
            return;
        }

        var text = (string)value!;
        Expect(text.Length >= ((int?)schema["minLength"] ?? 0) && text.Length <= ((int?)schema["maxLength"] ?? int.MaxValue), at, $"has {text.Length} characters");
        Expect((string?)schema["pattern"] is not { } pattern || Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant), at, $"\"{text}\" does not match {schema["pattern"]}");
        Expect(HasFormat(text, (string?)schema["format"]), at, $"\"{text}\" is not of format {schema["format"]}");
        if ((string?)schema["format"] == "duration" && HasFormat(text, "duration"))
        {
            var duration = Parsed(text);
            Expect(!(duration < Duration("x-minimum")) && !(duration > Duration("x-maximum")), at, $"{text} is outside {schema["x-minimum"]}–{schema["x-maximum"]}");
        }

        TimeSpan? Duration(string name) => (string?)schema[name] is { } limit ? XmlConvert.ToTimeSpan(limit) : null;
    }

    /// <summary>A duration, with the weeks that .NET does not read: <c>P2W</c>.</summary>
    private static TimeSpan Parsed(string text) =>
        text is ['P', .. var weeks, 'W'] && int.TryParse(weeks, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? TimeSpan.FromDays(7 * count) : XmlConvert.ToTimeSpan(text);

    private static bool HasFormat(string text, string? format)
    {
        switch (format)
        {
            case "date-time":
                return Regex.IsMatch(text, @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$") && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
            case "date":
                return DateOnly.TryParseExact(text, "yyyy-MM-dd", out _);
            case "uri":
                return Uri.TryCreate(text, UriKind.Absolute, out _);
            case "uri-reference":
                return Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out _);
            case "duration":
                try
                {
                    Parsed(text);
                    return true;
                }
                catch (FormatException)
                {
                    return false;
                }

            case null:
                return true;
            default:
                throw new NotSupportedException($"format {format}");
        }
    }

    private void Expect(bool holds, string at, string otherwise)
    {
        if (!holds)
        {
            _errors.Add($"{at} {otherwise}");
        }
    }

    private static void Join(ref HashSet<string>? all, HashSet<string>? more)
    {
        if (more is not null)
        {
            (all ??= new HashSet<string>(StringComparer.Ordinal)).UnionWith(more);
        }
    }
}
