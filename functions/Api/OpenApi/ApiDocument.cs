using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using AgentSched.Api.Http;
using AgentSched.Base;

namespace AgentSched.Api.OpenApi;

/// <summary>
/// OpenAPI 3.1 description of the whole HTTP API. It is written by hand in the YAML files of this folder, one per slice, which are merged at first
/// use. To add an operation, add it to its slice's file; tests of this folder report what is missing.
/// </summary>
internal static class ApiDocument
{
    /// <summary>What a PATCH reads besides <c>application/json</c>: the same body, by the name of its standard (RFC 7396).</summary>
    public const string MergePatch = "application/merge-patch+json";

    private const string Resources = "openapi/";
    private const string Common = "x-answers";
    private static readonly Lazy<JsonObject> Merged = new(Read);
    private static readonly Lazy<CachedText> Text = new(() => CachedText.Of(Merged.Value.ToJsonString(Json.Options), "application/json"));

    /// <summary>The document. Do not modify it.</summary>
    public static JsonObject Root => Merged.Value;

    /// <summary>The document as served.</summary>
    public static CachedText Served => Text.Value;

    /// <summary>Resolves a reference such as <c>#/components/schemas/Run</c>.</summary>
    /// <exception cref="KeyNotFoundException">There is no such component.</exception>
    public static JsonObject Resolve(string reference)
    {
        JsonNode? found = Root;
        foreach (var part in reference.Split('/').Skip(1))
        {
            found = found?[part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)];
        }

        return found as JsonObject ?? throw new KeyNotFoundException($"{reference} does not exist");
    }

    /// <summary>Reads a text file that is embedded in the app.</summary>
    public static string Embedded(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resources + name) ?? throw new KeyNotFoundException($"{name} is not embedded");
        return new StreamReader(stream).ReadToEnd();
    }

    /// <summary>The operations, by path and method.</summary>
    public static IEnumerable<(string Path, string Method, JsonObject Operation)> Operations(JsonObject document) =>
        from path in document["paths"]!.AsObject()
        from member in path.Value!.AsObject()
        where member.Key is "get" or "put" or "post" or "delete" or "patch" or "head" or "options"
        select (path.Key, member.Key, member.Value!.AsObject());

    /// <summary>Whether an operation needs a key: true unless it has <c>security</c> of its own.</summary>
    public static bool NeedsKey(JsonObject operation) => operation["security"] is null;

    private static JsonObject Read()
    {
        var names = Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Resources, StringComparison.Ordinal) && name.EndsWith(".yaml", StringComparison.Ordinal))
            .Select(name => name[Resources.Length..])
            .OrderBy(name => name != "shared.yaml").ThenBy(name => name, StringComparer.Ordinal); // the common part comes first
        var document = new JsonObject();
        foreach (var name in names)
        {
            Merge(document, Parse(name), name);
        }

        AddCommonAnswers(document);
        return document;
    }

    private static JsonObject Parse(string name)
    {
        var json = YamlText.ToJson(Embedded(name), out var problem) ?? throw new FormatException($"{name}: {problem}");
        using var whole = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
        return JsonObject.Create(whole.RootElement.Clone())!;
    }

    private static void Merge(JsonObject into, JsonObject more, string from)
    {
        foreach (var (name, value) in more.ToList())
        {
            more.Remove(name);
            if (into[name] is not { } there)
            {
                into[name] = value;
            }
            else if (there is JsonObject both && value is JsonObject part)
            {
                Merge(both, part, $"{from} {name}");
            }
            else
            {
                throw new FormatException($"{from} defines {name} a second time");
            }
        }
    }

    /// <summary>Adds the common answers in <c>x-answers</c> to each operation that does not define that status itself.</summary>
    private static void AddCommonAnswers(JsonObject document)
    {
        var common = document[Common]!;
        foreach (var (_, method, operation) in Operations(document).ToList())
        {
            Add(common["always"]!, operation);
            if (operation["requestBody"]?["content"] is JsonObject content)
            {
                if (method == "patch")
                {
                    content[MergePatch] = content["application/json"]!.DeepClone();
                }

                if (NeedsKey(operation))
                {
                    Add(common["withBody"]!, operation);
                }
            }

            if (NeedsKey(operation))
            {
                Add(common["withKey"]!, operation);
            }
        }

        document.Remove(Common);

        static void Add(JsonNode answers, JsonObject operation)
        {
            var responses = operation["responses"]!.AsObject();
            foreach (var (status, answer) in answers.AsObject())
            {
                if (!responses.ContainsKey(status))
                {
                    responses[status] = answer!.DeepClone();
                }
            }
        }
    }
}
