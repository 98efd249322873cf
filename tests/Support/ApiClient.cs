using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AgentSched.Tests.Support;

/// <summary>The app's HTTP API as a test calls it: paths below <c>/api/</c>, JSON in and out.</summary>
public sealed class ApiClient(Uri address, string? key) : IDisposable
{
    private readonly HttpClient _http = new()
    {
        BaseAddress = new Uri(address, "/api/"),
        Timeout = TimeSpan.FromSeconds(60),
        DefaultRequestHeaders = { Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key) },
    };

    public HttpClient Http => _http;

    public void Dispose() => _http.Dispose();

    public async Task<JsonNode> GetAsync(string path) => await SendAsync(HttpMethod.Get, path, body: null, HttpStatusCode.OK);

    public async Task<JsonNode> PostAsync(string path, object? body = null, HttpStatusCode expected = HttpStatusCode.OK) =>
        await SendAsync(HttpMethod.Post, path, body, expected);

    public async Task<JsonNode> PutAsync(string path, object body, HttpStatusCode expected = HttpStatusCode.OK) =>
        await SendAsync(HttpMethod.Put, path, body, expected);

    public async Task DeleteAsync(string path) => await SendAsync(HttpMethod.Delete, path, body: null, HttpStatusCode.NoContent);

    /// <summary>The items of all pages.</summary>
    public async Task<IReadOnlyList<JsonNode>> AllAsync(string path)
    {
        var (all, mark) = (new List<JsonNode>(), (string?)null);
        do
        {
            var page = await GetAsync(mark is null ? path : $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}continuation={mark}");
            all.AddRange(page["items"]!.AsArray().Select(item => item!));
            mark = (string?)page["continuation"];
        }
        while (mark is not null);
        return all;
    }

    /// <summary>Sends a raw body, and more headers; the answer may be anything.</summary>
    public async Task<(HttpStatusCode Status, JsonNode? Body)> TryAsync(HttpMethod method, string path, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length > 0 ? JsonNode.Parse(text) : null);
    }

    public async Task RegisterAgentAsync(string name, Uri url, int maxConcurrent = 1, int queueDepth = 3) =>
        await PutAsync($"agents/{name}", new { url, maxConcurrent, queueDepth }, HttpStatusCode.Created);

    /// <returns>The schedule's id.</returns>
    public async Task<string> CreateScheduleAsync(string agent, string name = "nightly", string cron = "* * * * *", string message = "say hello", string? onFull = null) =>
        (await PostAsync($"agents/{agent}/schedules", new { name, cron, zone = "UTC", message, onFull }, HttpStatusCode.Created))["id"]!.GetValue<string>();

    public async Task<IReadOnlyList<JsonNode>> RunsAsync(string agent) =>
        [.. (await GetAsync($"agents/{agent}/runs?limit=200"))["items"]!.AsArray().Select(run => run!)];

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, object? body, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body, options: JsonSerializerOptions.Web) };
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{method} {path} answered {(int)response.StatusCode}, expected {(int)expected}: {text}");
        return text.Length > 0 ? JsonNode.Parse(text)! : new JsonObject();
    }
}
