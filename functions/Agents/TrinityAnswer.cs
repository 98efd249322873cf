using System.Text.Json;

namespace AgentSched.Agents;

/// <summary>
/// Reads answers of <c>trinity</c> agents. Fields that are missing or of another type count as not said: agents of several
/// ages answer, and a run that did its work must not fail for a field we do not know.
/// </summary>
internal static class TrinityAnswer
{
    public static AgentAnswer Read(JsonElement root)
    {
        var metadata = Child(root, "metadata");
        var session = Child(root, "session"); // older agents
        return new AgentAnswer
        {
            Response = Text(root, "response"),
            Log = Log(root),
            CostUsd = Money(metadata, "cost_usd") ?? Money(session, "total_cost_usd"),
            TokensIn = Number(metadata, "input_tokens"),
            TokensOut = Number(metadata, "output_tokens"),
            ContextTokens = Number(session, "context_tokens") ?? Number(metadata, "input_tokens"),
            ContextWindow = Number(metadata, "context_window") ?? Number(session, "context_window"),
            Turns = (int?)Number(metadata, "num_turns"),
            ToolCalls = (int?)Number(metadata, "tool_count"),
            SessionId = Text(root, "session_id") ?? Text(metadata, "session_id"),
            Model = Text(metadata, "model"),
        };
    }

    /// <summary>Reads an error body: <c>{"detail": text}</c> or <c>{"detail": {message, error_code, metadata}}</c>.</summary>
    /// <returns>The text (null: none) and what metrics the error carries (null: none).</returns>
    public static (string? Message, AgentAnswer? Answer) ReadError(JsonElement root) => root.ValueKind == JsonValueKind.Object && root.TryGetProperty("detail", out var detail)
        ? detail.ValueKind switch
        {
            JsonValueKind.String => (detail.GetString(), null),
            JsonValueKind.Object => (Text(detail, "message"), Child(detail, "metadata") is null ? null : Read(detail)),
            _ => (null, null),
        }
        : (null, null);

    private static byte[]? Log(JsonElement root) =>
        root.TryGetProperty("execution_log", out var log) && log.ValueKind is JsonValueKind.Array or JsonValueKind.Object
            ? JsonSerializer.SerializeToUtf8Bytes(log)
            : null;

    private static JsonElement? Child(JsonElement root, string name) =>
        root.TryGetProperty(name, out var child) && child.ValueKind == JsonValueKind.Object ? child : null;

    private static string? Text(JsonElement? from, string name) =>
        from is { } root && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Number(JsonElement? from, string name) =>
        from is { } root && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0
            ? number
            : null;

    private static decimal? Money(JsonElement? from, string name) =>
        from is { } root && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number >= 0
            ? number
            : null;
}
