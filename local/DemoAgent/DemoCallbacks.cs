using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace AgentSched.Demo;

/// <summary>Sends the results of asynchronous tasks to their callback URLs; retries for a while if the receiver is unavailable.</summary>
internal sealed class DemoCallbacks(CancellationToken stopping) : IDisposable
{
    private const int Tries = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http = new();

    public void Dispose() => _http.Dispose();

    public async Task SendAsync(Uri url, string? token, JsonObject result, TimeSpan after)
    {
        await Task.Delay(after, stopping);
        for (var i = 0; i < Tries; i++)
        {
            if (i > 0)
                await Task.Delay(Pause, stopping);

            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = JsonContent.Create(result) };
                if (token is not null)
                    request.Headers.TryAddWithoutValidation("X-Callback-Token", token);
                using var answer = await _http.SendAsync(request, stopping);
                if ((int)answer.StatusCode < 500)
                    return;
            }
            catch (HttpRequestException)
            {
                // The receiver may be restarting.
            }
        }
    }
}
