using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AgentSched.Bench;

/// <summary>Calls the API of whichever machine answers, again and again until one does: as a careful caller does, who sends the same key each time.</summary>
internal sealed class ChaosClient(IReadOnlyList<ChaosMachine> machines, CancellationToken cancel) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private int _next;

    /// <summary>Sends; the answer is one that a machine gave on purpose, so below 500.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">Below <c>/api/</c>.</param>
    /// <param name="key">The caller's API key.</param>
    /// <param name="body">Sent as JSON. Null: none.</param>
    /// <param name="idempotencyKey">Null: none.</param>
    /// <exception cref="TimeoutException">Nobody answered for minutes.</exception>
    public async Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(HttpMethod method, string path, string key, object? body = null, string? idempotencyKey = null)
    {
        var giveUp = DateTimeOffset.UtcNow + Patience;
        while (true)
        {
            try
            {
                using var request = Request(method, path, key, body, idempotencyKey);
                using var response = await _http.SendAsync(request, cancel);
                var text = await response.Content.ReadAsStringAsync(cancel);
                if ((int)response.StatusCode < 500)
                {
                    return (response.StatusCode, text.Length > 0 ? JsonNode.Parse(text) : null);
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or JsonException && !cancel.IsCancellationRequested)
            {
                // killed just now, or starting
            }

            if (DateTimeOffset.UtcNow > giveUp)
            {
                throw new TimeoutException($"{method} {path}: nobody answered for {Patience}");
            }

            await Task.Delay(Pause, cancel);
        }
    }

    /// <summary>The same, and nothing but success will do.</summary>
    public async Task<JsonNode> NeedAsync(HttpMethod method, string path, string key, object? body = null, string? idempotencyKey = null)
    {
        var (status, answer) = await SendAsync(method, path, key, body, idempotencyKey);
        return (int)status < 300 ? answer ?? new JsonObject() : throw new InvalidOperationException($"{method} {path} answered {(int)status}: {answer?.ToJsonString()}");
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(HttpMethod method, string path, string key, object? body, string? idempotencyKey)
    {
        var machine = machines[(int)((uint)Interlocked.Increment(ref _next) % machines.Count)];
        var request = new HttpRequestMessage(method, new Uri(machine.Address, $"api/{path}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (body is not null)
        {
            request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        }

        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        return request;
    }
}
