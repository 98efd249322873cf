using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Demo;

/// <summary>One task, chat completion or webhook as the agent received it. Its end is recorded on the same object.</summary>
public sealed class DemoCall
{
    internal DemoCall(int number, HttpRequest request, JsonElement body)
    {
        Number = number;
        Body = body;
        ReceivedAt = DateTimeOffset.UtcNow;
        Headers = request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        Path = request.Path;
        Message = Text("message") ?? UserMessage() ?? "";
    }

    /// <summary>Number of the call, counted from 1 per agent.</summary>
    public int Number { get; }

    /// <summary>The request's JSON.</summary>
    public JsonElement Body { get; }

    /// <summary>The request's path, which identifies the kind: <c>/api/task</c>, <c>/v1/chat/completions</c>, <c>/webhook</c>.</summary>
    public string Path { get; }

    /// <summary>The request's headers; names are case-insensitive.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The task's text, directives included.</summary>
    public string Message { get; }

    /// <summary>The <c>Idempotency-Key</c> header, else the body's <c>execution_id</c>, else empty.</summary>
    public string IdempotencyKey => Headers.GetValueOrDefault("Idempotency-Key") ?? Text("execution_id") ?? "";

    /// <summary>The number in the header whose name ends with <c>Attempt</c>; null without one.</summary>
    public int? Attempt =>
        Headers.FirstOrDefault(h => h.Key.EndsWith("attempt", StringComparison.OrdinalIgnoreCase)).Value is { } text
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The <c>traceparent</c> header; null without one.</summary>
    public string? TraceParent => Headers.GetValueOrDefault("traceparent");

    /// <summary>When the request had been read.</summary>
    public DateTimeOffset ReceivedAt { get; }

    /// <summary>When the answer had been written or the connection was gone; null while the call runs.</summary>
    public DateTimeOffset? FinishedAt { get; internal set; }

    /// <summary>The status of the answer; null while the call runs and if there was no answer.</summary>
    public int? Status { get; internal set; }

    /// <summary>Whether the caller disconnected before the answer.</summary>
    public bool CallerLeft { get; internal set; }

    internal string? Text(params string[] path)
    {
        var at = Body;
        foreach (var name in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
                return null;
        }

        return at.ValueKind == JsonValueKind.String ? at.GetString() : null;
    }

    /// <summary>The last user message in a chat completion's <c>messages</c>.</summary>
    private string? UserMessage() =>
        Body.TryGetProperty("messages", out var messages) && messages.ValueKind == JsonValueKind.Array
            ? messages.EnumerateArray().LastOrDefault(m => m.GetProperty("role").ValueEquals("user")) is { ValueKind: JsonValueKind.Object } said ? said.GetProperty("content").GetString() : null
            : null;
}
