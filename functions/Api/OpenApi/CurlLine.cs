using System.Text;
using System.Text.Json.Nodes;
using AgentSched.Base;

namespace AgentSched.Api.OpenApi;

/// <summary>An operation's example as a curl command for a shell in which <c>APP</c> and <c>KEY</c> are set.</summary>
internal static class CurlLine
{
    public static string Of(string path, string method, JsonObject operation, IEnumerable<JsonObject> parameters)
    {
        foreach (var parameter in parameters.Where(p => (string?)p["in"] == "path"))
        {
            path = path.Replace($"{{{parameter["name"]}}}", (string)parameter["example"]!, StringComparison.Ordinal);
        }

        var line = new StringBuilder("curl");
        line.Append(method == "get" ? string.Empty : $" -X {method.ToUpperInvariant()}").Append(" \"$APP/api").Append(path).Append((string?)operation["x-query"]).Append('"');
        if (ApiDocument.NeedsKey(operation))
        {
            line.Append(" -H \"Authorization: Bearer $KEY\"");
        }
        else if (operation["security"]!.AsArray().Count > 0)
        {
            line.Append(" -H \"X-Callback-Token: $TOKEN\"");
        }

        if (operation["requestBody"]?["content"]?["application/json"]?["example"] is { } example)
        {
            var json = example.ToJsonString(Json.Options).Replace("'", @"'\''", StringComparison.Ordinal);
            line.Append(" -H \"Content-Type: application/json\" -d '").Append(json).Append('\'');
        }

        return line.ToString();
    }
}
