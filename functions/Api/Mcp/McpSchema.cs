using System.Text.Json;
using System.Text.Json.Nodes;
using AgentSched.Api.OpenApi;
using ModelContextProtocol.Protocol;

namespace AgentSched.Api.Mcp;

/// <summary>Describes tools as the protocol wants it. The arguments' schemas are those of the API's description, so that they cannot differ from what the operations check.</summary>
internal static class McpSchema
{
    /// <summary>Arguments that only tools have.</summary>
    private static readonly Dictionary<string, string> Own = new(StringComparer.Ordinal)
    {
        [McpTools.Offset] = """{"type":"integer","minimum":0,"default":0,"description":"Character of the log at which to begin; next of the page before."}""",
        [McpTools.Length] = """{"type":"integer","minimum":100,"maximum":40000,"default":8000,"description":"Characters to read."}""",
    };

    /// <summary>Parts of a schema that models use. Others are for the tests and the page of the API.</summary>
    private static readonly HashSet<string> Kept = new(StringComparer.Ordinal)
        { "type", "description", "enum", "format", "pattern", "minLength", "maxLength", "minimum", "maximum", "maxItems", "items", "properties", "required", "anyOf", "default", "additionalProperties" };

    /// <summary>Names of path parameters and headers as tools have them.</summary>
    private static readonly (string Api, string Tool)[] Names = [("id", "schedule"), ("runId", "run"), ("Idempotency-Key", "idempotencyKey")];

    public static Tool Of(McpTool tool) => new()
    {
        Name = tool.Name,
        Title = tool.Title,
        Description = tool.Description,
        InputSchema = JsonSerializer.SerializeToElement(Input(tool)),
        Annotations = new ToolAnnotations { Title = tool.Title, ReadOnlyHint = tool.IsReadOnly, DestructiveHint = tool.Shown is not null, IdempotentHint = tool.IsReadOnly || tool.IsIdempotent, OpenWorldHint = false },
    };

    /// <summary>The name of an operation's argument for the tool's. A tool that has no such path parameter takes the name as it is.</summary>
    public static string ApiName(McpTool tool, string name) => Array.Find(Names, n => n.Tool == name) is { Api: { } api } && Described(tool).ContainsKey(api) ? api : name;

    private static string ToolName(string name) => Array.Find(Names, n => n.Api == name) is { Tool: { } tool } ? tool : name;

    private static JsonObject Input(McpTool tool)
    {
        var (described, properties, required) = (Described(tool), new JsonObject(), new JsonArray());
        foreach (var name in described.Where(field => field.Value.IsPath).Select(field => field.Key).Concat(tool.Fields))
        {
            var own = Own.GetValueOrDefault(name);
            var schema = own is not null ? JsonNode.Parse(own)!.AsObject() : Plain(described[name].Schema);
            schema["description"] = name == "id" ? "Id of the schedule (list_schedules), or its exact name." : schema["description"] ?? described[name].Description;
            properties[ToolName(name)] = schema;
            if (own is null && described[name].IsRequired)
            {
                required.Add(ToolName(name));
            }
        }

        if (tool.Shown is not null)
        {
            properties["confirm"] = JsonNode.Parse("""{"type":"boolean","default":false,"description":"False: only say what would happen. True: do it; ask the user first."}""");
        }

        return new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required, ["additionalProperties"] = false };
    }

    private static Dictionary<string, (JsonObject Schema, string? Description, bool IsRequired, bool IsPath)> Described(McpTool tool)
    {
        var (path, _, operation) = ApiDocument.Operations(ApiDocument.Root).First(one => (string)one.Operation["operationId"]! == tool.Operation);
        var found = new Dictionary<string, (JsonObject, string?, bool, bool)>(StringComparer.Ordinal);
        foreach (var parameter in DocsOperation.ParametersOf(path, operation))
        {
            var isPath = (string)parameter["in"]! == "path";
            found[(string)parameter["name"]!] = (parameter["schema"]!.AsObject(), (string?)parameter["description"], isPath || (bool?)parameter["required"] == true, isPath);
        }

        if (operation["requestBody"]?["content"]?["application/json"]?["schema"] is JsonObject body)
        {
            var isPatch = tool.Operation == "changeSchedule";
            var (properties, required) = (new JsonObject(), new HashSet<string>(StringComparer.Ordinal));
            Fields(body, properties, required);
            foreach (var (name, schema) in properties)
            {
                found[name] = (schema!.AsObject(), null, !isPatch && required.Contains(name), false);
            }
        }

        return found;
    }

    /// <summary>The properties of a body, those of its parts included.</summary>
    private static void Fields(JsonObject schema, JsonObject properties, HashSet<string> required)
    {
        if ((string?)schema["$ref"] is { } reference)
        {
            Fields(ApiDocument.Resolve(reference), properties, required);
            return;
        }

        required.UnionWith(schema["required"]?.AsArray().Select(name => (string)name!) ?? []);
        foreach (var part in schema["allOf"]?.AsArray() ?? [])
        {
            Fields(part!.AsObject(), properties, required);
        }

        foreach (var (name, property) in schema["properties"]?.AsObject() ?? [])
        {
            properties[name] = property!.DeepClone();
        }
    }

    /// <summary>A schema without references and without what is not for models.</summary>
    private static JsonObject Plain(JsonObject schema)
    {
        if ((string?)schema["$ref"] is { } reference)
        {
            return Plain(ApiDocument.Resolve(reference));
        }

        var plain = new JsonObject();
        foreach (var (name, value) in schema.Where(member => Kept.Contains(member.Key)))
        {
            plain[name] = (name, value) switch
            {
                ("properties", JsonObject fields) => new JsonObject(fields.Select(field => KeyValuePair.Create<string, JsonNode?>(field.Key, Plain(field.Value!.AsObject())))),
                ("items", JsonObject items) => Plain(items),
                ("anyOf", JsonArray any) => new JsonArray([.. any.Select(one => Plain(one!.AsObject()))]),
                _ => value?.DeepClone(),
            };
        }

        return plain;
    }
}
