using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace AgentSched.Quickstart;

/// <summary>Client of the app's HTTP API, as far as it is used here.</summary>
internal sealed class AppClient : IDisposable
{
    private readonly HttpClient _http;

    public AppClient(Uri address, string key)
    {
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Whether a failure is transient (no connection, or no answer in time), so that a retry may succeed.</summary>
    public static bool IsPassing(Exception e, CancellationToken cancel) => e is HttpRequestException || (e is OperationCanceledException && !cancel.IsCancellationRequested);

    /// <summary>The answer's JSON; null for a status in <paramref name="accepted"/>.</summary>
    /// <exception cref="QuickstartException">Any other status.</exception>
    public async Task<JsonElement?> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancel, params HttpStatusCode[] accepted)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await _http.SendAsync(request, cancel);
        if (answer.IsSuccessStatusCode)
            return await answer.Content.ReadFromJsonAsync<JsonElement>(cancel);
        if (accepted.Contains(answer.StatusCode))
            return null;

        throw new QuickstartException($"{method} /{path} was answered with {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancel)}");
    }
}
