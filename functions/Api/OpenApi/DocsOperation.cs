using System.Text.Json;
using System.Text.Json.Nodes;
using AgentSched.Base;

namespace AgentSched.Api.OpenApi;

/// <summary>Writes an operation as a section of the page.</summary>
internal static class DocsOperation
{
    private static readonly JsonSerializerOptions Indented = new(Json.Options) { WriteIndented = true };

    public static void Write(Html html, string path, string method, JsonObject operation)
    {
        var id = (string)operation["operationId"]!;
        var parameters = ParametersOf(path, operation).ToList();
        html.Raw($"<details class=\"operation\" id=\"{id}\"><summary><h3><span class=\"method {method}\">{method.ToUpperInvariant()}</span> <code>").Text("/api" + path)
            .Raw("</code> <span class=\"says\">").Prose((string)operation["summary"]!).Raw("</span></h3></summary>")
            .Element("p", (string)operation["description"]!);
        if (parameters.Count > 0)
        {
            html.Element("h4", "Parameters");
            Table(html, parameters.Select(p => DocsField.One((string)p["name"]!, (bool?)p["required"] ?? false, p["schema"]!.AsObject()) with
            {
                Meaning = (string)p["description"]!,
                Type = $"{SchemaWords.TypeOf(SchemaWords.Open(p["schema"]!.AsObject()).Whole, isNullable: false)}, in {p["in"]}",
                Example = p["example"]?.ToJsonString(Json.Options),
            }));
        }

        if (operation["requestBody"] is JsonObject body)
        {
            foreach (var (type, media) in body["content"]!.AsObject().Where(content => content.Key != ApiDocument.MergePatch)) // as JSON
            {
                html.Raw("<h4>Body <span class=\"type\">").Text(type).Raw("</span></h4>");
                Schema(html, media!["schema"]!.AsObject());
                Example(html, media["example"]);
            }
        }

        html.Element("h4", "Responses").Raw("<dl class=\"answers\">");
        foreach (var (status, answer) in operation["responses"]!.AsObject().OrderBy(answer => answer.Key, StringComparer.Ordinal))
        {
            Answer(html, status, Followed(answer!.AsObject()));
        }

        html.Raw("</dl>").Element("h4", "With curl").Raw("<pre tabindex=\"0\"><code>").Text(CurlLine.Of(path, method, operation, parameters)).Raw("</code></pre></details>");
    }

    /// <summary>Writes fields as a table; on a narrow screen each row becomes a block.</summary>
    public static void Table(Html html, IEnumerable<DocsField> fields)
    {
        var lines = fields.ToList();
        var tells = lines.Exists(field => !field.Required); // if all fields are required, none is marked
        html.Raw("<table><thead><tr><th scope=\"col\">Field</th><th scope=\"col\">Type and range</th><th scope=\"col\">Meaning</th></tr></thead><tbody>");
        foreach (var field in lines)
        {
            html.Raw("<tr><th scope=\"row\"><code>").Text(field.Name).Raw("</code>").Raw(tells && field.Required ? " <span class=\"required\">required</span>" : string.Empty).Raw("</th><td>").Text(field.Type);
            Component(html.Raw(field.Component is null ? string.Empty : ": "), field.Component);
            Part(html, "range", null, field.Range);
            Part(html, "range", "default ", field.Default is { } value ? $"`{value}`" : null);
            html.Raw("</td><td>").Prose(field.Meaning);
            Part(html, "example", "e.g. ", field.Example is { } example ? $"`{example}`" : null);
            html.Raw("</td></tr>");
        }

        html.Raw("</tbody></table>");
    }

    /// <summary>The parameters of an operation and of its path.</summary>
    public static IEnumerable<JsonObject> ParametersOf(string path, JsonObject operation) =>
        from list in new[] { ApiDocument.Root["paths"]![path]!["parameters"], operation["parameters"] }
        from parameter in list?.AsArray() ?? []
        select Followed(parameter!.AsObject());

    private static void Answer(Html html, string status, JsonObject answer)
    {
        html.Raw($"<dt>{status}</dt><dd>").Prose((string)answer["description"]!);
        foreach (var (name, header) in answer["headers"]?.AsObject() ?? [])
        {
            html.Raw("<p class=\"header\"><code>").Text(name).Raw("</code> ").Prose((string)Followed(header!.AsObject())["description"]!).Raw("</p>");
        }

        foreach (var (type, media) in answer["content"]?.AsObject() ?? [])
        {
            html.Raw("<div class=\"content\"><span class=\"type\">").Text(type).Raw("</span> ");
            Schema(html, media!["schema"]!.AsObject());
            html.Raw("</div>");
        }

        html.Raw("</dd>");
    }

    /// <summary>Writes a link to a component, or a table for an inline schema.</summary>
    private static void Schema(Html html, JsonObject schema)
    {
        var (whole, thing, _) = SchemaWords.Open(schema);
        if (thing is not null)
        {
            html.Text(schema["items"] is null ? string.Empty : "list of ");
            Component(html, thing);
        }
        else if ((whole["properties"] ?? whole["allOf"] ?? whole["oneOf"]) is null)
        {
            html.Text(SchemaWords.TypeOf(whole, isNullable: false));
        }
        else
        {
            Table(html, DocsField.Of(whole));
        }
    }

    private static void Example(Html html, JsonNode? example)
    {
        if (example is not null)
        {
            html.Raw("<pre tabindex=\"0\"><code>").Text(example is JsonValue text ? (string)text! : example.ToJsonString(Indented)).Raw("</code></pre>");
        }
    }

    private static void Component(Html html, string? name) => html.Raw(name is null ? string.Empty : $"<a href=\"#{name}\">{name}</a>");

    private static void Part(Html html, string kind, string? lead, string? text)
    {
        if (text is not null)
        {
            html.Raw($"<span class=\"{kind}\">").Text(lead ?? string.Empty).Prose(text).Raw("</span>");
        }
    }

    private static JsonObject Followed(JsonObject part) => (string?)part["$ref"] is { } reference ? ApiDocument.Resolve(reference) : part;
}
