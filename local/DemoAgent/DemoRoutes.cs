using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Demo;

/// <summary>Handles the demo agent's routes.</summary>
internal sealed class DemoRoutes : IDisposable
{
    private const string Chat = "/v1/chat/completions";
    private const string Webhook = "/webhook";

    private readonly DemoAgentOptions _options;
    private readonly CallLog _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly DemoCallbacks _callbacks;
    private readonly Lock _talk = new();
    private int _chats;
    private decimal _chatUsd;

    public DemoRoutes(DemoAgentOptions options, CallLog log) => (_options, _log, _callbacks) = (options, log, new DemoCallbacks(_stop.Token));

    public bool Healthy { get; set; } = true;

    public Task StopAsync() => _stop.CancelAsync();

    public void Dispose()
    {
        _callbacks.Dispose();
        _stop.Dispose();
    }

    public Task HandleAsync(HttpContext http)
    {
        var route = $"{http.Request.Method} {http.Request.Path}";
        return route switch
        {
            "GET /health" or "GET /api/health" => Healthy
                ? AnswerAsync(http, 200, new JsonObject { ["status"] = "healthy", ["agent_name"] = "demo" })
                : AnswerAsync(http, 503, DemoAnswer.Error(503, "The demo agent is set to unhealthy.", plain: true)),
            "POST /api/task" or "POST /api/chat" or "POST /webhook" or "POST /v1/chat/completions" => TaskAsync(http),
            "HEAD /webhook" => http.Response.CompleteAsync(),
            "GET /v1/models" => AnswerAsync(http, 200, new JsonObject { ["object"] = "list", ["data"] = new JsonArray(new JsonObject { ["id"] = "demo-1", ["object"] = "model" }) }),
            "GET /api/chat/session" => AnswerAsync(http, 200, Session()),
            _ => AnswerAsync(http, 404, DemoAnswer.Error(404, "Not found", plain: true)),
        };
    }

    private static Task AnswerAsync(HttpContext http, int status, JsonObject json)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(json, http.RequestAborted);
    }

    private static async Task<JsonElement?> BodyAsync(HttpContext http)
    {
        try
        {
            using var json = await JsonDocument.ParseAsync(http.Request.Body, default, http.RequestAborted);
            return json.RootElement.TryGetProperty(http.Request.Path == Chat ? "messages" : "message", out var said)
                && said.ValueKind == (http.Request.Path == Chat ? JsonValueKind.Array : JsonValueKind.String) ? json.RootElement.Clone() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private JsonObject Session() => new() { ["session_id"] = "demo", ["message_count"] = _chats, ["context_tokens"] = 1_000 * _chats, ["context_window"] = 200_000, ["total_cost_usd"] = _chatUsd };

    /// <summary>The answer of the agent's own chat, with the session's totals, as agents of kind <c>trinity</c> send it.</summary>
    private JsonObject Talk(DemoCall call, Directives directives)
    {
        lock (_talk)
        {
            _chats++;
            _chatUsd += directives.CostUsd ?? 0.01m;
            return new JsonObject { ["response"] = $"You said: {call.Message}", ["session"] = Session() };
        }
    }

    private async Task TaskAsync(HttpContext http)
    {
        if (await BodyAsync(http) is not { } body)
        {
            await AnswerAsync(http, 422, DemoAnswer.Error(422, "message: a text is required", plain: true));
            return;
        }

        var (call, ofItsKey) = _log.Add(number => new DemoCall(number, http.Request, body));
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _stop.Token);
        try
        {
            if (_options.OnTask is { } onTask)
                await onTask(call).WaitAsync(cut.Token);
            await RunAsync(http, call, ofItsKey, cut.Token);
        }
        catch (OperationCanceledException) when (cut.IsCancellationRequested)
        {
            http.Abort();
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            await AnswerAsync(http, 500, DemoAnswer.Error(500, e.Message, plain: false));
        }
        finally
        {
            var answered = http.Response.HasStarted;
            _log.Change(() => (call.FinishedAt, call.Status, call.CallerLeft) =
                (DateTimeOffset.UtcNow, answered ? http.Response.StatusCode : null, !answered && http.RequestAborted.IsCancellationRequested && !_stop.IsCancellationRequested && !IsClosed(http)));
        }
    }

    private static bool IsClosed(HttpContext http) => http.Items.ContainsKey(nameof(Directives.Close));

    private async Task RunAsync(HttpContext http, DemoCall call, int ofItsKey, CancellationToken cancel)
    {
        Directives directives;
        try
        {
            directives = Directives.In(call.Message);
        }
        catch (FormatException e)
        {
            await AnswerAsync(http, 400, DemoAnswer.Error(400, e.Message, plain: true));
            return;
        }

        await Task.Delay(directives.Slow, cancel);
        if (directives.Close)
        {
            http.Items[nameof(Directives.Close)] = true;
            http.Abort();
        }
        else if (directives.Redirect is { } target)
        {
            http.Response.Redirect(target);
            await http.Response.CompleteAsync();
        }
        else if (ofItsKey <= directives.FailFirst)
        {
            await FailAsync(http, 503, string.Create(CultureInfo.InvariantCulture, $"Call {ofItsKey} of {directives.FailFirst} that fail."), plain: false);
        }
        else if (directives.Status is { } success and < 300)
        {
            await AnswerAsync(http, success, Success(call, directives));
        }
        else if (directives.Status is { } status)
        {
            if (directives.RetryAfter is { } after)
                http.Response.Headers.RetryAfter = after;
            await FailAsync(http, status, string.Create(CultureInfo.InvariantCulture, $"The message asked for status {status}."), directives.PlainError);
        }
        else if (directives.Garbage)
        {
            await http.Response.WriteAsync("<html>not what you asked for</html>", cancel);
        }
        else if (directives.IsAsync)
        {
            await AcceptAsync(http, call, directives);
        }
        else
        {
            await AnswerAsync(http, 200, Success(call, directives));
        }
    }

    private JsonObject Success(DemoCall call, Directives directives) => call.Path switch
    {
        Chat => DemoAnswer.Chat(call, directives),
        Webhook => DemoAnswer.Webhook(call, directives),
        "/api/chat" => Talk(call, directives),
        _ => DemoAnswer.Success(call, directives),
    };

    private static Task FailAsync(HttpContext http, int status, string message, bool plain) =>
        AnswerAsync(http, status, http.Request.Path == Chat ? DemoAnswer.ChatError(status, message) : DemoAnswer.Error(status, message, plain));

    private async Task AcceptAsync(HttpContext http, DemoCall call, Directives directives)
    {
        var url = call.Text("async_result", "callback_url") ?? call.Text("callback", "url") ?? call.Text("callback_url");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var callback))
        {
            await AnswerAsync(http, 400, DemoAnswer.Error(400, "An [async] task needs async_result.callback_url.", plain: true));
            return;
        }

        await AnswerAsync(http, 202, new JsonObject { ["status"] = "accepted", ["execution_id"] = call.Text("execution_id") });
        if (directives.CallbackAfter is { } after)
            _ = CallBackAsync(callback, call, directives, after);
    }

    private async Task CallBackAsync(Uri callback, DemoCall call, Directives directives, TimeSpan after)
    {
        try
        {
            var result = Success(call, directives);
            result["execution_id"] = call.Text("execution_id");
            await _callbacks.SendAsync(callback, call.Text("async_result", "token") ?? call.Text("callback", "token") ?? call.Text("callback_token"), result, after);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The agent stops; its work is lost, as a killed agent's would be.
        }
    }
}
