using System.Text.Json;
using System.Text.Json.Nodes;
using AgentSched.Base;
using ModelContextProtocol.Protocol;

namespace AgentSched.Api.Mcp;

/// <summary>Makes short answers for models of what operations answer. Pure.</summary>
internal static class McpAnswer
{
    /// <summary>Upper bound of a text in an answer, in characters; the rest is cut off with a word.</summary>
    public const int MaxText = 4000;

    /// <summary>The answer of an operation that succeeded.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="answer">What the operation answered.</param>
    public static CallToolResult Of(McpTool tool, OperationAnswer answer) => Result(Shown(tool, answer));

    /// <summary>What the tool would do, if it is confirmed.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="shown">What the operation that shows it answered.</param>
    public static CallToolResult Unconfirmed(McpTool tool, OperationAnswer shown) => Result(new JsonObject
    {
        ["done"] = false,
        ["would"] = tool.Would,
        ["next"] = $"Nothing has changed. Ask the user; then call {tool.Name} again with the same arguments and confirm: true.",
        ["about"] = Shown(tool, shown),
    });

    /// <summary>A page of a log.</summary>
    /// <param name="log">The whole log.</param>
    /// <param name="offset">Where the page begins, in characters.</param>
    /// <param name="length">Its length, in characters.</param>
    public static CallToolResult Page(string log, int offset, int length)
    {
        var from = Math.Min(offset, log.Length);
        var to = Math.Min(from + length, log.Length);
        to -= to < log.Length && to > from && char.IsHighSurrogate(log[to - 1]) ? 1 : 0;
        return Result(new JsonObject { ["text"] = log[from..to], ["offset"] = from, ["next"] = to < log.Length ? to : null, ["total"] = log.Length });
    }

    /// <summary>A problem, with each field's errors and what to call next.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="answer">What the operation answered.</param>
    public static CallToolResult Problem(McpTool tool, OperationAnswer answer)
    {
        var problem = answer.Json as JsonObject ?? [];
        var next = answer.Status switch
        {
            400 => "Correct the fields that are named and call again; parse_english and preview_times show what times mean.",
            403 => "Only the owner that is named or an admin may do this; tell the user.",
            404 => "list_agents shows agents, list_schedules schedules with their ids, list_runs runs with theirs; use those names.",
            409 => "Look at the present state (show_schedule, show_run) and tell the user.",
            429 => $"Wait{(answer.RetryAfter is { } seconds ? $" {seconds} s" : " a while")}, then call again.",
            _ => "Nothing is known to have changed; look at the present state before you call again.",
        };
        var result = Failure((string?)problem["detail"] ?? $"{tool.Name} failed", next, problem["errors"] as JsonObject, answer.Status);
        if (problem["readings"] is JsonArray readings)
        {
            result["readings"] = readings.DeepClone();
        }

        return Result(result, isError: true);
    }

    /// <summary>Arguments that the tool cannot be called with.</summary>
    /// <param name="detail">What is wrong.</param>
    /// <param name="next">What to do.</param>
    public static CallToolResult Wrong(string detail, string next) => Result(Failure(detail, next, errors: null, status: 400), isError: true);

    private static JsonObject Failure(string detail, string next, JsonObject? errors, int status)
    {
        var failure = new JsonObject { ["error"] = detail, ["status"] = status };
        if (errors is not null)
        {
            failure["fields"] = errors.DeepClone();
        }

        failure["next"] = next;
        return failure;
    }

    private static JsonObject Shown(McpTool tool, OperationAnswer answer) => answer.Json switch
    {
        JsonObject page when page["items"] is JsonArray items && !page.ContainsKey("total") => Whole(page, new JsonArray([.. items.Select(item => Short(Only(item, tool.Shows)))])),
        JsonObject one => (JsonObject)Short(Only(one, tool.Shows))!,
        _ => new JsonObject { ["done"] = true },
    };

    private static JsonObject Whole(JsonObject page, JsonArray items)
    {
        var whole = new JsonObject { ["items"] = items };
        foreach (var (name, value) in page.Where(member => member.Key != "items" && member.Value is not null))
        {
            whole[name] = Short(value);
        }

        return whole;
    }

    private static JsonNode? Only(JsonNode? item, IReadOnlyList<string> shows) => item is not JsonObject one || shows.Count == 0 ? item
        : new JsonObject(shows.Where(one.ContainsKey).Select(name => KeyValuePair.Create(name, one[name]?.DeepClone())));

    /// <summary>A value without nulls, and with long texts cut.</summary>
    private static JsonNode? Short(JsonNode? value) => value switch
    {
        JsonObject one => new JsonObject(one.Where(member => member.Value is not null).Select(member => KeyValuePair.Create(member.Key, Short(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Short)]),
        JsonValue text when text.TryGetValue<string>(out var whole) && whole.Length > MaxText => $"{Texts.Cut(whole, MaxText)} (cut: it has {whole.Length} characters)",
        _ => value?.DeepClone(),
    };

    private static CallToolResult Result(JsonObject content, bool isError = false)
    {
        var json = content.ToJsonString(Base.Json.Options);
        return new CallToolResult { Content = [new TextContentBlock { Text = json }], StructuredContent = JsonSerializer.Deserialize<JsonElement>(json), IsError = isError };
    }
}
