using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace AgentSched.Api.OpenApi;

/// <summary>
/// The description of the API as an HTML page. It is rendered once, on the server, so that it is readable without scripts; its only script is the
/// search. It loads nothing: style and script are inline, and the content security policy has their hashes.
/// </summary>
internal static class DocsPage
{
    private static readonly string Style = ApiDocument.Embedded("page.css");
    private static readonly string Script = ApiDocument.Embedded("page.js");
    private static readonly Lazy<CachedText> Text = new(() => CachedText.Of(Make(), "text/html; charset=utf-8"));

    public static CachedText Served => Text.Value;

    public static string ContentSecurityPolicy { get; } =
        $"default-src 'none'; style-src '{HashOf(Style)}'; script-src '{HashOf(Script)}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static string Make()
    {
        var document = ApiDocument.Root;
        var info = document["info"]!;
        var html = new Html();
        html.Raw("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Raw("<meta name=\"color-scheme\" content=\"light dark\"><link rel=\"icon\" href=\"data:,\">").Element("title", $"{info["title"]} API").Raw($"<style>{Style}</style></head><body>")
            .Raw("<a class=\"skip\" href=\"#main\">Skip to the operations</a><header>").Element("h1", $"{info["title"]} API").Element("p", (string)info["summary"]!)
            .Raw("<search><label for=\"find\">Find</label> <input id=\"find\" type=\"search\" autocomplete=\"off\" placeholder=\"path, field or word\" aria-describedby=\"found\"> <span id=\"found\" role=\"status\"></span></search></header>");
        Contents(html, document);
        html.Raw("<main id=\"main\"><section class=\"intro\" aria-label=\"Overview\">");
        foreach (var paragraph in ((string)info["description"]!).Trim().Split("\n\n"))
        {
            html.Element("p", paragraph);
        }

        html.Raw("<p>For programs: <a href=\"/api/openapi.json\">openapi.json</a>. The examples read the address and a key from shell variables:</p><pre tabindex=\"0\"><code>APP=https://your-app.example.com; KEY=ask_…</code></pre></section>");
        foreach (var tag in document["tags"]!.AsArray())
        {
            var name = (string)tag!["name"]!;
            html.Raw($"<section class=\"tag\" id=\"tag-{name}\" aria-labelledby=\"h-{name}\">").Element("h2", name, $"id=\"h-{name}\"").Element("p", (string)tag["description"]!);
            foreach (var (path, method, operation) in OperationsOf(document, name))
            {
                DocsOperation.Write(html, path, method, operation);
            }

            html.Raw("</section>");
        }

        Things(html, document);
        return html.Raw($"</main><script>{Script}</script></body></html>").ToString();
    }

    private static void Contents(Html html, JsonObject document)
    {
        html.Raw("<nav aria-label=\"Contents\"><ul>");
        foreach (var tag in document["tags"]!.AsArray())
        {
            var name = (string)tag!["name"]!;
            html.Raw($"<li><a href=\"#tag-{name}\">").Text(name).Raw("</a><ul>");
            foreach (var (_, _, operation) in OperationsOf(document, name))
            {
                html.Raw($"<li><a href=\"#{operation["operationId"]}\">").Text(((string)operation["summary"]!).TrimEnd('.')).Raw("</a></li>");
            }

            html.Raw("</ul></li>");
        }

        html.Raw("<li><a href=\"#tag-Things\">Things</a></li></ul></nav>");
    }

    private static void Things(Html html, JsonObject document)
    {
        html.Raw("<section class=\"tag\" id=\"tag-Things\" aria-labelledby=\"h-Things\">").Element("h2", "Things", "id=\"h-Things\"").Element("p", "The objects in request and response bodies.");
        foreach (var (name, node) in document["components"]!["schemas"]!.AsObject().OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            var schema = node!.AsObject();
            if (!IsWhole(schema))
            {
                continue;
            }

            html.Raw($"<details class=\"operation thing\" id=\"{name}\"><summary><h3><code>").Text(name).Raw("</code> <span class=\"says\">").Prose((string)schema["description"]!).Raw("</span></h3></summary>");
            DocsOperation.Table(html, DocsField.Of(schema));
            html.Raw("</details>");
        }

        html.Raw("</section>");
    }

    /// <summary>
    /// Whether a component is a complete object with a section of its own. Enumerations, numbers and partial objects are described where they are
    /// used.
    /// </summary>
    internal static bool IsWhole(JsonObject schema) =>
        (schema["properties"] ?? schema["allOf"]) is not null && (schema["additionalProperties"] ?? schema["unevaluatedProperties"]) is not null;

    private static IEnumerable<(string Path, string Method, JsonObject Operation)> OperationsOf(JsonObject document, string tag) =>
        ApiDocument.Operations(document).Where(o => (string?)o.Operation["tags"]![0] == tag);

    private static string HashOf(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
}
