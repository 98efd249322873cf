using System.Text.Json.Nodes;

namespace AgentSched.Demo;

/// <summary>JSON of plausible answers, equal for equal messages except for session id and times.</summary>
internal static class DemoAnswer
{
    private const int ContextWindow = 200_000;

    public static JsonObject Success(DemoCall call, Directives directives)
    {
        var session = Guid.NewGuid().ToString();
        var (response, tokensIn, tokensOut) = Worked(call, directives);
        var cost = directives.CostUsd ?? decimal.Round((tokensIn * 0.000003m) + (tokensOut * 0.000015m), 6);
        var now = DateTimeOffset.UtcNow;
        var duration = (long)(now - call.ReceivedAt).TotalMilliseconds;
        var log = DemoLog.Entries(session, directives.Rest, response, directives.LogBytes, duration, cost);

        return new JsonObject
        {
            ["response"] = response,
            ["execution_log"] = log,
            ["session_id"] = session,
            ["status"] = "success",
            ["timestamp"] = now.UtcDateTime.ToString("O"),
            ["metadata"] = new JsonObject
            {
                ["cost_usd"] = cost,
                ["duration_ms"] = duration,
                ["num_turns"] = 2,
                ["tool_count"] = DemoLog.ToolCount(log),
                ["session_id"] = session,
                ["input_tokens"] = tokensIn,
                ["output_tokens"] = tokensOut,
                ["context_window"] = ContextWindow,
                ["model"] = call.Text("model") ?? "demo-1",
            },
        };
    }

    /// <summary>A chat completion; the caller computes its cost.</summary>
    public static JsonObject Chat(DemoCall call, Directives directives)
    {
        var (response, tokensIn, tokensOut) = Worked(call, directives);
        return new JsonObject
        {
            ["id"] = $"chatcmpl-{Guid.NewGuid():N}",
            ["object"] = "chat.completion",
            ["model"] = call.Text("model") ?? "demo-1",
            ["choices"] = new JsonArray(new JsonObject
            {
                ["index"] = 0,
                ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = response },
                ["finish_reason"] = "stop",
            }),
            ["usage"] = new JsonObject { ["prompt_tokens"] = tokensIn, ["completion_tokens"] = tokensOut, ["total_tokens"] = tokensIn + tokensOut },
        };
    }

    /// <summary>An answer of a webhook agent.</summary>
    public static JsonObject Webhook(DemoCall call, Directives directives)
    {
        var (response, tokensIn, tokensOut) = Worked(call, directives);
        return new JsonObject
        {
            ["response"] = response,
            ["costUsd"] = directives.CostUsd ?? 0.001m,
            ["tokensIn"] = tokensIn,
            ["tokensOut"] = tokensOut,
            ["model"] = call.Text("model") ?? "demo-1",
            ["log"] = new JsonArray(new JsonObject { ["said"] = response }),
        };
    }

    /// <summary>An error in the format of model providers.</summary>
    public static JsonObject ChatError(int status, string message) => new()
    {
        ["error"] = new JsonObject { ["message"] = message, ["type"] = ErrorCode(status), ["code"] = ErrorCode(status) },
    };

    /// <summary>Both error shapes: <c>{"detail": text}</c> and <c>{"detail": {message, error_code, metadata}}</c>.</summary>
    public static JsonObject Error(int status, string message, bool plain) => new()
    {
        ["detail"] = plain
            ? message
            : new JsonObject { ["message"] = message, ["error_code"] = ErrorCode(status), ["metadata"] = new JsonObject { ["status"] = status } },
    };

    private static (string Response, long TokensIn, long TokensOut) Worked(DemoCall call, Directives directives)
    {
        var response = Response(directives);
        return (response, directives.Tokens?.In ?? 1_200 + (call.Message.Length / 4), directives.Tokens?.Out ?? 40 + (response.Length / 4));
    }

    private static string Response(Directives directives)
    {
        var text = $"Done: {(directives.Rest.Length == 0 ? "nothing to do" : directives.Rest)}";
        if (directives.ResponseLength is not { } length)
            return text;

        const string Filler = " The demo agent has more to say about this.";
        while (text.Length < length)
            text += text.Length < 1_000 ? Filler : text;
        return text[..length];
    }

    private static string ErrorCode(int status) => status switch
    {
        400 or 422 => "invalid_request",
        401 or 403 => "auth",
        402 => "billing",
        404 => "not_found",
        429 => "rate_limited",
        502 or 503 => "unavailable",
        504 => "timeout",
        _ => "internal",
    };
}
