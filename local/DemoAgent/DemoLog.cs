using System.Text.Json.Nodes;

namespace AgentSched.Demo;

/// <summary>An execution log as agents stream it: an init entry, tool uses with their results, the answer, a result entry.</summary>
internal static class DemoLog
{
    private const int BytesPerToolResult = 2_000;
    private static readonly string[] Tools = ["Read", "Grep", "Bash"];

    public static JsonArray Entries(string session, string task, string response, int wantedBytes, long durationMs, decimal costUsd)
    {
        JsonArray log =
        [
            new JsonObject { ["type"] = "system", ["subtype"] = "init", ["session_id"] = session, ["model"] = "demo-1", ["tools"] = new JsonArray([.. Tools.Select(t => JsonValue.Create(t))]) },
            Said("assistant", new JsonObject { ["type"] = "text", ["text"] = $"I look into it: {task}" }),
        ];
        var uses = Math.Max(2, wantedBytes / (BytesPerToolResult + 300));
        for (var i = 0; i < uses; i++)
        {
            var id = $"toolu_{i + 1:D5}";
            var output = wantedBytes == 0 ? "3 files match" : new string((char)('a' + (i % 26)), BytesPerToolResult);
            log.Add(Said("assistant", new JsonObject { ["type"] = "tool_use", ["id"] = id, ["name"] = Tools[i % Tools.Length], ["input"] = new JsonObject { ["path"] = $"notes/{i + 1}.md" } }));
            log.Add(Said("user", new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = id, ["content"] = output }));
        }

        log.Add(Said("assistant", new JsonObject { ["type"] = "text", ["text"] = response }));
        log.Add(new JsonObject { ["type"] = "result", ["subtype"] = "success", ["session_id"] = session, ["duration_ms"] = durationMs, ["num_turns"] = 2, ["total_cost_usd"] = costUsd });
        return log;
    }

    public static int ToolCount(JsonArray log) =>
        log.Count(e => e!["message"]?["content"]?[0]?["type"] is { } type && string.Equals(type.GetValue<string>(), "tool_use", StringComparison.Ordinal));

    private static JsonObject Said(string role, JsonObject content) =>
        new() { ["type"] = role, ["message"] = new JsonObject { ["role"] = role, ["content"] = new JsonArray(content) } };
}
